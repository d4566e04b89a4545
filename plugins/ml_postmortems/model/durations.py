"""Key instants and the durations between them: derived from the timeline, never typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from ml_postmortems.model.impact import HarmWindow
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR, Duration, Instant, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.once import kept_with_record
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant, Term


class DurationName(Term):
    """A duration that every record has, if its two key instants are known."""

    DETECT = "detect", "From started to detected; negative where an alert came before the harm."
    DIAGNOSE = "diagnose", "From detected to diagnosed."
    MITIGATE = "mitigate", "From detected to mitigated."
    FIX = "fix", "From detected to resolved."
    HARM = "harm", "From started to mitigated; of harm that stopped and came back the sum of its times."


ENDS: dict[DurationName, tuple[KeyInstant, KeyInstant]] = {
    DurationName.DETECT: (KeyInstant.STARTED, KeyInstant.DETECTED),
    DurationName.DIAGNOSE: (KeyInstant.DETECTED, KeyInstant.DIAGNOSED),
    DurationName.MITIGATE: (KeyInstant.DETECTED, KeyInstant.MITIGATED),
    DurationName.FIX: (KeyInstant.DETECTED, KeyInstant.RESOLVED),
    DurationName.HARM: (KeyInstant.STARTED, KeyInstant.MITIGATED),
}

_CAME = {
    KeyInstant.STARTED: "started",
    KeyInstant.DETECTED: "was detected",
    KeyInstant.DIAGNOSED: "was diagnosed",
    KeyInstant.MITIGATED: "was mitigated",
    KeyInstant.RESOLVED: "was resolved",
    KeyInstant.DATA_REPAIRED: "had its data repaired",
}


@kept_with_record
def key_instants(record: Record) -> Mapping[KeyInstant, Span | NotKnown]:
    """What the record says about each key instant; one about which it says nothing is left out."""
    marked = {mark: Span.at(event.at) for event in reversed(known_items(record.timeline)) for mark in event.marks}
    typed = {
        name: value if isinstance(value, NotKnown) else value.span(_CAME[name]) for name, value in record.times.items()
    }
    said: dict[KeyInstant, Span | NotKnown] = {**typed, **marked}
    return {name: said[name] for name in KeyInstant if name in said}


def not_before(record: Record) -> dict[KeyInstant, Instant]:
    """Key instants that had not come by an instant that the record gives (`resolved: {from: 2025-03-01}`): those of an
    incident that was still going on then, and of which nothing later is known."""
    marked = {mark for event in known_items(record.timeline) for mark in event.marks}
    said = {name: known(interval) for name, interval in record.times.items() if name not in marked}
    return {name: each.not_before for name, each in said.items() if each and each.not_before}


def harm_windows(record: Record) -> tuple[HarmWindow, ...]:
    """The times of harm, where it stopped and came back; none where it did not."""
    impact = known(record.impact)
    return impact.windows if impact else ()


def harm_in_windows(windows: Sequence[HarmWindow]) -> Duration:
    """How long the windows that have ended lasted, added up; the breaks between them are no harm."""
    ended = [Duration.between(Span.at(each.start), Span.at(each.end)) for each in windows if each.end]
    shortest = sum((max(each.shortest, timedelta(0)) for each in ended), timedelta(0))
    longest = sum((each.longest for each in ended), timedelta(0))
    return Duration(shortest, longest, any(each.is_open for each in ended))


def harm_span(record: Record) -> Duration | NotKnown | None:
    """From started to mitigated, breaks included; None if the record is silent about one of the two."""
    return _between(key_instants(record), DurationName.HARM)


@kept_with_record
def durations(record: Record) -> Mapping[DurationName, Duration | NotKnown]:
    """Each duration, or the first reason why one of its ends is not known; left out if the record is silent.

    Harm that stopped and came back lasted as long as its windows together.
    """
    instants = key_instants(record)
    taken = {name: _between(instants, name) for name in ENDS}
    found = {name: duration for name, duration in taken.items() if duration is not None}
    windows = harm_windows(record)
    if windows:
        is_over = all(each.end for each in windows)
        found[DurationName.HARM] = harm_in_windows(windows) if is_over else NotKnown(unknown="the harm goes on")
    return found


def _between(instants: Mapping[KeyInstant, Span | NotKnown], name: DurationName) -> Duration | NotKnown | None:
    first, last = ENDS[name]
    match instants.get(first), instants.get(last):
        case Span() as earlier, Span() as later:
            return Duration.between(earlier, later)
        case (NotKnown() as reason, _) | (_, NotKnown() as reason):
            return reason
    return None


@kept_with_record
def happened(record: Record) -> Span:
    """When it began; else the first key instant or entry of the timeline that is known; else the year of the id."""
    for span in key_instants(record).values():
        if isinstance(span, Span):
            return span
    timeline = known_items(record.timeline)
    year = min(max(record.year, FIRST_YEAR), LAST_YEAR)  # an id can give any, and a stand-in gives none
    return Span.at(timeline[0].at if timeline else Instant.parse(str(year)))
