"""Forms that are pasted and still empty: a round of findings that somebody can read."""

from __future__ import annotations

from pathlib import Path

from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import changed, own_record, record_text

PATH = Path("PM-2025-0001-x.md")


def test_what_is_empty_in_one_field_or_item_is_one_fault() -> None:
    """It names each place and stands on the line of the first; a single empty text is told as before."""
    record = changed(own_record(), "trigger.text", "")
    for place in ("causes.0.text", "causes.0.category", "causes.1.text", "failure.metric", "failure.expected"):
        record = changed(record, place, "")
    file = parse_record_file(PATH, record_text(record).encode())
    told = [(fault.subject, fault.condition, fault.found) for fault in file.faults]
    assert told == [
        ("trigger.text", "must not be empty", "an empty text"),
        ("failure", "must be filled in", "2 empty texts: `metric`, `expected`"),
        ("causes[0]", "must be filled in", "2 empty texts: `category`, `text`"),
        ("causes[1].text", "must not be empty", "an empty text"),
    ]
    assert file.text.split("\n")[file.faults[2].line - 1].strip() == 'category: ""'


def test_other_faults_of_the_field_stay() -> None:
    """A wrong word among the empty ones is told by itself."""
    record = changed(own_record(), "causes.0.role", "imediate")
    for place in ("causes.0.text", "causes.0.category"):
        record = changed(record, place, "")
    file = parse_record_file(PATH, record_text(record).encode())
    assert {fault.subject for fault in file.faults} == {"causes[0]", "causes[0].role"}


def test_many_empty_texts_are_counted() -> None:
    """No line of a finding grows with the form."""
    record = own_record()
    for key in record["impact"]:
        record = changed(record, f"impact.{key}", "")
    [fault] = parse_record_file(PATH, record_text(record).encode()).faults
    assert fault.found.endswith(" more") and len(fault.found) < 120
