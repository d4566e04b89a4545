"""What a pull request changes in a record: what makes it weaker is told apart from what does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.review.changes import changes_of
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import BODY, RecordDict, own_record, record_text

_PATH = Path("postmortems/2025/PM-2025-0001-session-length-in-milliseconds.md")


def _changes(before: RecordDict, after: RecordDict, body: str = BODY) -> list[tuple[str, bool]]:
    old, new = (
        parse_record_file(_PATH, record_text(record, text).encode()) for record, text in ((before, BODY), (after, body))
    )
    return [(change.text, change.is_alert) for change in changes_of(old, new)]


@pytest.mark.parametrize(
    ("changes", "text", "is_alert"),
    [
        ({"severity": "SEV3"}, "Severity was lowered from SEV1 to SEV3.", True),
        ({"status": "draft"}, "Status went from published to draft.", True),
        ({"status": "validating"}, "Status went from published to validating.", False),
        ({"visibility": "internal"}, "Fewer people may read it: visibility went from public to internal.", True),
        ({"kind": "drill"}, "The kind went from incident to drill, and with it what is counted and required.", True),
        ({"teams.owner": "reliability"}, "The owning team is `reliability`; it was `ranking`.", True),
        (
            {"primary_cause": "C2"},
            "The primary cause is C2 (`technical/unvalidated-input`); it was C1 (`data-quality/schema-change`).",
            True,
        ),
        (
            {"causes.0.category": "data-quality/label-error"},
            "Totals count it under `data-quality/label-error`, no longer `data-quality/schema-change`.",
            True,
        ),
        ({"causes.0.evidence": ["E1"]}, "Cause C1 no longer rests on E2.", True),
        ({"causes.0.text": "Something else."}, "Cause C1 was edited.", False),
        ({"causes.1.role": "contributing"}, "Cause C2 is contributing; it was systemic.", True),
        ({"actions.2.due": "2035-01-10"}, "Action A3 is due 2035-01-10, 10 days later; it was 2034-12-31.", True),
        ({"actions.2.due": "2034-12-30"}, "Action A3 is due 2034-12-30, 1 day earlier; it was 2034-12-31.", False),
        ({"actions.2.due": "2035-01"}, "Action A3 is due 2035-01, about 31 days later; it was 2034-12-31.", True),
        ({"actions.2.due": None}, "Action A3 has no due date any more; it was 2034-12-31.", True),
        ({"actions.2.status": "wont-do"}, "Action A3 went from open to wont-do (given up).", True),
        ({"actions.1.status": "done"}, "Action A2 went from verified to done.", True),
        ({"actions.2.status": "done"}, "Action A3 went from open to done.", False),
        ({"actions.2.priority": "P3"}, "Action A3 has priority P3; it had P2.", True),
        ({"actions.1.addresses": ["C1"]}, "Action A2 no longer addresses C2.", True),
        ({"actions.1.success_criterion": None}, "The success criterion of A2 was taken away.", True),
        ({"actions.1.control": None}, "The control of A2 (`session-length-bounds`) was taken away.", True),
        ({"actions.2": None}, "Action A3 (open) was dropped: `Alert on clicks among the first three results`.", True),
        ({"evidence.2": None}, "Evidence E3 was removed: `Complaints to support`.", True),
        (
            {"exemptions": [{"rule": "PM602", "reason": "It is a quotation."}]},
            "The record exempts itself from PM602: `It is a quotation.`.",
            True,
        ),
        ({"dissent": []}, "1 dissenting view edited or removed; dissent is printed unedited.", True),
        ({"impact.money": {"unknown": "Nobody counted."}}, "Also edited: `impact`.", False),
        ({"impact": {"unknown": "Nobody counted."}}, "`impact` was known, and is now said to be unknown.", True),
        ({"timeline.3.at": "2025-03-11T05:20:00Z"}, "The instant `diagnosed` moved, and durations with it.", False),
        ({"timeline.0": None}, "The timeline lost 1 event.", True),
        ({"title": "Other words", "tags": []}, "Also edited: `title`, `tags`.", False),
    ],
)
def test_a_change_is_told(changes: dict[str, Any], text: str, is_alert: bool) -> None:
    """Each weakening of a record stands in the report in words, with what it was before."""
    assert (text, is_alert) in _changes(own_record(), own_record(**changes))


def test_the_reverse_of_a_lowered_severity_is_no_alert() -> None:
    """Who admits more is not asked to justify it."""
    found = _changes(own_record(severity="SEV3"), own_record())
    assert found == [("Severity was raised from SEV3 to SEV1.", False)]


def test_opening_a_restricted_record_is_an_alert() -> None:
    """What becomes public cannot be taken back."""
    (found,) = _changes(own_record(visibility="restricted"), own_record())
    assert found == ("More people may read it: visibility went from restricted to public.", True)


def test_the_same_record_has_no_changes() -> None:
    """Only what differs is told."""
    assert _changes(own_record(), own_record()) == []


def test_an_edited_body_is_told() -> None:
    """The body counts like a field."""
    assert _changes(own_record(), own_record(), BODY + "\nMore.\n") == [("Also edited: the body.", False)]


def test_alerts_come_first() -> None:
    """What has to be agreed to is not hidden behind what does not."""
    found = _changes(own_record(), own_record(**{"tags": [], "title": "New", "severity": "SEV2", "evidence.2": None}))
    flags = [is_alert for _, is_alert in found]
    assert flags == sorted(flags, reverse=True) and flags[0]


def test_a_field_that_cannot_be_read_is_not_compared() -> None:
    """A stand-in for a misspelt value is not mistaken for a change."""
    found = _changes(own_record(), own_record(**{"severity": "SEV9", "causes.2.role": "ruledout"}))
    assert found == [("Not compared, because part of it cannot be read: `causes`, `severity`.", False)]


def test_a_record_that_became_unreadable_is_an_alert() -> None:
    """Nothing else can be said of it, and that is said."""
    old, new = parse_record_file(_PATH, record_text(own_record()).encode()), parse_record_file(_PATH, b"x")
    assert [change.is_alert for change in changes_of(old, new)] == [True]
    assert changes_of(new, new) == ()


def test_an_id_changes_only_with_an_alias() -> None:
    """An id is never let go: links to it must lead to the record."""
    with_alias = _changes(own_record(), own_record(id="PM-2025-0009", aliases=["PM-2025-0001"]))
    without = _changes(own_record(), own_record(id="PM-2025-0009"))
    dropped = _changes(own_record(aliases=["PM-2025-0003"]), own_record())
    assert with_alias == [("The id was PM-2025-0001, which stays as an alias.", False)]
    assert without[0][1] and "nothing leads from there" in without[0][0]
    assert dropped == [("The former id PM-2025-0003 was taken from `aliases`: its address leads nowhere.", True)]
