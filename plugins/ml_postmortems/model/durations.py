"""Key instants and the durations between them: derived from the timeline, never typed."""

from __future__ import annotations

from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR, Duration, Instant, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant, Term


class DurationName(Term):
    """A duration that every record has, if its two key instants are known."""

    DETECT = "detect", "From started to detected; negative where an alert came before the harm."
    DIAGNOSE = "diagnose", "From detected to diagnosed."
    MITIGATE = "mitigate", "From detected to mitigated."
    FIX = "fix", "From detected to resolved."
    HARM = "harm", "From started to mitigated."


ENDS: dict[DurationName, tuple[KeyInstant, KeyInstant]] = {
    DurationName.DETECT: (KeyInstant.STARTED, KeyInstant.DETECTED),
    DurationName.DIAGNOSE: (KeyInstant.DETECTED, KeyInstant.DIAGNOSED),
    DurationName.MITIGATE: (KeyInstant.DETECTED, KeyInstant.MITIGATED),
    DurationName.FIX: (KeyInstant.DETECTED, KeyInstant.RESOLVED),
    DurationName.HARM: (KeyInstant.STARTED, KeyInstant.MITIGATED),
}


def key_instants(record: Record) -> dict[KeyInstant, Span | NotKnown]:
    """What the record says about each key instant; one about which it says nothing is left out."""
    marked = {mark: Span.at(event.at) for event in reversed(known_items(record.timeline)) for mark in event.marks}
    typed = {name: value if isinstance(value, NotKnown) else value.span() for name, value in record.times.items()}
    said: dict[KeyInstant, Span | NotKnown] = {**typed, **marked}
    return {name: said[name] for name in KeyInstant if name in said}


def not_before(record: Record) -> dict[KeyInstant, Instant]:
    """Key instants that had not come by an instant that the record gives (`resolved: {from: 2025-03-01}`): those of an
    incident that was still going on then, and of which nothing later is known."""
    marked = {mark for event in known_items(record.timeline) for mark in event.marks}
    said = {name: known(interval) for name, interval in record.times.items() if name not in marked}
    return {name: each.start for name, each in said.items() if each and each.start and not each.end}


def durations(record: Record) -> dict[DurationName, Duration | NotKnown]:
    """Each duration, or the first reason why one of its ends is not known; left out if the record is silent."""
    instants = key_instants(record)
    found: dict[DurationName, Duration | NotKnown] = {}
    for name, (first, last) in ENDS.items():
        match instants.get(first), instants.get(last):
            case Span() as earlier, Span() as later:
                found[name] = Duration.between(earlier, later)
            case (NotKnown() as reason, _) | (_, NotKnown() as reason):
                found[name] = reason
    return found


def happened(record: Record) -> Span:
    """When it began; else the first key instant or entry of the timeline that is known; else the year of the id."""
    for span in key_instants(record).values():
        if isinstance(span, Span):
            return span
    timeline = known_items(record.timeline)
    year = min(max(record.year, FIRST_YEAR), LAST_YEAR)  # an id can give any, and a stand-in gives none
    return Span.at(timeline[0].at if timeline else Instant.parse(str(year)))
