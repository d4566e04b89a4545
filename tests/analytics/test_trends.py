"""Rising and falling are said only when they are: levels, planted trends and counts that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain, pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, norm
from statsmodels.stats.multitest import multipletests

from ml_postmortems.analytics.archive import Archive, Scope, begin_date
from ml_postmortems.analytics.cross_tables import UNKNOWN, cross_tables
from ml_postmortems.analytics.periods import periods_of
from ml_postmortems.analytics.report import trend_report
from ml_postmortems.analytics.thresholds import MIN_TREND
from ml_postmortems.analytics.trends import (
    Series,
    SeriesTest,
    Verdict,
    chain_starts,
    changing_series,
    find_trends,
    movements,
    run_tests,
)
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Coverage
from tests.analytics.archives import AS_OF, LEAVES, TEAMS, archive, at, catalog, cause, incident

START = date(2023, 1, 1)
LENGTH = (AS_OF - START).days
MOVING = (Verdict.RISING, Verdict.FALLING)


def trends_of(found: Archive) -> dict[str, Series]:
    """The series of an archive by group."""
    return {each.group: each for each in find_trends(found, found.incidents, periods_of(found))}


def page(leaves: Sequence[Sequence[date]]) -> list[list[date]]:
    """The groups of a page: all, families of three leaves, leaves."""
    families = [sorted(chain.from_iterable(leaves[place::3])) for place in range(3)]
    return [sorted(chain.from_iterable(leaves)), *families, *map(sorted, leaves)]


def poisson_days(chance: Random, rate: float) -> list[date]:
    """The days of events at a constant rate (events in all of the time) from the start to the as-of date."""
    days, moment = [], chance.expovariate(rate / LENGTH)
    while moment < LENGTH + 1:
        days.append(START + timedelta(days=int(moment)))
        moment += chance.expovariate(rate / LENGTH)
    return days


@pytest.mark.parametrize("rates", [[8.0] * 12, [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 2.0, 3.0]])
def test_pages_without_a_trend_raise_false_alarms_no_more_often_than_their_level(rates: list[float]) -> None:
    """1,000 archives at constant rates, through the function that judges a page: an alarm on any series, by either
    test, stands on at most 5 % of the pages. 1,000 pages at the level give 66 or fewer with 99 %."""
    chance = Random(len(rates))
    alarms = tested = 0
    for _ in range(1000):
        tests = run_tests(page([poisson_days(chance, rate) for rate in rates]), AS_OF)
        every = [test for each in tests for test in (each.trend, each.change) if test]
        tested += len(every)
        alarms += any(test.is_significant for test in every)
    assert tested > 5000
    assert alarms <= 66


def bursts(chance: Random, rate: float, followed: float) -> list[date]:
    """Days at a constant rate, of which some are followed by another within three days; all in rising order."""
    days = poisson_days(chance, rate / (1 + followed))
    after = [day + timedelta(days=chance.randrange(1, 4)) for day in days if chance.random() < followed]
    return sorted(day for day in [*days, *after] if day <= AS_OF)


@pytest.mark.parametrize("followed", [0.1, 0.3])
def test_bursts_raise_no_more_false_alarms(followed: float) -> None:
    """1,000 archives of twelve leaves at constant rates, where one or three in ten incidents are followed by another of
    the same leaf within three days: at most 6 % of the pages raise an alarm."""
    chance, alarms = Random(7), 0
    for _ in range(1000):
        leaves = [bursts(chance, 24.0, followed) for _ in range(12)]
        tests = run_tests(page([[days[place] for place in chain_starts(days)] for days in leaves]), AS_OF)
        alarms += any(test.is_significant for each in tests for test in (each.trend, each.change) if test)
    assert alarms <= 60


def test_bursts_without_chains_would_raise_them() -> None:
    """The test above can fail: the same archives, with every incident taken for an event of its own."""
    chance, alarms = Random(7), 0
    for _ in range(200):
        tests = run_tests(page([bursts(chance, 24.0, 0.3) for _ in range(12)]), AS_OF)
        alarms += any(test.is_significant for each in tests for test in (each.trend, each.change) if test)
    assert alarms / 200 > 0.08


def test_incidents_of_one_cause_within_a_week_are_tested_as_one() -> None:
    """They are counted each, and a series says how many events were tested; another cause starts its own chain."""
    days = {LEAVES[0]: [0, 7, 14, 22, 400], LEAVES[2]: [1, 30]}
    numbered = [(leaf, day) for leaf, each in days.items() for day in each]
    found = trends_of(archive(incident(n, at(day), None, [leaf]) for n, (leaf, day) in enumerate(numbered)))
    assert {group: (each.n, each.chains) for group, each in found.items()} == {
        "all": (7, 5), "data-quality": (5, 3), LEAVES[0]: (5, 3), "technical": (2, 2), LEAVES[2]: (2, 2),
    }  # fmt: skip


def test_page_without_holm_would_raise_them() -> None:
    """The test above can fail: the same pages without the adjustment are wrong far more often."""
    chance, alarms = Random(12), 0
    for _ in range(200):
        tests = run_tests(page([poisson_days(chance, 8.0) for _ in range(12)]), AS_OF)
        alarms += any(test.p <= 0.05 for each in tests for test in (each.trend, each.change) if test)
    assert alarms / 200 > 0.25


@pytest.mark.parametrize("is_rising", [True, False])
def test_planted_trends_are_found(is_rising: bool) -> None:
    """Of 200 archives with one leaf whose rate grows (or shrinks) with time among flat ones, at least 80 % say so of
    this leaf, and none the opposite."""
    chance, right, wrong = Random(4), 0, 0
    for _ in range(200):
        flat = [poisson_days(chance, 10.0) for _ in range(5)]
        planted = [START + timedelta(days=int(LENGTH * chance.random() ** 0.4)) for _ in range(30)]
        if not is_rising:
            planted = [START + (AS_OF - day) for day in planted]
        test = run_tests(page([*flat, planted]), AS_OF)[-1].trend
        assert test
        right += test.is_significant and test.is_more == is_rising
        wrong += test.is_significant and test.is_more != is_rising
    assert right / 200 >= 0.8
    assert wrong == 0


days_of_leaves = st.lists(
    st.lists(st.integers(0, LENGTH).map(lambda day: START + timedelta(days=day)), max_size=25), min_size=1, max_size=5
).filter(any)


@given(days_of_leaves)
def test_tests_are_those_of_scipy_and_statsmodels(leaves: list[list[date]]) -> None:
    """Laplace's test after the first day, the exact comparison of the last two years, Holm over all of them."""
    groups = page(leaves)
    start = groups[0][0]
    expected: list[float] = []
    for days in groups:
        later = np.array([(day - start).days for day in days if day > start])
        if len(later) >= MIN_TREND:
            length = (AS_OF - start).days
            z = (np.mean(later) - 0.5 - length / 2) / (length / np.sqrt(12 * len(later)))
            expected.append(float(2 * norm.sf(abs(z))))
    for days in groups:
        ages = [(AS_OF - day).days for day in days]
        last, before = sum(age < 365 for age in ages), sum(365 <= age < 730 for age in ages)
        if last + before >= MIN_TREND and (AS_OF - start).days >= 730:
            expected.append(float(binomtest(last, last + before).pvalue))
    tests = run_tests(groups, AS_OF)
    found = [each.trend for each in tests if each.trend] + [each.change for each in tests if each.change]
    assert [test.p for test in found] == pytest.approx(expected)
    adjusted = list(multipletests(expected, method="holm")[1]) if expected else []
    assert [test.adjusted for test in found] == pytest.approx(adjusted)


def rising_archive(coverage: Coverage = Coverage.CENSUS) -> Archive:
    """Thirty incidents of one leaf, crowded at the end of three years, among ten spread evenly."""
    crowd = [incident(number, at(LENGTH * (number / 30) ** 0.3), None, [LEAVES[0]]) for number in range(30)]
    flat = [incident(100 + number, at(LENGTH * (number + 0.5) / 10), None, [LEAVES[2]]) for number in range(10)]
    return archive([*crowd, *flat], catalog=catalog(coverage))


def test_verdict_is_said_of_what_rises_alone() -> None:
    """The planted leaf and its family rise; the flat one shows no trend; the ratio of years has its interval."""
    found = trends_of(rising_archive())
    assert found[LEAVES[0]].verdict is found["data-quality"].verdict is Verdict.RISING
    assert found[LEAVES[2]].verdict is Verdict.NO_TREND
    series = found[LEAVES[0]]
    assert series.last_year
    last, before = series.last_year
    assert series.ratio == last / before > 1
    assert series.ratio
    assert series.ratio_interval
    low, high = series.ratio_interval
    assert high
    assert low < series.ratio < high


def test_same_incidents_in_two_groups_are_one_test() -> None:
    """Narrowed to one leaf, the leaf, its family and all are one series, and the adjustment takes it for one."""
    found = rising_archive()
    report = trend_report(found, Scope(cause=LEAVES[0]))
    assert [each.group for each in report.series] == ["all", "data-quality", LEAVES[0]]
    assert report.tests == 2
    assert {each.trend for each in report.series} == {report.series[0].trend}
    trend, change = report.series[0].trend, report.series[0].change
    assert trend
    assert change
    assert min(trend.adjusted, change.adjusted) == pytest.approx(2 * min(trend.p, change.p))


def test_collection_is_never_tested() -> None:
    """A sample shows the same counts and says of no series that it rises."""
    found = trends_of(rising_archive(Coverage.SAMPLE))
    census = trends_of(rising_archive())
    assert {each.verdict for each in found.values()} == {Verdict.SAMPLE}
    assert not any(each.trend or each.change or each.ratio or each.last_year for each in found.values())
    assert {group: each.counts for group, each in found.items()} == {
        group: each.counts for group, each in census.items()
    }


def test_few_incidents_are_not_judged() -> None:
    """Seven after the first are too few, eight are not."""
    seven = [incident(number, at(900 + 9 * number)) for number in range(7)]
    found = trends_of(archive([incident(50, at(0)), *seven]))
    assert found["all"].verdict is Verdict.TOO_FEW
    found = trends_of(archive([incident(50, at(0)), *seven, incident(51, at(990))]))
    assert found["all"].verdict is Verdict.RISING


def test_years_known_alone_make_no_trend() -> None:
    """Ten incidents a year of which only the year is known fall no more than they would if the days were."""
    found = trends_of(archive(incident(number, f"{2023 + number // 10}") for number in range(30)))
    assert found["all"].verdict is Verdict.NO_TREND
    assert found["all"].last_year == (10, 10)
    assert found["all"].counts == (10, 10, 10, 0)


planted = st.lists(
    st.tuples(st.integers(0, LENGTH), st.sampled_from([*LEAVES, "unclassified", None]), st.sampled_from(TEAMS)),
    max_size=25,
)


def made(each: Sequence[tuple[int, str | None, str]]) -> Archive:
    """The archive of these days, primary leaves and teams; every third has no detection, every other no stage."""
    records: list[Record] = []
    for number, (day, leaf, team) in enumerate(each):
        changes = {
            "detection": None if number % 3 else detection(number),
            "lifecycle_stage": ["data", None][number % 2],
        }
        records.append(incident(number, at(day), None, [leaf] if leaf else [], ["click-log"], team, **changes))
    return archive(records)


def detection(number: int) -> dict[str, str]:
    """Who noticed it."""
    return {"source": ["alert", "customer"][number % 2], "monitor": "It.", "should_have_been": "It."}


@given(planted)
def test_counts_add_up_to_the_archive(each: list[tuple[int, str | None, str]]) -> None:
    """Periods add up to the group, leaves to their family, families to all that name a primary cause, the cells of
    every table to the same; and each incident stands in one cell."""
    found = made(each)
    series = trends_of(found)
    assert series["all"].n == len(found.incidents) == len(each)
    for one in series.values():
        assert sum(one.counts) == one.n == len(set(one.ids))
        assert sum(one.last_year or ()) <= one.n
    families = [one for group, one in series.items() if "/" not in group and group != "all"]
    with_cause = sum(leaf is not None for _, leaf, _ in each)
    assert sum(one.n for one in families) == with_cause
    for family in families:
        leaves = [one.n for group, one in series.items() if group.startswith(f"{family.group}/")]
        assert sum(leaves) == (family.n if family.group != "unclassified" else 0)
    counts = Counter(leaf for _, leaf, _ in each if leaf)
    for table in cross_tables(found, found.incidents):
        assert table.n == with_cause
        ids = [id for row in table.cells for cell in row for id in cell]
        assert len(ids) == len(set(ids))
        assert {row: sum(map(len, cells)) for row, cells in zip(table.rows, table.cells, strict=True)} == counts
        assert UNKNOWN not in table.columns[:-1]


def test_cells_hold_what_their_headings_say() -> None:
    """Team, stage and detection source of each incident, and `unknown` for what is not said."""
    causes = [cause(1, LEAVES[1]), cause(2, LEAVES[0])]
    found = archive(
        [
            incident(1, at(0), causes=causes, primary_cause="C2", detection=detection(0), lifecycle_stage="serving"),
            incident(2, at(1), None, [LEAVES[1]], team="data-platform", lifecycle_stage={"unknown": "Nobody says."}),
        ]
    )
    tables = {table.column.key: table for table in cross_tables(found, found.incidents)}
    assert (tables["team"].rows, tables["team"].columns) == (LEAVES[:2], ("ranking", "data-platform"))
    assert tables["team"].cells == ((("PM-2023-0001",), ()), ((), ("PM-2023-0002",)))
    assert tables["stage"].columns == ("serving", UNKNOWN)
    assert tables["detection"].columns == ("alert", UNKNOWN)
    assert tables["detection"].cells == ((("PM-2023-0001",), ()), ((), ("PM-2023-0002",)))


@given(st.lists(st.dates(date(2000, 1, 1), date(2029, 12, 31)), min_size=1, max_size=8), st.dates(date(2010, 1, 1)))
def test_periods_cover_the_time_without_gaps(days: list[date], as_of: date) -> None:
    """They follow on each other, hold every incident and the as-of date once, and say which are over.

    What began after the as-of date had not happened.
    """
    as_of = min(as_of, date(2030, 12, 31))
    found = archive([incident(number, day.isoformat()) for number, day in enumerate(days)], as_of)
    assert [begin_date(record) for record in found.incidents] == sorted(day for day in days if day <= as_of)
    periods = periods_of(found)
    if not found.incidents:
        assert periods == ()
        return
    for earlier, later in pairwise(periods):
        assert later.first == earlier.last + timedelta(days=1)
    for day in [*map(begin_date, found.incidents), as_of]:
        assert sum(period.holds(day) for period in periods) == 1
    assert [period.is_complete for period in periods] == [period.last <= as_of for period in periods]
    assert periods[0].holds(min(days))
    assert len(periods) <= 31


def moving(group: str, *, is_more: bool) -> Series:
    """A series that moves beyond chance."""
    test = SeriesTest(0.0001, 0.001, is_more)
    verdict = Verdict.RISING if is_more else Verdict.FALLING
    return Series(group, ("PM-2025-0001",), (1,), verdict, test, (9, 1), None, 1, None, None)


def test_a_family_that_moves_as_its_leaf_does_is_told_once() -> None:
    """With the leaf as the reason; a leaf that moves the other way, or whose family does not move, stands alone."""
    series = [
        moving("process", is_more=False),
        moving("process/rollout-gap", is_more=False),
        moving("process/ownership-unclear", is_more=True),
        moving("technical/config-push", is_more=False),
    ]
    told = [(each.series.group, [leaf.group for leaf in each.through]) for each in movements(series)]
    assert told == [
        ("process", ["process/rollout-gap"]),
        ("process/ownership-unclear", []),
        ("technical/config-push", []),
    ]
    groups = [group for group, _ in told] + [leaf for _, leaves in told for leaf in leaves]
    assert sorted(groups) == sorted(each.group for each in changing_series(series))
