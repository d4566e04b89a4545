"""How often incidents come back: the share of incidents that repeat an earlier one, by group, with its interval."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.analytics.periods import Period
from ml_postmortems.analytics.proportions import wilson_interval
from ml_postmortems.analytics.recurrences import Recurrence
from ml_postmortems.analytics.shuffles import Chance, shuffle_recurrences
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
    chance: Chance | None
    """What the same incidents would give with their moments shuffled; None where no share is said."""
    is_truncated: bool = False
    """Whether the incidents look back to before the first record, so that what they repeat may not be known."""


def recurrence_shares(
    archive: Archive,
    incidents: Sequence[Record],
    recurrences: Iterable[Recurrence],
    groups_of: Callable[[Record], Iterable[str]],
    truncated: Collection[str] = (),
) -> tuple[Share, ...]:
    """The share of each group, in the order of their names; `incidents` are those in question, oldest first.

    An overlap is no recurrence: the later one may have begun before the earlier one had ended. Nor is one that only
    may have come back within the window. Of truncated groups no share is said.
    """
    repeated = {each.later for each in recurrences if each.is_certain and not each.gap.is_overlap}
    members: dict[str, list[str]] = {}
    for record in incidents:
        for group in groups_of(record):
            members.setdefault(group, []).append(record.id)
    return tuple(_share(group, members[group], repeated, archive, group in truncated) for group in sorted(members))


def _share(group: str, ids: Sequence[str], repeated: set[str], archive: Archive, is_truncated: bool) -> Share:
    again = tuple(each for each in ids if each in repeated)
    if len(ids) < MIN_RATE or not archive.is_census or is_truncated:
        return Share(group, len(ids), again, None, None, None, None, is_truncated)
    low, high = wilson_interval(len(again), len(ids))
    chance = shuffle_recurrences(archive).chance(ids, len(again))
    return Share(group, len(ids), again, len(again) / len(ids), low, high, chance)


def truncated_periods(archive: Archive, periods: Sequence[Period]) -> tuple[str, ...]:
    """The periods in which an incident can look back to before the first record: a window after it, little can repeat
    yet, whatever happens."""
    if not archive.incidents:
        return ()
    first, window = begin_date(archive.incidents[0]), timedelta(days=archive.recurrence_window)
    return tuple(period.name for period in periods if period.first - window < first)


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
