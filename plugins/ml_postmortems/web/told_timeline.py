"""The timeline as a page tells it: by day, in lanes, each time once and then how much later the next entry came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ml_postmortems.model.account import Event
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Phase
from ml_postmortems.web.common_evidence import common_evidence
from ml_postmortems.wording import day_text, duration_text, time_of_day_text, zone_text


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with what is said of its time within its day."""

    event: Event
    time: str
    """`11:20` or `+3 min`; empty where only the day is known."""
    lane: int
    """From 0, among the lanes of the timeline."""


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day, or of a month or year where no more is known."""

    title: str
    zone: str
    """The zone of its clock; empty where no time of day is known."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ToldTimeline:
    """The whole of it."""

    lanes: tuple[Phase, ...]
    """Where the events took place, from data to users and response; empty while one does not say it."""
    days: tuple[Day, ...]
    evidence: tuple[str, ...]
    """What most entries are known from; empty where that differs."""


def told_timeline(record: Record) -> ToldTimeline:
    """The timeline of a record in the order of its file; without days where it has none."""
    events = known_items(record.timeline)
    said = {event.phase for event in events}
    lanes = () if None in said else tuple(phase for phase in Phase if phase in said)
    days = (
        Day(title, zone, tuple(_entries(list(of_the_day), lanes)))
        for (title, zone), of_the_day in groupby(events, key=_day)
    )
    return ToldTimeline(lanes, tuple(days), common_evidence(events))


def _day(event: Event) -> tuple[str, str]:
    return day_text(event.at), zone_text(event.at) if event.at.moment else ""


def _entries(events: list[Event], lanes: Sequence[Phase]) -> Iterator[Entry]:
    before: Instant | None = None
    for event in events:
        yield Entry(event, _time(event, before), lanes.index(event.phase) if event.phase in lanes else 0)
        before = event.at


def _time(event: Event, before: Instant | None) -> str:
    """Key instants and the first entry of a day say the time, others how long after the entry before they came."""
    if not event.at.moment:
        return ""
    if event.marks or before is None or before.moment is None or before.moment > event.at.moment:
        return time_of_day_text(event.at)
    return f"+{duration_text(Duration.between(Span.at(before), Span.at(event.at)))}"
