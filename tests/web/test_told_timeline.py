"""The timeline of a page says when and where everything happened, each time once."""

from __future__ import annotations

from typing import Any

from ml_postmortems.model.terms import Phase
from ml_postmortems.web.told_timeline import ToldTimeline, told_timeline
from tests.helpers import own_record
from tests.site import record_of


def entry(at: str, phase: str = "serving", **more: Any) -> dict[str, Any]:
    return {"at": at, "phase": phase, "kind": "event", "text": "Something happened.", "evidence": ["E1"]} | more


def told(*entries: dict[str, Any]) -> ToldTimeline:
    return told_timeline(record_of(own_record(timeline=list(entries), status="draft")))


def times(timeline: ToldTimeline) -> list[tuple[str, str, list[str]]]:
    return [(day.title, day.zone, [each.time for each in day.entries]) for day in timeline.days]


def test_a_day_and_its_zone_stand_once() -> None:
    """Entries are grouped by day; the first says the time, the next ones how much later they came."""
    found = told(
        entry("2025-03-11T01:00:00Z"), entry("2025-03-11T01:03:00Z"), entry("2025-03-11T03:08:00Z"), entry("2025-03-12")
    )
    assert times(found) == [("11 Mar 2025", "UTC", ["01:00", "+3 min", "+2 h 5 min"]), ("12 Mar 2025", "", [""])]


def test_a_key_instant_says_its_time() -> None:
    """Durations are computed from key instants, so a reader finds their times; the next entry counts from there."""
    found = told(
        entry("2025-03-11T01:00:00Z"),
        entry("2025-03-11T01:30:00Z", marks=["started"]),
        entry("2025-03-11T01:31:00Z"),
    )
    assert times(found) == [("11 Mar 2025", "UTC", ["01:00", "01:30", "+1 min"])]


def test_a_change_of_zone_begins_anew() -> None:
    """A clock time is never read in the wrong zone; what is known less exactly stands apart."""
    found = told(entry("2025-03"), entry("2025-03-11T23:00:00Z"), entry("2025-03-11T23:30:00-05:00"))
    assert times(found) == [
        ("Mar 2025", "", [""]),
        ("11 Mar 2025", "UTC", ["23:00"]),
        ("11 Mar 2025", "UTC−5", ["23:30"]),
    ]


def test_entries_out_of_order_say_their_times() -> None:
    """In a draft whose entries are not sorted yet, no entry comes a negative time later."""
    found = told(entry("2025-03-11T02:00:00Z"), entry("2025-03-11T01:00:00Z"))
    assert times(found) == [("11 Mar 2025", "UTC", ["02:00", "01:00"])]


def test_lanes_are_in_the_order_of_the_system() -> None:
    """The lanes are those that have entries, from data to response, and each entry stands in its own."""
    found = told(entry("2025-03-11", "response"), entry("2025-03-11", "features"), entry("2025-03-12", "response"))
    assert found.lanes == (Phase.FEATURES, Phase.RESPONSE)
    assert [each.lane for day in found.days for each in day.entries] == [1, 0, 1]


def test_what_most_entries_rest_on_is_said_once() -> None:
    """An entry repeats it only where it rests on something else, or on nothing."""
    found = told(
        entry("2025-03-11"),
        entry("2025-03-11", text="It spread."),
        entry("2025-03-11", text="It grew."),
        entry("2025-03-12", evidence=["E2"]),
        entry("2025-03-13", evidence=[]),
    )
    assert found.evidence == ("E1",)


def test_evidence_that_differs_stands_at_each_entry() -> None:
    """Where no source is behind more than half of the entries, every entry names its own."""
    found = told(entry("2025-03-11"), entry("2025-03-12", evidence=["E2"]))
    assert found.evidence == ()


def test_a_record_without_timeline_has_no_days() -> None:
    """A page of a draft can be made before anything is known."""
    found = told_timeline(record_of(own_record(timeline=None, status="draft")))
    assert (found.days, found.lanes, found.evidence) == ((), (), ())
