"""What came first: triggers that look ahead and complaints that nobody had are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers import RecordDict, changed, own_record
from tests.lint.rules.cases import codes, findings_of_record


def found(folder: Path, record: RecordDict) -> list[str]:
    """The two rules about what came first, as often as they find something."""
    return [code for code in codes(findings_of_record(folder, record)) if code in ("PM253", "PM258")]


@pytest.mark.parametrize(
    "text",
    [
        "The producer released a log format on 10 March 2025, for the sale of 15 March 2025.",
        "The producer released a log format on the night of 2025-03-11.",
        "The producer released a log format on 10 March.",
        "The key of the producer ended on 28 December.",
    ],
)
def test_a_trigger_may_look_ahead(text: str, tmp_path: Path) -> None:
    """One date before the start is enough, the day of the start is early enough, and December is that of last year."""
    assert found(tmp_path, changed(own_record(), "trigger.text", text)) == []


def test_a_change_that_is_made_again_is_no_late_trigger(tmp_path: Path) -> None:
    """The mended release has the words of the one that failed."""
    again = {"kind": "change", "text": "The producer releases the new log format again.", "from": "a", "to": "b"}
    record = own_record()
    for key, value in again.items():
        record = changed(record, f"timeline.4.{key}", value)
    assert found(tmp_path, changed(record, "trigger.text", "The producer releases the new log format.")) == []


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Six users write to support.", ["PM258"]),
        ("A shop opens a ticket.", ["PM258"]),
        ("No customer complains yet, and nobody writes to support.", []),
        ("A check mails its report to support.", []),
        ("The first poor results are shown to users.", []),
    ],
)
def test_an_alarm_is_first_where_nobody_complained(before: str, expected: list[str], tmp_path: Path) -> None:
    """Only a complaint before it, told as one, makes somebody else the first."""
    record = changed(own_record(), "detection.source", "alert")
    record = changed(changed(record, "timeline.2.text", "The alert on clicks fires."), "timeline.1.text", before)
    assert found(tmp_path, record) == expected
