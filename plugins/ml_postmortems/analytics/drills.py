"""Records as exercises: the timeline step by step, as those who answered the incident met it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ml_postmortems.model.account import Event
from ml_postmortems.model.durations import DurationName, durations
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import EventKind, KeyInstant, Kind

LEAST_EVENTS = 4
"""With fewer there is nothing to decide."""
_SHORT, _MEDIUM = 6, 12
_REACTIONS = {EventKind.DECISION, EventKind.ACTION, EventKind.CHANGE, EventKind.COMMUNICATION}
_FIRST_SEEN = {EventKind.SIGNAL, EventKind.ANOMALY}


class DrillLength(StrEnum):
    """How many events a drill has, in the classes that its list is narrowed by."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


DRILL_LENGTHS = {
    DrillLength.SHORT: f"Up to {_SHORT} events",
    DrillLength.MEDIUM: f"{_SHORT + 1} to {_MEDIUM} events",
    DrillLength.LONG: f"More than {_MEDIUM} events",
}


@dataclass(frozen=True, slots=True)
class DrillStep:
    """An event that follows from what one knows by then."""

    event: Event
    after: Duration | None
    """How long after the first event of the drill; None where that cannot be told."""

    @property
    def is_reaction(self) -> bool:
        """Whether somebody did it, and it did not just happen."""
        return self.event.kind in _REACTIONS


@dataclass(frozen=True, slots=True)
class Drill:
    """An incident from the moment when it was first seen."""

    record: Record
    first: Event
    """What one begins with."""
    steps: tuple[DrillStep, ...]
    """What came after it, in the order of the timeline."""
    before: tuple[Event, ...]
    """What had happened before it was seen, which nobody connected with it then."""
    lasted: Duration | None
    """From when it was seen until the harm was over, where both are known."""

    @property
    def events(self) -> int:
        """How many entries of the timeline it goes through."""
        return 1 + len(self.steps)

    @property
    def length(self) -> DrillLength:
        """Its class of length."""
        if self.events <= _SHORT:
            return DrillLength.SHORT
        return DrillLength.MEDIUM if self.events <= _MEDIUM else DrillLength.LONG


def find_drills(records: Sequence[Record]) -> tuple[Drill, ...]:
    """The incidents and near misses that make a drill, in the order in which they are given."""
    return tuple(_drill(record, known_items(record.timeline)) for record in records if makes_drill(record))


def makes_drill(record: Record) -> bool:
    """Whether there is a primary cause to be found and at least `LEAST_EVENTS` events."""
    is_found = record.kind in (Kind.INCIDENT, Kind.NEAR_MISS) and record.primary is not None
    return is_found and len(known_items(record.timeline)) >= LEAST_EVENTS


def _drill(record: Record, events: Sequence[Event]) -> Drill:
    place = _first_seen(events)
    if len(events) - place < LEAST_EVENTS:
        place = 0
    first, *later = events[place:]
    lasted = durations(record).get(DurationName.MITIGATE)
    return Drill(
        record=record,
        first=first,
        steps=tuple(DrillStep(event, _between(first, event)) for event in later),
        before=tuple(events[:place]),
        lasted=lasted if isinstance(lasted, Duration) else None,
    )


def _first_seen(events: Sequence[Event]) -> int:
    """The place of the entry by which the incident came to light, else of the first sign of it, else 0."""
    places = range(len(events))
    marked = {mark: place for place in reversed(places) for mark in events[place].marks}
    sign = next((place for place in places if events[place].kind in _FIRST_SEEN), None)
    found = (marked.get(KeyInstant.DETECTED), sign, marked.get(KeyInstant.STARTED))
    return next((place for place in found if place is not None), 0)


def _between(first: Event, event: Event) -> Duration | None:
    duration = Duration.between(Span.at(first.at), Span.at(event.at))
    return None if duration.is_negative else duration
