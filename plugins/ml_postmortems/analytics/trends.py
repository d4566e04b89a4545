"""Trend tests: which incidents become more or fewer by more than chance, over all tests of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from ml_postmortems.analytics.archive import Archive, begin_date, middle_date
from ml_postmortems.analytics.holm import holm_adjusted
from ml_postmortems.analytics.laplace import laplace_test
from ml_postmortems.analytics.periods import Period, count_by_period
from ml_postmortems.analytics.poisson import Comparison, compare_periods
from ml_postmortems.analytics.thresholds import ALPHA, MIN_TREND
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Precision
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of

YEAR = timedelta(days=365)
CHAIN = timedelta(days=7)
"""An incident that follows on one of the same primary cause within this time is tested together with it."""


class Verdict(StrEnum):
    """What may be said of a series."""

    RISING = "rising"
    FALLING = "falling"
    NO_TREND = "no trend shown"
    TOO_FEW = "too few to tell"
    SAMPLE = "a collection: no trend can be told"

    @property
    def is_trend(self) -> bool:
        """Whether a direction is said."""
        return self in (Verdict.RISING, Verdict.FALLING)


@dataclass(frozen=True, slots=True)
class SeriesTest:
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
class SeriesTests:
    """What was asked of one group; None where there was too little to ask it of."""

    trend: SeriesTest | None
    change: SeriesTest | None
    comparison: Comparison | None
    """What the change is the test of."""


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
    trend: SeriesTest | None
    """Laplace's test over the whole time."""
    last_year: tuple[int, int] | None
    """Incidents in the 365 days up to the as-of date, and in the 365 days before those; one of which only the month or
    the year is known stands in its middle. None of a collection that is no census."""
    change: SeriesTest | None
    """The exact comparison of these two."""
    chains: int
    """Incidents that the tests take as events of their own: those that follow on another of the same cause within
    seven days are one event with it."""
    ratio: float | None
    """The last year by the one before, in such events; None where that had none, or nothing is compared."""
    ratio_interval: tuple[float, float | None] | None
    """Its exact 95 % interval, not adjusted; without an upper end where the year before had none."""

    @property
    def n(self) -> int:
        """How many incidents there are."""
        return len(self.ids)


def changing_series(series: Iterable[Series]) -> tuple[Series, ...]:
    """Those that may be called rising or falling, or that changed significantly since the year before."""
    return tuple(
        each for each in series if each.verdict.is_trend or (each.change is not None and each.change.is_significant)
    )


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that rises or falls, told once."""

    series: Series
    through: tuple[Series, ...]
    """Of a family the leaves that move the same way, which would tell it again."""


def movements(series: Iterable[Series]) -> tuple[Movement, ...]:
    """The changing series, each family with those of its leaves that move the same way."""
    changing = changing_series(series)
    found = [
        Movement(
            each,
            tuple(
                leaf
                for leaf in changing
                if leaf is not each and family_of(leaf.group) == each.group and _is_more(leaf) == _is_more(each)
            ),
        )
        for each in changing
    ]
    told = {leaf.group for movement in found for leaf in movement.through}
    return tuple(movement for movement in found if movement.series.group not in told)


def _is_more(series: Series) -> bool:
    test = series.trend if series.trend and series.trend.is_significant else series.change
    return bool(test and test.is_more)


def find_trends(archive: Archive, incidents: Sequence[Record], periods: Sequence[Period]) -> tuple[Series, ...]:
    """The series of all, of each family and of each leaf by primary cause, in the order of the taxonomy.

    Incidents that follow on each other are tested as one (`chain_starts`), since one failure may make several records.
    All tests of the call are adjusted together, so one call is one page. Groups of the same incidents, such as a family
    with one leaf in use, are one test. A collection that is no census is not tested.
    """
    groups = list(_groups(archive, incidents))
    middles = {record.id: middle_date(record, archive.as_of) for record in incidents}
    starts = {chain[0].id for chain in incident_chains(archive, incidents)}
    days = [[middles[record.id] for record in members if record.id in starts] for _, members in groups]
    drafts = [
        _untested(
            group,
            members,
            count_by_period([begin_date(record) for record in members], periods),
            archive,
            [middles[record.id] for record in members],
            len(tested),
        )
        for (group, members), tested in zip(groups, days, strict=True)
    ]
    if not archive.is_census:
        return tuple(drafts)
    different = dict(zip((series.ids for series in drafts), days, strict=True))
    tested = dict(zip(different, run_tests(list(different.values()), archive.as_of), strict=True))
    return tuple(_judged(series, tested[series.ids]) for series in drafts)


def count_tests(series: Iterable[Series]) -> int:
    """How many tests were made and adjusted together; the same incidents in two groups are tested once."""
    different = {each.ids: each for each in series}
    return sum((each.trend is not None) + (each.change is not None) for each in different.values())


def run_tests(groups: Sequence[Sequence[date]], as_of: date) -> tuple[SeriesTests, ...]:
    """Both questions of each group, adjusted together; the first group holds the days of all incidents.

    Laplace's test runs from the first incident of all, which is left out of it, to the as-of date: under a constant
    rate everything after the first event is spread evenly. The comparison needs both years inside that time. Groups
    with fewer than `MIN_TREND` incidents are not asked about.
    """
    start = min(groups[0], default=as_of)
    trends: dict[int, tuple[float, bool]] = {}
    changes: dict[int, tuple[Comparison, bool]] = {}
    for place, days in enumerate(groups):
        # Each day stands for its middle; the first day of all, which is known to hold an incident, is cut off.
        offsets = [(day - start).days - 0.5 for day in days if start < day <= as_of]
        if len(offsets) >= MIN_TREND:
            result = laplace_test(offsets, float((as_of - start).days))
            trends[place] = (result.p, result.u > 0)
        last, before = _last_years(days, as_of)
        if last + before >= MIN_TREND and start <= as_of - 2 * YEAR:
            changes[place] = (compare_periods(before, 1.0, last, 1.0), last > before)
    adjusted = iter(holm_adjusted([*(p for p, _ in trends.values()), *(each.p for each, _ in changes.values())]))
    trend_tests = {place: SeriesTest(p, next(adjusted), is_more) for place, (p, is_more) in trends.items()}
    change_tests = {place: SeriesTest(each.p, next(adjusted), is_more) for place, (each, is_more) in changes.items()}
    comparisons = {place: comparison for place, (comparison, _) in changes.items()}
    return tuple(
        SeriesTests(trend_tests.get(place), change_tests.get(place), comparisons.get(place))
        for place in range(len(groups))
    )


def chain_starts(days: Sequence[date]) -> tuple[int, ...]:
    """The places of the days, in rising order, that do not follow on the one before within a week.

    The tests hold for independent events only, so a cluster counts as one, as extremes are declustered by runs
    (Leadbetter, Lindgren and Rootzén 1983).
    """
    return tuple(place for place, day in enumerate(days) if place == 0 or day - days[place - 1] > CHAIN)


def incident_chains(archive: Archive, incidents: Sequence[Record]) -> tuple[tuple[Record, ...], ...]:
    """The incidents by chain, oldest first; a chain is one event.

    An incident follows on the one of the same primary cause before it. One without a primary cause, or known by its
    month or year alone, stands for itself.
    """
    middles = {record.id: middle_date(record, archive.as_of) for record in incidents}
    by_leaf: dict[str, list[Record]] = {}
    for record in incidents:
        is_dated = happened(record).earliest.precision >= Precision.DAY
        by_leaf.setdefault((is_dated and archive.primary_leaf(record)) or record.id, []).append(record)
    found: list[tuple[Record, ...]] = []
    for records in by_leaf.values():
        ordered = sorted(records, key=lambda each: (middles[each.id], each.id))
        starts = chain_starts([middles[each.id] for each in ordered])
        found += [tuple(ordered[start:past]) for start, past in pairwise((*starts, len(ordered)))]
    return tuple(sorted(found, key=lambda chain: (middles[chain[0].id], chain[0].id)))


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


def _untested(
    group: str,
    members: Sequence[Record],
    counts: tuple[int, ...],
    archive: Archive,
    middles: Sequence[date],
    chains: int,
) -> Series:
    verdict = Verdict.TOO_FEW if archive.is_census else Verdict.SAMPLE
    ids = tuple(record.id for record in members)
    last_year = _last_years(middles, archive.as_of) if archive.is_census else None
    return Series(group, ids, counts, verdict, None, last_year, None, chains, None, None)


def _last_years(days: Sequence[date], as_of: date) -> tuple[int, int]:
    last = sum(as_of - YEAR < day <= as_of for day in days)
    before = sum(as_of - 2 * YEAR < day <= as_of - YEAR for day in days)
    return last, before


def _judged(series: Series, tests: SeriesTests) -> Series:
    verdict = Verdict.TOO_FEW
    if tests.trend:
        verdict = Verdict.NO_TREND
        if tests.trend.is_significant:
            verdict = Verdict.RISING if tests.trend.is_more else Verdict.FALLING
    found = tests.comparison
    return replace(
        series,
        verdict=verdict,
        trend=tests.trend,
        change=tests.change,
        ratio=found.ratio if found else None,
        ratio_interval=(found.low, found.high) if found else None,
    )
