"""How fast incidents are noticed, understood, ended and repaired: distributions, never a bare mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from math import gcd
from typing import TypeVar

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.quantiles import quantile, quantile_interval
from ml_postmortems.analytics.survival import Observation, kaplan_meier, time_of_share
from ml_postmortems.analytics.thresholds import MIN_QUANTILE
from ml_postmortems.model.durations import (
    ENDS,
    DurationName,
    durations,
    harm_in_windows,
    harm_windows,
    key_instants,
    not_before,
)
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.terms import ActionType, KeyInstant, Priority, Term

QUANTILES = (0.25, 0.5, 0.75, 0.9)
_STEPS = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Ongoing:
    """A time that had not ended when the record was last written."""

    at_least: timedelta


T = TypeVar("T", bound=Term)
Taken = Duration | Ongoing | NotKnown
_SILENT = NotKnown(unknown="the record does not say")


class TimeName(Term):
    """A time that is measured over many incidents."""

    DETECT = DurationName.DETECT.value, DurationName.DETECT.doc
    DIAGNOSE = DurationName.DIAGNOSE.value, DurationName.DIAGNOSE.doc
    MITIGATE = DurationName.MITIGATE.value, DurationName.MITIGATE.doc
    FIX = DurationName.FIX.value, DurationName.FIX.doc
    HARM = DurationName.HARM.value, DurationName.HARM.doc
    REPAIR_DATA = "repair-data", "From detected to data-repaired, where bad data was left behind."
    REVIEW = "review", "From resolved, else mitigated, to the first review meeting."


@dataclass(frozen=True, slots=True)
class MeasuredTime:
    """One incident's time."""

    record: str
    shortest: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile: it lies between `low` and `high`, which are the same where every time is known exactly.

    The interval covers the true quantile of such incidents with at least 95 %; it is None where too few are known: for
    the median fewer than 6, for the 90 % quantile fewer than 36.
    """

    share: float
    low: timedelta
    high: timedelta
    interval: tuple[timedelta, timedelta] | None
    step: timedelta
    """A day, an hour, a minute or a second: the largest of which every time behind it is a whole number. To tell the
    quantile more exactly would be made up."""


@dataclass(frozen=True, slots=True)
class Times:
    """The distribution of one time over some incidents."""

    name: Term
    group: str
    """`all`, a detection source, or a category of causes."""
    measured: tuple[MeasuredTime, ...]
    """Shortest first; without the negative ones."""
    negative: tuple[MeasuredTime, ...]
    """The alert came before the harm: shown apart, and the shortest of all in the quantiles."""
    ongoing: tuple[MeasuredTime, ...]
    """It had not ended when it was last heard of: at least so long, and counted as such in the quantiles."""
    unknown: tuple[str, ...]
    """Incidents of which an end of the time is not known."""
    not_applicable: tuple[str, ...]
    """Incidents that have no such time, such as the repair of data where none was spoilt."""
    quantiles: tuple[Quantile, ...]
    """None below the least number of incidents that are over; one is left out where too many are not over to tell."""

    @property
    def n(self) -> int:
        """How many incidents the quantiles rest on."""
        return len(self.measured) + len(self.negative) + len(self.ongoing)

    @property
    def median(self) -> Quantile | None:
        """The middle one of the quantiles, if there are any."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> Quantile | None:
        """One of `QUANTILES`, if it can be told."""
        return next((each for each in self.quantiles if each.share == share), None)


def measure_times(incidents: Iterable[Record], *, with_intervals: bool = True) -> tuple[Times, ...]:
    """Every time over these incidents; of a collection that is no census intervals would say nothing."""
    taken = [(record, _times_of(record)) for record in incidents]
    return tuple(distribution(name, "all", taken, with_intervals) for name in TimeName)


def measure_time(name: TimeName, incidents: Iterable[Record], *, with_intervals: bool = True) -> Times:
    """One of these times."""
    return distribution(name, "all", [(record, _times_of(record)) for record in incidents], with_intervals)


def measure_detection(incidents: Iterable[Record], *, with_intervals: bool = True) -> tuple[Times, ...]:
    """The time to detect, by who or what noticed it; sources in alphabetical order, `unknown` last."""
    groups: dict[str, list[tuple[Record, Mapping[TimeName, Taken]]]] = {}
    for record in incidents:
        detection = known(record.detection)
        source = known(detection.source) if detection else None
        groups.setdefault(source or "unknown", []).append((record, _times_of(record)))
    order = sorted(groups, key=lambda group: (group == "unknown", group))
    return tuple(distribution(TimeName.DETECT, group, groups[group], with_intervals) for group in order)


def _times_of(record: Record) -> Mapping[TimeName, Taken]:
    """Every time that the incident has, known or not."""
    said = durations(record)
    instants, open_ends = key_instants(record), not_before(record)
    found: dict[TimeName, Taken] = {TimeName[name.name]: said.get(name, _SILENT) for name in DurationName}
    for name, (first, last) in ENDS.items():
        found[TimeName[name.name]] = _or_ongoing(found[TimeName[name.name]], instants.get(first), open_ends.get(last))
    if windows := harm_windows(record):
        lasted = harm_in_windows(windows)
        found[TimeName.HARM] = lasted if all(each.end for each in windows) else Ongoing(lasted.shortest)
    if known_items(record.affected_data):
        detected = instants.get(KeyInstant.DETECTED)
        repair = _between(detected, instants.get(KeyInstant.DATA_REPAIRED))
        found[TimeName.REPAIR_DATA] = _or_ongoing(repair, detected, open_ends.get(KeyInstant.DATA_REPAIRED))
    people = known(record.people)
    if people:
        ends = [instants.get(name) for name in (KeyInstant.RESOLVED, KeyInstant.MITIGATED)]
        over = next((end for end in ends if isinstance(end, Span)), ends[0])
        held = people.reviews
        found[TimeName.REVIEW] = held if isinstance(held, NotKnown) else _between(over, _first(held or ()))
    return found


def _or_ongoing(taken: Taken, first: Span | NotKnown | None, not_before: Instant | None) -> Taken:
    """A time whose end is only known not to have come by an instant had lasted until then."""
    if not_before is None or not isinstance(first, Span):
        return taken
    return Ongoing(max(Duration.between(first, Span.at(not_before)).shortest, timedelta(0)))


def _between(earlier: Span | NotKnown | None, later: Span | NotKnown | None) -> Duration | NotKnown:
    if isinstance(earlier, Span) and isinstance(later, Span):
        return Duration.between(earlier, later)
    reason = next((end for end in (earlier, later) if isinstance(end, NotKnown)), None)
    return reason or _SILENT


def _first(instants: Sequence[Instant]) -> Span | None:
    spans = [Span.at(instant) for instant in instants]
    return min(spans, key=lambda span: span.bounds(span.zone or UTC)[0], default=None)


def distribution(name: T, group: str, taken: Sequence[tuple[Record, Mapping[T, Taken]]], with_intervals: bool) -> Times:
    """One time over some incidents, of each of which is given what is known of it."""
    measured: list[MeasuredTime] = []
    negative: list[MeasuredTime] = []
    ongoing: list[MeasuredTime] = []
    unknown: list[str] = []
    not_applicable: list[str] = []
    for record, found in taken:
        match found.get(name):
            case Duration() as duration if duration.is_negative:
                negative.append(MeasuredTime(record.id, duration.shortest, duration.longest))
            case Duration() as duration:
                measured.append(MeasuredTime(record.id, duration.as_told.shortest, duration.longest))
            case Ongoing() as lasting:
                ongoing.append(MeasuredTime(record.id, lasting.at_least, lasting.at_least))
            case NotKnown() as reason if reason.is_unknown:
                unknown.append(record.id)
            case _:
                not_applicable.append(record.id)
    measured.sort(key=lambda each: (each.shortest + each.longest, each.record))
    ended = [*negative, *measured]
    quantiles = _quantiles_of_ongoing(ended, ongoing, with_intervals) if ongoing else _quantiles(ended, with_intervals)
    return Times(
        name,
        group,
        tuple(measured),
        tuple(negative),
        tuple(ongoing),
        tuple(unknown),
        tuple(not_applicable),
        quantiles,
    )


def _quantiles(ended: Sequence[MeasuredTime], with_intervals: bool) -> tuple[Quantile, ...]:
    """Times that are only known to lie in a range give a range: the quantile of their ends."""
    if len(ended) < MIN_QUANTILE:
        return ()
    lows, highs = _ends(ended)
    step = _step([*lows, *highs])
    found = []
    for share in QUANTILES:
        low, high = quantile_interval(lows, share), quantile_interval(highs, share)
        interval = None
        if with_intervals and low and high:
            interval = timedelta(seconds=low[0]), timedelta(seconds=high[1])
        found.append(
            Quantile(
                share,
                timedelta(seconds=quantile(lows, share)),
                timedelta(seconds=quantile(highs, share)),
                interval,
                step,
            )
        )
    return tuple(found)


def _quantiles_of_ongoing(
    ended: Sequence[MeasuredTime], ongoing: Sequence[MeasuredTime], with_intervals: bool
) -> tuple[Quantile, ...]:
    """The same where some are not over, which are censored: of the curve of Kaplan and Meier.

    Either curve may be the earlier one: an end that is moved behind the instant at which another incident was last
    heard of leaves more of them at risk there. So the range is that between the two curves, whichever comes first.
    """
    if len(ended) < MIN_QUANTILE:
        return ()
    censored = [Observation(each.shortest.total_seconds(), is_event=False) for each in ongoing]
    curves = [kaplan_meier([*(Observation(end, is_event=True) for end in ends), *censored]) for ends in _ends(ended)]
    step = _step([end for ends in _ends(ended) for end in ends])
    found = []
    for share in QUANTILES:
        one, other = (time_of_share(curve, share) for curve in curves)
        if one is None or other is None:
            continue
        low, high = sorted((one.value, other.value))
        ends = [end for end in (one.low, other.low, one.high, other.high) if end is not None]
        has_interval = with_intervals and len(ends) == 4
        interval = (timedelta(seconds=min(ends)), timedelta(seconds=max(ends))) if has_interval else None
        found.append(Quantile(share, timedelta(seconds=low), timedelta(seconds=high), interval, step))
    return tuple(found)


def _step(seconds: Iterable[float]) -> timedelta:
    common = gcd(*map(round, seconds))
    return next(step for step in _STEPS if common % (step // timedelta(seconds=1)) == 0)


def _ends(ended: Sequence[MeasuredTime]) -> tuple[list[float], list[float]]:
    """The shortest and the longest that each can be, in seconds and in rising order."""
    return sorted(each.shortest.total_seconds() for each in ended), sorted(
        each.longest.total_seconds() for each in ended
    )


@dataclass(frozen=True, slots=True)
class Completion:
    """How long actions take: from the day the incident was noticed to their completion, in days."""

    record: str
    action: str
    type: ActionType
    priority: Priority | None
    days: float
    is_completed: bool


def action_completions(archive: Archive, incidents: Iterable[Record]) -> tuple[Completion, ...]:
    """Every lasting action whose time can be told; open ones are watched up to the as-of date.

    Investigating, mitigating and repairing end with the incident and would hide how long the rest takes. Given-up
    ones are left out, and those of other operators: what they finished late or never is seldom published.
    """
    found = []
    for record in incidents:
        detected = key_instants(record).get(KeyInstant.DETECTED)
        if not record.is_own or not isinstance(detected, Span):
            continue
        start = detected.sort_key()
        for action in known_items(record.actions):
            if action.type not in LASTING_TYPES:
                continue
            named = (record.id, action.id, action.type, action.priority)
            if action.completed:
                days = (Span.at(action.completed).sort_key() - start).total_seconds() / 86400
                found.append(Completion(*named, max(days, 0.0), is_completed=True))
            elif action.status.is_open:
                days = (archive.end - start).total_seconds() / 86400
                found.append(Completion(*named, days, is_completed=False))
    return tuple(found)
