"""What a message advises holds for the record that it is given for: for its origin, its status and its field."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.test_short_records import CATALOG
from tests.helpers import REPOSITORY, changed, external_record, own_record, record_text
from tests.lint.rules.all_cases import ALL_CASES
from tests.lint.rules.cases import EXTERNAL, OTHER, OWN, Case, Checked, findings_of


@pytest.mark.parametrize("origin", [None, "extern", "somebody else", {"unknown": "Nobody said."}])
def test_an_unreadable_origin_draws_no_faults_of_the_other_origin(origin: object, tmp_path: Path) -> None:
    """The author of an outside incident is told to give the origin, and not to name the people who took part."""
    for name, record in ((EXTERNAL, external_record()), (OWN, own_record())):
        found = findings_of(tmp_path / name[:4], {name: record_text(changed(record, "origin", origin))})
        assert [finding.field for finding in found] == [("origin",)]


def test_an_outside_record_is_not_asked_for_our_work(tmp_path: Path) -> None:
    """Of a reason that puts the answer off, only our own record is advised to add an action with an owner."""
    put_off = {"unknown": "Not published yet."}
    (own,) = findings_of(tmp_path / "own", {OWN: record_text(own_record(**{"impact.predictions": put_off}))})
    (external,) = findings_of(
        tmp_path / "external", {EXTERNAL: record_text(external_record(**{"times.diagnosed": put_off}))}
    )
    assert own.code == external.code == "PM313"
    assert "action with an owner" in own.fix
    assert external.fix == "fill it in, or say what the sources leave out"


def test_a_size_above_its_bound_is_told_as_such(tmp_path: Path) -> None:
    """A file of one byte too many is not told to have the size that is allowed."""
    (finding,) = findings_of(tmp_path, {OTHER: b"x" * (256 * 1024 + 1)})
    assert (finding.condition, finding.found) == ("must be at most 256 KiB", "257 KiB")


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.code}-{case.subject}")
def test_no_message_gives_advice_that_was_once_wrong(case: Case, checked: Checked) -> None:
    """No message advises a lower status than is needed, or bare handles, which PM707 finds, or uses unusual words."""
    for finding in checked(case).findings:
        for advice in ("record a draft", "by handle", "take it back", "goes into backquotes, ", "perhaps:"):
            assert advice not in finding.fix, finding.code
        assert not finding.fix.startswith("mend ")


@pytest.mark.parametrize(
    ("uri", "link"),
    [
        ("logs.example.com/features/1112", "https://logs.example.com/features/1112"),
        ("www.example.org/x", "https://www.example.org/x"),
        ("http//x.y/z", "http://x.y/z"),
        ("missing.txt", None),
        ("logs/night.txt", None),
    ],
)
def test_evidence_that_leads_nowhere_names_the_link_that_was_meant(uri: str, link: str | None, tmp_path: Path) -> None:
    """An address without its scheme is completed; of anything else a whole link is asked."""
    (finding,) = findings_of(tmp_path, {OWN: record_text(changed(own_record(), "evidence.0.uri", uri))})
    assert finding.code == "PM017"
    assert finding.fix.startswith(f"did you mean `{link}`?" if link else "write the whole link")


@pytest.mark.parametrize(
    ("written", "mistyped", "code", "fix"),
    [
        ("severity: SEV4", "severity: SEV-4", "PM104", "did you mean `SEV4`?"),
        ("severity: SEV4", "severity: 4", "PM104", "did you mean `SEV4`?"),
        ("severity: SEV4", "severity: low", "PM104", "use one of these words, spelt exactly so"),
        ("severity: SEV4\n", "", "PM101", "add `severity:` here"),
        ("owner: jobs", "owner: Jobs", "PM105", "did you mean `jobs`?"),
        ("owner: jobs", "owner: Platform", "PM105", "did you mean `data-platform`?"),
        ("status: published", "status: publishd", "PM104", "did you mean `published`?"),
        ("status: published", "status: published\norigin: ours", "PM104", "use one of these words, spelt exactly so"),
        ("status: published", "status: published\nvisibility: private", "PM104", "use one of these words"),
        ("[started]", "started", "PM103", "write timeline[1].marks as a list"),
        ("[started]", "[strated]", "PM104", "did you mean `started`?"),
    ],
)
def test_one_slip_of_the_pen_is_one_finding(written: str, mistyped: str, code: str, fix: str, tmp_path: Path) -> None:
    """What depends on a mistyped field, or is derived from it, is judged as if the field said what was meant."""
    guide = (REPOSITORY / "docs/guides/short-records.md").read_text("utf-8")
    text = next(each for each in re.findall(r"```markdown\n(.*?)```", guide, re.DOTALL) if "SEV4" in each)
    assert written in text
    name = "2026/PM-2026-0002-mail.md"
    files = {"catalog.yml": CATALOG, OWN: None, EXTERNAL: None, name: text}
    assert findings_of(tmp_path / "right", files) == []
    (finding,) = findings_of(tmp_path / "wrong", files | {name: text.replace(written, mistyped)})
    assert finding.code == code
    assert finding.fix.startswith(fix)
