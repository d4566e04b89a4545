"""What the terminal shows, to the letter: all messages that authors meet can be read in the golden files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.outputs.text import finding_lines, report_to_text, summary_text
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.styled_text import line_to_text
from tests.helpers import record_text
from tests.lint.outputs.reports import changed
from tests.lint.rules.all_cases import ALL_CASES
from tests.lint.rules.cases import OWN, Checked, check_corpus, write_files
from tests.lint.test_check import TEN_FAULTS

GOLDEN = Path(__file__).parent / "golden"
AssertGolden = Callable[[Path, str], None]


def finding_to_text(finding: Finding) -> str:
    """The two lines of a finding as they are printed without colours."""
    return "\n".join(map(line_to_text, finding_lines(finding)))


FINDING = changed(field=())


def test_report_of_a_faulty_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, assert_golden: AssertGolden
) -> None:
    """Ten findings of one record read as one list of things to do."""
    write_files(tmp_path, {OWN: record_text(TEN_FAULTS)})
    monkeypatch.chdir(tmp_path)
    findings = check_corpus(load_corpus(Path("postmortems")))
    assert len(findings) == 10
    assert_golden(GOLDEN / "ten_faults.txt", report_to_text(Report(tuple(findings), (), 2)) + "\n")


def test_messages_of_every_case(checked: Checked, assert_golden: AssertGolden) -> None:
    """No message changes unread."""
    lines: list[str] = []
    for case in ALL_CASES:
        corpus, findings = checked(case)
        lines += [finding_to_text(finding).replace(f"{corpus.root.parent}/", "") for finding in findings]
    assert len(lines) >= len(ALL_CASES)
    assert_golden(GOLDEN / "messages.txt", "".join(f"{line}\n" for line in lines))


def test_an_error_is_a_sentence_with_its_place_and_a_fix() -> None:
    """Editors and terminals make a link of path and line; the fix stands apart."""
    assert finding_to_text(FINDING) == (
        "postmortems/2025/PM-2025-0001-a.md:7: PM104 severity must be one of SEV1, SEV2: found `SEV-2`\n"
        "  fix: did you mean `SEV2`?"
    )


def test_a_warning_says_that_it_is_one() -> None:
    """Who reads a warning need not look up whether it stops the merge."""
    assert ": PM104 (warning) severity must" in finding_to_text(_changed(level=Level.WARNING))


@pytest.mark.parametrize("field", ["path", "subject", "condition", "found", "fix"])
@pytest.mark.parametrize(
    "hostile", ["a\n::error::b", "a\r::error::b", "a\x1b[31mb", "a\u2028b", "a\u202eb", "a\udcffb"]
)
def test_no_part_of_a_finding_can_start_a_line_or_steer_the_terminal(field: str, hostile: str) -> None:
    """A record is written by anybody; its text never becomes a command of the terminal or of the CI log."""
    lines = finding_to_text(_changed(**{field: hostile})).split("\n")
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
    assert "".join(lines).encode("utf-8")


def test_findings_of_a_file_that_ask_for_the_same_are_told_as_one() -> None:
    """Each place stays on a line that editors open; the condition and the fix are told once, and all are counted."""
    second = _changed(line=9, subject="actions[1].due", found="`2025-04-01`")
    elsewhere = _changed(path="b.md")
    text = report_to_text(Report((FINDING, second, elsewhere), (), 2)).split("\n")
    assert text[:3] == [
        finding_to_text(FINDING).split("\n")[0],
        "  postmortems/2025/PM-2025-0001-a.md:9: actions[1].due: found `2025-04-01`",
        "  fix: did you mean `SEV2`?",
    ]
    assert text[3].startswith("b.md:7: PM104") and text[-1] == "2 records checked: 3 errors, 0 warnings in 2 files"


@pytest.mark.parametrize(
    ("levels", "records", "text"),
    [
        ([], 0, "0 records checked: no findings"),
        ([], 1, "1 record checked: no findings"),
        ([Level.ERROR], 1, "1 record checked: 1 error, 0 warnings in 1 file"),
        ([Level.ERROR, Level.ERROR, Level.WARNING], 8, "8 records checked: 2 errors, 1 warning in 3 files"),
    ],
)
def test_the_last_line_counts(levels: list[Level], records: int, text: str) -> None:
    """One line tells whether anything was looked at, and how much there is to do."""
    findings = [_changed(path=f"{index}.md", level=level) for index, level in enumerate(levels)]
    assert summary_text(Report(tuple(findings), (), records)) == text


def _changed(**changes: object) -> Finding:
    values = {name: getattr(FINDING, name) for name in Finding.__dataclass_fields__}
    return Finding(**(values | changes))
