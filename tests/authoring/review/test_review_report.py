"""The reviewer's report: what it says of records that are sound, broken, many or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.authoring.review.completeness_sections import SECTIONS, by_section
from ml_postmortems.authoring.review.mermaid import MOST_EVENTS
from ml_postmortems.authoring.review.report import MARKER, MOST_CHARACTERS, review, review_to_markdown
from ml_postmortems.lint.context import Context
from ml_postmortems.model.completeness import Completeness
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.selection import Selection, select_files
from tests.helpers import FROZEN_RECORDS, external_record, in_month, own_record, write_corpus

GOLDEN = Path(__file__).parent / "golden" / "review.md"
_MEASURED = {"actions.1.success_criterion": "At least 1 alert within 60 seconds in a replay of that night."}
SOUND = own_record(**_MEASURED)
BROKEN = own_record(
    **_MEASURED
    | {
        "id": "PM-2025-0002",
        "title": "The next change of a unit spoils the order again",
        "causes.0.evidence": [],
        "actions.2.addresses": None,
        "actions.1.addresses": ["C1"],
        "assumptions.0.recheck_by": "2025-05-01",
        "people": None,
    }
)
BROKEN = in_month(BROKEN, "05")


def report_on(root: Path, *names: str, links: str = "", as_of: date = date(2025, 6, 1)) -> str:
    """The report on the records of a folder, or on those whose file names begin so."""
    corpus = load_corpus(root)
    files = tuple(file for file in corpus.files if not names or file.path.name.startswith(names))
    selection = Selection(files, frozenset(file.path for file in files)) if names else Selection(files, None)
    context = Context(corpus, as_of, changed=frozenset(file.path for file in files))
    return review_to_markdown(review(context, selection), context, links)


def test_the_report_is_the_golden_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: Callable[[Path, str], None]
) -> None:
    """A change of the report is seen in a diff; these counts were made by hand and say what has to be in it."""
    write_corpus(tmp_path, own_record(), BROKEN)
    monkeypatch.chdir(tmp_path)
    text = report_on(Path("postmortems"), "PM-2025-0002", links="https://git.example.com/blob/1")
    assert_golden(GOLDEN, text)
    assert text.startswith(MARKER + "\n")
    assert text.count("/PM-2025-0002-the-next-change-of.md?plain=1#L") == 8, "six errors and two warnings"
    assert text.count("\n  fix: ") == 8
    assert "Where the argument breaks" not in text, "the findings tell of each break"
    assert text.count("| **none** |") == 3, "C1 has no evidence, C2 no action, A3 no cause"
    assert text.count("**no answer**") == 1, "the earlier record with the same causes"
    assert text.count("```mermaid\n") == 2
    assert text.count("- What would refute it?") == 2, "one for each leaf of a cause that was not ruled out"
    assert text.count("<details>") == text.count("</details>") == 5


def test_a_sound_record_has_no_findings_and_no_breaks(tmp_path: Path) -> None:
    """A reviewer is not sent after faults that a complete record does not have."""
    text = report_on(write_corpus(tmp_path, SOUND))
    assert "1 record, **0 errors**, 0 warnings." in text
    assert "97 % complete (47 answered, 1 unknown, 0 missing; 3 not applicable)" in text, "predictions are unknown"
    for heading in ("To mend", "Warnings", "breaks", "no answer", "CAUTION"):
        assert heading not in text


def test_the_real_records_fit_into_one_comment() -> None:
    """The records that are shipped have nothing to mend, and a reviewer gets seven of them whole; of all, those that
    do not fit are named."""
    ids = [file.path.name[:12] for file in load_corpus(FROZEN_RECORDS).files]
    text = report_on(FROZEN_RECORDS, *ids[::7], as_of=date(2026, 6, 30))
    assert "**0 errors**" in text.split("\n")[4]
    assert len(text) <= MOST_CHARACTERS
    assert "Left out" not in text
    assert text.count("\n### ") == len(ids[::7])
    everything = report_on(FROZEN_RECORDS, as_of=date(2026, 6, 30))
    assert len(everything) <= MOST_CHARACTERS
    assert all(each in everything for each in ids[-40:])


def test_a_reader_is_asked_to_challenge_the_primary_cause(tmp_path: Path) -> None:
    """The strongest other explanation and what would refute the cause are asked openly, for the primary cause only."""
    verdict = report_on(write_corpus(tmp_path, SOUND)).split("<details>")[0]
    assert verdict.count("**Challenge C1**: The unit of the session length") == 1
    assert "- [ ] The strongest other explanation" in verdict
    assert "- [ ] What would refute it" in verdict
    draft = own_record(status="draft", causes=None, primary_cause=None, actions=None, validation=None)
    assert "Challenge" not in report_on(write_corpus(tmp_path / "draft", draft))


def test_the_checklist_suits_the_record(tmp_path: Path) -> None:
    """An outsider's record is judged by its sources, an insider's by its people and promises."""
    root = write_corpus(tmp_path, own_record(), external_record(status="in-review", visibility="internal"))
    own, external = report_on(root, "PM-2025-0001"), report_on(root, "PM-2024-0001")
    assert "facilitator" in own and "owner of an action" in own and "stands in a source" not in own
    assert "stands in a source" in external and "facilitator" not in external
    assert "anybody will be able to read it" in own and "anybody will be able to read it" not in external
    assert "goes on from `in-review`" in external
    assert "said to be unknown (6: `failure.metric`" in external


def test_the_checklist_asks_nothing_about_what_is_not_there(tmp_path: Path) -> None:
    """A short record has no summary of its own and no lessons; nobody has a stake where nobody is named."""
    short = own_record(schema_version="2", severity="SEV4", summary=None, lessons=None)
    text = report_on(write_corpus(tmp_path / "short", short))
    assert "understand the summary" not in text and "lessons are of use" not in text
    nobody = own_record(people={"unknown": "The report names nobody."}, hypotheses={"unknown": "Nothing was noted."})
    text = report_on(write_corpus(tmp_path / "nobody", nobody))
    assert "no stake in the outcome" not in text and "strongest case" not in text
    assert "understand the summary" in text and "lessons are of use" in text


def test_the_breaks_of_a_draft_are_told(tmp_path: Path) -> None:
    """The rules about reasoning wait for publication; the reviewer of a draft is told at once."""
    record = own_record(**{"status": "draft", "causes.0.evidence": [], "causes.1.evidence": ["E9"], "actions": []})
    record["evidence"].append({**record["evidence"][0], "id": "E5"})
    text = report_on(write_corpus(tmp_path, record))
    assert "- C1 (immediate) has no evidence." in text
    assert "- C1 (immediate) has no action, and nobody has accepted the risk." in text
    assert "- C2 (systemic) has no action, and nobody has accepted the risk." in text
    assert "- E5 supports nothing." in text


def test_a_withdrawn_record_is_only_asked_for_its_reason(tmp_path: Path) -> None:
    """Nobody reviews the causes of a record that was taken back."""
    text = report_on(write_corpus(tmp_path, own_record(status="withdrawn", status_reason="Twice reported.")))
    assert text.count("- [ ]") == 1
    assert "Earlier records like it" not in text


def test_a_record_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    """What is broken most of all is not left out of the report."""
    root = write_corpus(tmp_path)
    (root / "2025").mkdir()
    (root / "2025" / "PM-2025-0007-no-front-matter.md").write_text("hello", "utf-8")
    text = report_on(root)
    assert "### [PM-2025-0007]" in text and "It cannot be read. **1 error**" in text


def test_a_broken_vocabulary_leaves_a_report(tmp_path: Path) -> None:
    """Without taxonomy and catalog the rest is still said, and what is wrong with them first."""
    root = write_corpus(tmp_path, own_record(), catalog="{", taxonomy="- a")
    text = report_on(root)
    assert text.index("**In other files**") < text.index("### [PM-2025-0001]")
    assert "Questions to ask" not in text


def test_records_with_errors_come_first(tmp_path: Path) -> None:
    """A busy reviewer reads what stops the merge before what does not."""
    text = report_on(write_corpus(tmp_path, own_record(), BROKEN))
    assert text.index("### [PM-2025-0002]") < text.index("### [PM-2025-0001]")


def test_the_same_records_give_the_same_report(tmp_path: Path) -> None:
    """A sticky comment does not change unless the records do."""
    root = write_corpus(tmp_path, own_record(), BROKEN, external_record())
    assert report_on(root) == report_on(root)


def test_a_report_is_cut_to_the_limit_of_a_comment(tmp_path: Path) -> None:
    """GitHub refuses a longer comment whole, so background goes first, then whole records, and the report says so."""
    records = [own_record(id=f"PM-2025-{number:04}", title=f"Failure {number}") for number in range(1, 61)]
    text = report_on(write_corpus(tmp_path, *records))
    assert len(text) <= MOST_CHARACTERS
    notes = [line for line in text.split("\n") if "Left out, because GitHub takes 65,536 characters" in line]
    assert len(notes) == 2 and "whole records PM-2025-" in notes[0]
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0
    assert text.rstrip().endswith("explains a finding.")


def test_nothing_selected_says_so(tmp_path: Path) -> None:
    """A pull request without records gets one short sentence."""
    corpus = load_corpus(write_corpus(tmp_path, own_record()))
    context = Context(corpus, date(2025, 6, 1))
    text = review_to_markdown(review(context, Selection((), frozenset())), context)
    assert "No record was changed" in text and len(text) < 250


def test_a_long_timeline_keeps_what_marks_and_changes(tmp_path: Path) -> None:
    """A drawing stays readable, and leaves out only events on which no duration rests."""
    record = own_record()
    filler = [
        {
            "at": f"2025-03-11T02:{minute:02}:00Z",
            "phase": "serving",
            "kind": "event",
            "text": "Nothing.",
            "evidence": ["E2"],
        }
        for minute in range(30)
    ]
    timeline = [*record["timeline"][:2], *filler, *record["timeline"][2:]]
    text = report_on(write_corpus(tmp_path, own_record(timeline=timeline)))
    drawn = text.split("```mermaid\ntimeline\n")[1].split("```")[0]
    assert len(re.findall(r"UTC : ", drawn)) == MOST_EVENTS
    for mark in ("STARTED", "DETECTED", "DIAGNOSED", "MITIGATED", "RESOLVED"):
        assert mark in drawn
    assert f"{len(timeline) - MOST_EVENTS} events of less weight left out." in text


def test_each_field_that_publication_needs_belongs_to_one_section() -> None:
    """The sections add up to the completeness above them, parts of optional fields included."""
    listed = [field for fields in SECTIONS.values() for field in fields]
    assert len(listed) == len(set(listed)) and set(listed) <= {rule.path[0] for rule in field_rules()}
    measured = Completeness((("title",), ("causes", 0, "text")), (), (("impact", "money"), ("times",)), (("people",),))
    sections = by_section(measured)
    assert [each.name for each in sections] == ["What happened", "Why it happened", "Harm", "People"]
    assert sum(each.answered + len(each.unknown) + len(each.missing) for each in sections) == measured.total


def test_one_record_of_a_folder_can_be_chosen(tmp_path: Path) -> None:
    """FILES narrow the report, not what the records are compared with."""
    root = write_corpus(tmp_path, own_record(), BROKEN)
    corpus = load_corpus(root)
    chosen = select_files(corpus, [next(root.glob("2025/PM-2025-0002*"))])
    context = Context(corpus, date(2025, 6, 1))
    text = review_to_markdown(review(context, chosen), context)
    assert text.count("\n### ") == 1 and "PM-2025-0001 Session length" in text


def test_a_cause_ruled_out_for_a_reason_breaks_no_argument(tmp_path: Path) -> None:
    """Why it was not the cause is told beside it; only a cause that nothing answers is a break."""
    ruled_out = own_record()["causes"][2]
    assert ruled_out["role"] == "ruled-out"
    assert ruled_out["ruled_out_because"]
    corpus = load_corpus(write_corpus(tmp_path, own_record(**{"causes.2.evidence": [], "causes.1.evidence": []})))
    context = Context(corpus, date(2025, 6, 1))
    text = review_to_markdown(review(context, Selection(corpus.files, None)), context)
    assert "C3 (ruled-out) has no evidence" not in text
