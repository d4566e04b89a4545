"""Two curves: the time to recurrence, and the incidents of an artifact by its age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from itertools import pairwise

from ml_postmortems.analytics.archive import EVERYTHING, Archive, Scope, began, end_of, is_ongoing
from ml_postmortems.analytics.mcf import McfStep, Unit, mean_cumulative_function
from ml_postmortems.analytics.recurrences import gap_between, signature_chains
from ml_postmortems.analytics.survival import Median, Observation, SurvivalStep, kaplan_meier, median_time
from ml_postmortems.analytics.thresholds import MIN_TREND
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record

DAYS_A_MONTH = 365.25 / 12
TABLE_DAYS = (30, 90, 180, 365)
"""Days after the end of an incident at which a table shows the share that came back."""
TABLE_MONTHS = (6, 12, 24, 36)
"""Months in service at which a table shows the mean number of incidents."""


@dataclass(frozen=True, slots=True)
class TimeToRecurrence:
    """From the end of an incident to the next one with a signature of its own; in days."""

    n: int
    """Incidents watched."""
    events: int
    """Those that came back."""
    overlaps: tuple[str, ...]
    """Incidents whose next one may have begun before they had ended: in no curve."""
    steps: tuple[SurvivalStep, ...]
    """None below `levels.MIN_TREND` events, and none of a collection that is no census."""
    median: Median | None
    longest: float
    """How long the incident was watched that was watched longest."""


@dataclass(frozen=True, slots=True)
class IncidentsByAge:
    """The mean number of incidents an artifact has had by its age; in days since it went into service."""

    n: int
    """Artifacts watched."""
    events: int
    undated: tuple[str, ...]
    """Artifacts that no day of going into service is known of: not watched."""
    before_service: int
    """Incidents before or after the time in service of their artifact: not counted."""
    steps: tuple[McfStep, ...]
    """None below `levels.MIN_TREND` events, and none of a collection that is no census."""
    until: float
    """The age of the oldest artifact."""


def time_to_recurrence(archive: Archive, incidents: Sequence[Record] | None = None) -> TimeToRecurrence:
    """Kaplan-Meier over these incidents (else all); one that has not come back is censored at the as-of date.

    One that is still going on cannot come back yet and is not watched. Every other one has a signature, so each is
    watched, whether anything shares it yet or not.
    """
    days: dict[str, float] = {}
    overlaps: set[str] = set()
    for chain in signature_chains(archive).values():
        for earlier, later in pairwise(chain):
            gap = gap_between(earlier, later)
            if gap.is_overlap:
                overlaps.add(earlier.id)
            else:
                days[earlier.id] = min(days.get(earlier.id, gap.days), gap.days)
    observations = []
    watched_ones = archive.incidents if incidents is None else incidents
    for record in watched_ones:
        if record.id in overlaps or is_ongoing(record):
            continue
        watched = (archive.end - end_of(record)[1]).total_seconds() / 86400
        if record.id in days:
            observations.append(Observation(days[record.id], is_event=True))
        elif watched > 0:
            observations.append(Observation(watched, is_event=False))
    events = sum(each.is_event for each in observations)
    steps = kaplan_meier(observations) if archive.is_census and events >= MIN_TREND else ()
    longest = max((each.time for each in observations), default=0.0)
    apart = tuple(sorted(overlaps & {record.id for record in watched_ones}))
    return TimeToRecurrence(len(observations), events, apart, steps, median_time(steps), longest)


def incidents_by_age(archive: Archive, scope: Scope = EVERYTHING) -> IncidentsByAge:
    """The mean cumulative function over the artifacts of the catalog; every incident that names one counts for it.

    A scope narrows the artifacts to those of the team, or the one named; the incidents to those of the cause; and the
    watch to the time since its date.

    Nothing is known of the time before records were kept, so an artifact that was in service already is watched from
    the age that it had at the first incident of the archive. That incident says where the watch begins and is not
    counted.
    """
    moments: dict[str, list[tuple[float, str]]] = {}
    first = archive.incidents[0] if archive.incidents else None
    for record in archive.within(Scope(cause=scope.cause, since=scope.since)):
        for used in {use.id for use in known_items(record.artifacts)} if record is not first else ():
            moments.setdefault(used, []).append((began(record).timestamp(), record.id))
    kept_since = began(first).timestamp() if first else 0.0
    if scope.since:
        kept_since = max(kept_since, scope.since.bounds(UTC)[0].timestamp())
    units: list[Unit] = []
    undated: list[str] = []
    outside = 0
    for key, artifact in sorted(archive.catalog.artifacts.items()):
        if scope.model not in (None, key) or scope.team not in (None, artifact.team):
            continue
        if artifact.in_service_from is None:
            undated.append(key)
            continue
        start = artifact.in_service_from.bounds(UTC)[0].timestamp()
        end = archive.end.timestamp()
        if artifact.until:
            end = min(end, artifact.until.bounds(UTC)[1].timestamp())
        watched_from = max(start, kept_since)
        inside = sorted(each for each in moments.get(key, []) if watched_from <= each[0] <= end)
        outside += len(moments.get(key, [])) - len(inside)
        if end > watched_from:
            ages = tuple((moment - start) / 86400 for moment, _ in inside)
            ids = tuple(id for _, id in inside)
            units.append(Unit(ages, (end - start) / 86400, (watched_from - start) / 86400, ids))
    events = sum(len(unit.ages) for unit in units)
    steps = mean_cumulative_function(units) if archive.is_census and events >= MIN_TREND else ()
    oldest = max((unit.until for unit in units), default=0.0)
    return IncidentsByAge(len(units), events, tuple(undated), outside, steps, oldest)


def steps_by_days(found: TimeToRecurrence) -> tuple[tuple[int, SurvivalStep | None], ...]:
    """The step of the curve that holds at each of `TABLE_DAYS`, as long as an incident was watched.

    The step is None before anything came back.
    """
    return tuple(
        (days, next((each for each in reversed(found.steps) if each.time <= days), None))
        for days in TABLE_DAYS
        if days <= found.longest
    )


def steps_by_months(found: IncidentsByAge) -> tuple[tuple[int, McfStep], ...]:
    """The step of the curve that holds at each of `TABLE_MONTHS`, from its first step to the oldest artifact."""
    latest = (
        (months, next((each for each in reversed(found.steps) if each.age <= months * DAYS_A_MONTH), None))
        for months in TABLE_MONTHS
        if months * DAYS_A_MONTH <= found.until
    )
    return tuple((months, step) for months, step in latest if step)
