"""How often incidents come back: the share of incidents that repeat an earlier one, by group, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.analytics.periods import Period
from ml_postmortems.analytics.proportions import wilson_interval
from ml_postmortems.analytics.recurrences import Recurrence
from ml_postmortems.analytics.thresholds import MIN_RATE
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of


@dataclass(frozen=True, slots=True)
class Share:
    """Incidents of one group, and which of them are recurrences."""

    group: str
    n: int
    recurrences: tuple[str, ...]
    value: float | None
    """Between 0 and 1; None where too few incidents, or a collection instead of all, stand behind it."""
    low: float | None
    high: float | None


def recurrence_shares(
    archive: Archive,
    incidents: Sequence[Record],
    recurrences: Iterable[Recurrence],
    groups_of: Callable[[Record], Iterable[str]],
) -> tuple[Share, ...]:
    """The share of each group, in the order of their names; `incidents` are those in question, oldest first.

    An overlap is no recurrence: the later one may have begun before the earlier one had ended.
    """
    repeated = {recurrence.later for recurrence in recurrences if not recurrence.gap.is_overlap}
    members: dict[str, list[str]] = {}
    for record in incidents:
        for group in groups_of(record):
            members.setdefault(group, []).append(record.id)
    return tuple(_share(group, members[group], repeated, archive) for group in sorted(members))


def _share(group: str, ids: Sequence[str], repeated: set[str], archive: Archive) -> Share:
    again = tuple(each for each in ids if each in repeated)
    if len(ids) < MIN_RATE or not archive.is_census:
        return Share(group, len(ids), again, None, None, None)
    low, high = wilson_interval(len(again), len(ids))
    return Share(group, len(ids), again, len(again) / len(ids), low, high)


def by_all(_: Record) -> tuple[str, ...]:
    """Everything is one group."""
    return ("all",)


def by_team(record: Record) -> tuple[str, ...]:
    """The owning team."""
    return (record.teams.owner,)


def by_family(archive: Archive) -> Callable[[Record], tuple[str, ...]]:
    """The family of the primary cause."""
    return lambda record: (family_of(archive.primary_leaf(record) or ""),) if record.primary else ()


def by_model(archive: Archive) -> Callable[[Record], tuple[str, ...]]:
    """Every model that the record names."""
    models = {key for key, artifact in archive.catalog.artifacts.items() if artifact.kind.is_model}
    return lambda record: tuple(dict.fromkeys(use.id for use in known_items(record.artifacts) if use.id in models))


def by_period(periods: Sequence[Period]) -> Callable[[Record], tuple[str, ...]]:
    """The period in which it began."""

    def period_of(record: Record) -> tuple[str, ...]:
        day = begin_date(record)
        return tuple(period.name for period in periods if period.holds(day))

    return period_of
