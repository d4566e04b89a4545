"""Whether incidents of some kind become more or fewer, said only when it is more than chance on the whole page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.analytics.holm import holm_adjusted
from ml_postmortems.analytics.laplace import laplace_test
from ml_postmortems.analytics.levels import ALPHA, MIN_TREND
from ml_postmortems.analytics.periods import Period, count_by_period
from ml_postmortems.analytics.poisson import compare_periods
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of

YEAR = timedelta(days=365)


class Verdict(StrEnum):
    """What may be said of a series."""

    RISING = "rising"
    FALLING = "falling"
    NO_TREND = "no trend shown"
    TOO_FEW = "too few to tell"
    SAMPLE = "a collection: no trend can be told"


@dataclass(frozen=True, slots=True)
class Test:
    """One of the two questions asked of a series."""

    p: float
    """Of chance alone, two-sided."""
    adjusted: float
    """The same after Holm's correction over every test of the page."""
    is_more: bool
    """Which way it points, whether or not that means anything."""

    @property
    def is_significant(self) -> bool:
        """Whether it may be said at all."""
        return self.adjusted <= ALPHA


@dataclass(frozen=True, slots=True)
class Series:
    """Incidents of one group over time."""

    group: str
    """`all`, a family or a leaf."""
    ids: tuple[str, ...]
    """Oldest first."""
    counts: tuple[int, ...]
    """By period."""
    verdict: Verdict
    trend: Test | None
    """Laplace's test over the whole time."""
    last_year: tuple[int, int]
    """Incidents in the 365 days up to the as-of date, and in the 365 days before those."""
    change: Test | None
    """The exact comparison of these two."""
    ratio: float | None
    """The last year by the one before; None where that had none, or nothing is compared."""

    @property
    def n(self) -> int:
        """How many incidents there are."""
        return len(self.ids)


def find_trends(archive: Archive, incidents: Sequence[Record], periods: Sequence[Period]) -> tuple[Series, ...]:
    """The series of all, of each family and of each leaf by primary cause, in the order of the taxonomy.

    Laplace's test runs from the first incident of the collection, which is left out of it, to the as-of date: under a
    constant rate everything after the first event is spread evenly. The comparison needs both years inside that time.
    Groups with fewer than `MIN_TREND` incidents are not tested. All tests of the call are adjusted together, so one
    call is one page.
    """
    drafts = [_untested(group, members, periods, archive) for group, members in _groups(archive, incidents)]
    if not archive.is_census or not incidents:
        return tuple(drafts)
    days = {record.id: begin_date(record) for record in incidents}
    start, end = min(days.values()), archive.as_of
    trends: dict[int, tuple[float, bool]] = {}
    changes: dict[int, tuple[float, bool]] = {}
    for place, series in enumerate(drafts):
        offsets = [float((days[each] - start).days) for each in series.ids if start < days[each] <= end]
        if len(offsets) >= MIN_TREND:
            result = laplace_test(offsets, float((end - start).days + 1))
            trends[place] = (result.p, result.u > 0)
        last, before = series.last_year
        if last + before >= MIN_TREND and start <= end - 2 * YEAR:
            changes[place] = (compare_periods(before, 1.0, last, 1.0).p, last > before)
    adjusted = holm_adjusted([p for p, _ in (*trends.values(), *changes.values())])
    tests = [
        Test(p, each, more) for (p, more), each in zip((*trends.values(), *changes.values()), adjusted, strict=True)
    ]
    trend_tests = dict(zip(trends, tests[: len(trends)], strict=True))
    change_tests = dict(zip(changes, tests[len(trends) :], strict=True))
    return tuple(
        _judged(series, trend_tests.get(place), change_tests.get(place)) for place, series in enumerate(drafts)
    )


def _groups(archive: Archive, incidents: Sequence[Record]) -> Iterable[tuple[str, list[Record]]]:
    leaves = {record.id: archive.primary_leaf(record) for record in incidents}
    yield "all", list(incidents)
    used = {leaf for leaf in leaves.values() if leaf}
    families = [family for family in archive.taxonomy.causes if any(family_of(leaf) == family for leaf in used)]
    order = [leaf for leaf in archive.taxonomy.leaves if leaf in used]
    for family in [*families, *sorted({family_of(leaf) for leaf in used} - set(families))]:
        yield family, [record for record in incidents if family_of(leaves[record.id] or "") == family]
    for leaf in [*order, *sorted(leaf for leaf in used if leaf not in order and "/" in leaf)]:
        yield leaf, [record for record in incidents if leaves[record.id] == leaf]


def _untested(group: str, members: Sequence[Record], periods: Sequence[Period], archive: Archive) -> Series:
    days = [begin_date(record) for record in members]
    verdict = Verdict.TOO_FEW if archive.is_census else Verdict.SAMPLE
    ids = tuple(record.id for record in members)
    return Series(
        group, ids, count_by_period(days, periods), verdict, None, _last_years(days, archive.as_of), None, None
    )


def _last_years(days: Sequence[date], as_of: date) -> tuple[int, int]:
    last = sum(as_of - YEAR < day <= as_of for day in days)
    before = sum(as_of - 2 * YEAR < day <= as_of - YEAR for day in days)
    return last, before


def _judged(series: Series, trend: Test | None, change: Test | None) -> Series:
    if trend is None:
        verdict = Verdict.TOO_FEW
    elif trend.is_significant:
        verdict = Verdict.RISING if trend.is_more else Verdict.FALLING
    else:
        verdict = Verdict.NO_TREND
    last, before = series.last_year
    ratio = last / before if change and before else None
    return replace(series, verdict=verdict, trend=trend, change=change, ratio=ratio)
