"""A record becomes an exercise: what one saw first, and then one event at a time."""

from __future__ import annotations

from typing import Any

import pytest

from ml_postmortems.analytics.drills import Drill, DrillLength, find_drills
from ml_postmortems.wording import duration_text
from tests.helpers import RecordDict, external_record, own_record
from tests.site import record_of


def drill_of(record: RecordDict) -> Drill:
    """The only drill of one record."""
    (drill,) = find_drills([record_of(record)])
    return drill


def event(minute: int, kind: str, **more: Any) -> dict[str, Any]:
    """An entry of the timeline on 11 March 2025, some minutes past four."""
    at = f"2025-03-11T04:{minute:02}:00Z"
    return {"at": at, "phase": "response", "kind": kind, "text": f"{kind} {minute}", "evidence": ["E1"], **more}


def test_a_drill_begins_where_the_incident_was_seen() -> None:
    """What had happened before is kept back: those on call did not know of it either."""
    drill = drill_of(own_record())
    assert drill.first.text == "Support passes on three complaints."
    assert [each.text for each in drill.before] == [
        "The producer releases the new log format.",
        "The first poor results are shown.",
    ]
    assert [duration_text(step.after) for step in drill.steps if step.after] == ["45 min", "1 h 30 min", "4 h 30 min"]
    assert drill.events == 4
    assert drill.lasted
    assert duration_text(drill.lasted) == "1 h 30 min"


def test_every_entry_of_the_timeline_stands_in_it_once() -> None:
    """Nothing is dropped between what came before, what was seen and what followed."""
    record = record_of(own_record())
    (drill,) = find_drills([record])
    assert (*drill.before, drill.first, *(step.event for step in drill.steps)) == record.timeline


THREE = [event(minute, "action") for minute in (3, 4, 5)]


@pytest.mark.parametrize(
    ("timeline", "first"),
    [
        ([event(1, "change"), event(2, "anomaly"), *THREE], "anomaly 2"),
        ([event(1, "change"), event(2, "event", marks=["started"]), *THREE], "event 2"),
        ([event(minute, "action") for minute in (1, 2, 3, 4)], "action 1"),
        ([*(event(minute, "event") for minute in (1, 2, 3)), event(4, "signal", marks=["detected"])], "event 1"),
    ],
)
def test_without_a_marked_detection_it_begins_with_the_first_sign(timeline: list[Any], first: str) -> None:
    """A sign, else the start, else the first entry; and with the first entry where less than four would be left."""
    assert drill_of(own_record(timeline=timeline)).first.text == first


def test_what_tells_too_little_is_no_drill() -> None:
    """Fewer than four entries, no cause to find, or nothing that failed."""
    short = external_record()
    hazard = own_record(kind="hazard")
    causeless = own_record(primary_cause=None)
    assert find_drills([record_of(short), record_of(hazard), record_of(causeless)]) == ()


@pytest.mark.parametrize(("events", "length"), [(6, "short"), (7, "medium"), (12, "medium"), (13, "long")])
def test_length_is_by_events(events: int, length: str) -> None:
    """The list is narrowed by it, so the bounds are held."""
    drill = drill_of(own_record(timeline=[event(minute, "event") for minute in range(events)]))
    assert drill.length is DrillLength(length)


def test_times_that_overlap_have_no_distance() -> None:
    """An entry that may have come before the first one says nothing of "later"."""
    coarse = {**event(9, "action"), "at": "2025-03-10"}
    drill = drill_of(own_record(timeline=[event(1, "signal"), coarse, event(3, "action"), event(4, "action")]))
    assert [step.after is None for step in drill.steps] == [True, False, False]
