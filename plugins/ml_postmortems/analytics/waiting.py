"""How long it takes until something comes back, and how often artifacts have incidents as they age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from itertools import pairwise

from ml_postmortems.analytics.archive import Archive, began, end_of
from ml_postmortems.analytics.mcf import McfStep, Unit, mean_cumulative_function
from ml_postmortems.analytics.recurrences import gap_between, signature_chains
from ml_postmortems.analytics.survival import Median, Observation, SurvivalStep, kaplan_meier, median_time
from ml_postmortems.model.not_known import known_items

DAYS_A_MONTH = 365.25 / 12


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
    until: float
    """The age of the oldest artifact."""


def time_to_recurrence(archive: Archive) -> TimeToRecurrence:
    """Kaplan-Meier over all incidents; one that has not come back is censored at the as-of date.

    Every incident has a signature, so each is watched, whether anything shares it yet or not.
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
    for record in archive.incidents:
        if record.id in overlaps:
            continue
        watched = (archive.end - end_of(record)[1]).total_seconds() / 86400
        if record.id in days:
            observations.append(Observation(days[record.id], is_event=True))
        elif watched > 0:
            observations.append(Observation(watched, is_event=False))
    steps = kaplan_meier(observations)
    events = sum(each.is_event for each in observations)
    longest = max((each.time for each in observations), default=0.0)
    return TimeToRecurrence(len(observations), events, tuple(sorted(overlaps)), steps, median_time(steps), longest)


def incidents_by_age(archive: Archive) -> IncidentsByAge:
    """The mean cumulative function over the artifacts of the catalog; every incident that names one counts for it.

    Nothing is known of the time before records were kept, so an artifact that was in service already is watched from
    the age that it had at the first incident of the archive. That incident says where the watch begins and is not
    counted.
    """
    moments: dict[str, list[float]] = {}
    for record in archive.incidents[1:]:
        for used in {use.id for use in known_items(record.artifacts)}:
            moments.setdefault(used, []).append(began(record).timestamp())
    kept_since = began(archive.incidents[0]).timestamp() if archive.incidents else 0.0
    units: list[Unit] = []
    undated: list[str] = []
    outside = 0
    for key, artifact in sorted(archive.catalog.artifacts.items()):
        if artifact.in_service_from is None:
            undated.append(key)
            continue
        start = artifact.in_service_from.bounds(UTC)[0].timestamp()
        end = archive.end.timestamp()
        if artifact.until:
            end = min(end, artifact.until.bounds(UTC)[1].timestamp())
        watched_from = max(start, kept_since)
        inside = sorted(moment for moment in moments.get(key, []) if watched_from <= moment <= end)
        outside += len(moments.get(key, [])) - len(inside)
        if end > watched_from:
            ages = tuple((moment - start) / 86400 for moment in inside)
            units.append(Unit(ages, (end - start) / 86400, (watched_from - start) / 86400))
    steps = mean_cumulative_function(units)
    oldest = max((unit.until for unit in units), default=0.0)
    return IncidentsByAge(len(units), sum(len(unit.ages) for unit in units), tuple(undated), outside, steps, oldest)
