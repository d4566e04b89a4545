"""How long causes were there before they did harm and before anybody saw them, by category of cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ml_postmortems.analytics.times import Ongoing, Taken, Times, distribution
from ml_postmortems.model.cause_age import since_bounds
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy, family_of
from ml_postmortems.model.terms import KeyInstant, Term

_SILENT = NotKnown(unknown="the record does not say since when the cause was there")


class LatencyName(Term):
    """A time during which a cause was there."""

    TO_HARM = "to-harm", "From since when the cause was there to the start of the harm."
    TO_DETECTION = "to-detection", "From since when the cause was there to detected."


_ENDS = {LatencyName.TO_HARM: KeyInstant.STARTED, LatencyName.TO_DETECTION: KeyInstant.DETECTED}


@dataclass(frozen=True, slots=True)
class CauseLatency:
    """One cause and how long it was there."""

    cause: Cause
    to_harm: Taken
    to_detection: Taken


@dataclass(frozen=True, slots=True)
class CategoryLatency:
    """How long causes of one category were there before they did harm, and before they were seen."""

    group: str
    """`all`, a family, or a leaf under its present name."""
    to_harm: Times
    to_detection: Times


def cause_latencies(record: Record) -> tuple[CauseLatency, ...]:
    """The causes that were not ruled out and of which the record says since when they were there, or that nobody
    knows."""
    told = (cause for cause in record.real_causes if cause.since is not None)
    return tuple(
        CauseLatency(cause, _latency(record, cause, KeyInstant.STARTED), _latency(record, cause, KeyInstant.DETECTED))
        for cause in told
    )


def measure_latency(
    incidents: Iterable[Record], taxonomy: Taxonomy, *, with_intervals: bool = True
) -> tuple[CategoryLatency, ...]:
    """Over all incidents, then family by family with its leaves, in the order of the alphabet.

    Within a group an incident counts once, by the oldest cause whose age is told: several causes of one incident are
    no independent observations. A cause that was there by some day, and nobody knows how much earlier, was
    there at least so long; it is counted so in the quantiles.
    """
    groups: dict[str, list[tuple[Record, list[Cause]]]] = {"all": []}
    for record in incidents:
        by_group: dict[str, list[Cause]] = {"all": list(record.real_causes)}
        for cause in record.real_causes:
            leaf = taxonomy.current_name(cause.category)
            for group in dict.fromkeys((family_of(leaf), leaf)):
                by_group.setdefault(group, []).append(cause)
        for group, causes in by_group.items():
            groups.setdefault(group, []).append((record, causes))
    found = (_category(group, groups[group], with_intervals) for group in sorted(groups, key=_place))
    return tuple(each for each in found if each.group == "all" or _is_told(each))


def _place(group: str) -> tuple[bool, str]:
    return group != "all", group


def _is_told(each: CategoryLatency) -> bool:
    """Whether any cause of the group has an age: a table of categories without one would be mostly empty."""
    return bool(each.to_harm.n or each.to_detection.n)


def _category(group: str, taken: Sequence[tuple[Record, list[Cause]]], with_intervals: bool) -> CategoryLatency:
    def times(name: LatencyName) -> Times:
        longest = [(record, {name: _longest(record, causes, _ENDS[name])}) for record, causes in taken]
        return distribution(name, group, longest, with_intervals)

    return CategoryLatency(group, times(LatencyName.TO_HARM), times(LatencyName.TO_DETECTION))


def _longest(record: Record, causes: Iterable[Cause], end: KeyInstant) -> Taken:
    """That of the oldest of the causes whose age is told; where of one only the least is known, so it is of this."""
    found = [_latency(record, cause, end) for cause in causes]
    exact = [each for each in found if isinstance(each, Duration)]
    at_least = [each.at_least for each in found if isinstance(each, Ongoing)]
    if at_least:
        return Ongoing(max(*at_least, *(each.shortest for each in exact)) if exact else max(at_least))
    if exact:
        return Duration(max(each.shortest for each in exact), max(each.longest for each in exact))
    silent = [each for each in found if isinstance(each, NotKnown)]
    return next((each for each in silent if each.is_unknown), silent[0] if silent else _SILENT)


def _latency(record: Record, cause: Cause, end: KeyInstant) -> Taken:
    """How long a cause was there until an instant; a range where its age or the instant is one."""
    until = key_instants(record).get(end)
    if not isinstance(until, Span):
        return until or NotKnown(unknown=f"the record does not say when it was {end}")
    match cause.since:
        case None:
            return _SILENT
        case NotKnown() as reason:
            return reason
    first, last = since_bounds(cause.since)
    if first and until.precedes(Span.at(first)):
        return NotKnown(not_applicable=f"the cause came after the incident was {end}")
    if first and last:
        return Duration.between(Span(first, last), until)
    if last:
        return Ongoing(max(Duration.between(Span.at(last), until).shortest, timedelta(0)))
    assert first, "bounds have at least one end"
    return Duration(timedelta(0), max(Duration.between(Span.at(first), until).longest, timedelta(0)))
