"""What chance alone makes of the same incidents, against every order of a few and archives without a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import permutations
from math import factorial
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from ml_postmortems.analytics.archive import Archive, Keep, made_anew
from ml_postmortems.analytics.closeness import chance_of_closeness, closeness
from ml_postmortems.analytics.false_discovery import benjamini_hochberg_adjusted
from ml_postmortems.analytics.patterns import find_patterns
from ml_postmortems.analytics.periods import periods_of
from ml_postmortems.analytics.recurrences import signature_recurrences
from ml_postmortems.analytics.report import recurrence_report
from ml_postmortems.analytics.shares import by_all, by_period, recurrence_shares, truncated_periods
from ml_postmortems.analytics.shuffles import Timing, shuffle_recurrences
from ml_postmortems.model.terms import Coverage
from tests.analytics.archives import ARTIFACTS, AS_OF, LEAVES, TEAMS, archive, at, catalog, incident

Planted = Sequence[tuple[float, float, str, str]]
"""Day of the beginning, days until resolved, leaf and artifact."""
FEW: Planted = [
    (0, 3, LEAVES[0], "click-log"),
    (100, 200, LEAVES[0], "click-log"),
    (500, 1, LEAVES[0], "click-log"),
    (540, 30, LEAVES[1], "user-features"),
    (600, 5, LEAVES[1], "user-features"),
    (1000, 2, LEAVES[2], "ranking-model"),
]


def made(planted: Planted, service: dict[str, dict[str, str]] | None = None) -> Archive:
    """The archive of these incidents, each of a team of its own leaf."""
    kinds = catalog(artifacts={key: (service or {}).get(key, {}) for key in ARTIFACTS})
    return archive(
        (
            incident(number, at(day), at(day + length), [leaf], [artifact], TEAMS[number % 2])
            for number, (day, length, leaf, artifact) in enumerate(planted)
        ),
        catalog=kinds,
    )


def share_by_definition(planted: Planted, days: Iterable[float]) -> float:
    """How many come back with these days of beginning: the same leaf and artifact, or leaf and team."""
    moved = [(day, *rest[1:], TEAMS[n % 2]) for n, (day, rest) in enumerate(zip(days, planted, strict=True))]
    return fmean(
        any(
            0 <= day - other - length <= 365 and leaf == same and (artifact == place or team == owner)
            for m, (other, length, same, place, owner) in enumerate(moved)
            if m != n
        )
        for n, (day, _, leaf, artifact, team) in enumerate(moved)
    )


@pytest.mark.parametrize("service", [None, {"user-features": {"in_service_from": "2024-05-01"}}])
def test_share_by_chance_is_the_mean_over_all_orders(service: dict[str, dict[str, str]] | None) -> None:
    """Of six incidents every order is tried, but those with one before its artifact went into service."""
    opened = 486 if service else 0
    shares = [
        share_by_definition(FEW, days)
        for days in permutations([row[0] for row in FEW])
        if all(day >= opened for day, row in zip(days, FEW, strict=True) if row[3] == "user-features")
    ]
    assert (len(shares) == factorial(6)) == (service is None)
    found = made(FEW, service)
    observed = sum(each.is_certain and not each.gap.is_overlap for each in signature_recurrences(found))
    assert observed / 6 == pytest.approx(share_by_definition(FEW, [row[0] for row in FEW]))
    chance = shuffle_recurrences(found).chance([record.id for record in found.incidents], observed)
    spread = (fmean((each - fmean(shares)) ** 2 for each in shares)) ** 0.5
    assert chance.value == pytest.approx(fmean(shares), abs=4 * spread / 499**0.5 + 0.005)
    assert chance.excess == pytest.approx(observed / 6 - chance.value)
    assert chance.low <= chance.value <= chance.high
    assert (chance.excess_low, chance.excess_high) == pytest.approx(
        (observed / 6 - chance.high, observed / 6 - chance.low)
    )


def steady(seed: int, count: int = 90) -> Planted:
    """Incidents at random times, of two leaves at three artifacts."""
    dice = Random(seed)
    return [
        (dice.uniform(0, 1090), dice.uniform(0, 5), LEAVES[int(3 * dice.random() ** 2)], ARTIFACTS[dice.randrange(3)])
        for _ in range(count)
    ]


def clustered(seed: int) -> Planted:
    """Forty-five random ones, each of which comes back once within 60 days of its end and never again."""
    dice, rows = Random(seed), []
    for number in range(45):
        day, leaf, place = dice.uniform(0, 1000), LEAVES[number % 4], ARTIFACTS[number // 4 % 4]
        rows += [(day, 1.0, leaf, place), (day + dice.uniform(10, 60), 1.0, leaf, place)]
    return rows


def test_steady_archive_does_not_exceed_chance_and_one_that_comes_back_does() -> None:
    """Of 60 archives at random times about 1 in 40 exceeds it; of those in which all come back soon, half."""
    exceeded = {"steady": 0, "clustered": 0}
    for seed in range(60):
        for name, plan in (("steady", steady(seed)), ("clustered", clustered(seed))):
            found = made(plan)
            recurrences = [each for each in signature_recurrences(found) if each.is_certain]
            (share,) = recurrence_shares(found, found.incidents, recurrences, by_all)
            assert share.chance
            exceeded[name] += share.chance.is_exceeded
    assert exceeded["steady"] <= 5
    assert exceeded["clustered"] >= 24


def test_shuffles_are_the_same_for_the_same_incidents() -> None:
    """So that a page says the same twice."""
    assert shuffle_recurrences(made(steady(1))).came_back == shuffle_recurrences(made(steady(1))).came_back


def test_collection_is_not_held_against_chance() -> None:
    """Of a sample nobody knows what is missing: every pattern stands, and none is tested."""
    found = archive([incident(n, at(10 * n), at(10 * n + 1)) for n in range(12)], catalog=catalog(Coverage.SAMPLE))
    report = recurrence_report(found)
    assert [each.chance for each in report.share] == [None]
    assert [(each.p, each.is_shown) for each in report.patterns] == [(None, True)]


def test_periods_that_look_back_before_the_first_record_say_no_share() -> None:
    """Sixteen incidents a quarter for three years, all alike: those of the first year are too early to repeat much."""
    found = archive(incident(n, at(5.7 * n), at(5.7 * n + 1)) for n in range(192))
    periods = periods_of(found)
    early = truncated_periods(found, periods)
    assert early == ("2023 Q1", "2023 Q2", "2023 Q3", "2023 Q4")
    shares = recurrence_shares(found, found.incidents, signature_recurrences(found), by_period(periods), early)
    assert {each.group for each in shares if each.is_truncated} == set(early)
    assert all((each.value is None) == (each.chance is None) == each.is_truncated for each in shares)
    assert truncated_periods(archive([]), ()) == ()


def test_share_by_time_does_not_rise_where_nothing_does() -> None:
    """Forty archives at random times, of forty leaves: with the early periods the last share is nearly always above
    the first, without them as often below it."""
    rises, falls, early_rises = 0, 0, 0
    leaves = sorted(archive([]).taxonomy.leaves)
    for seed in range(40):
        dice = Random(seed)
        found = made(
            [(dice.uniform(0, 1090), 1.0, leaves[dice.randrange(40)], ARTIFACTS[dice.randrange(4)]) for _ in range(200)]
        )
        shares = [each for each in recurrence_report(found).share_by_period if each.n >= 10]
        said = [each.value for each in shares if each.value is not None]
        rises += said[-1] > said[0]
        falls += said[-1] < said[0]
        early_rises += len(shares[-1].recurrences) / shares[-1].n > len(shares[0].recurrences) / shares[0].n
    assert rises + falls >= 30
    assert abs(rises - falls) <= 2.6 * (rises + falls) ** 0.5
    assert early_rises >= 38


@given(st.lists(st.floats(0, 1), max_size=30))
def test_false_discovery_rate_is_that_of_statsmodels(ps: list[float]) -> None:
    """The adjusted p-values of Benjamini and Hochberg."""
    expected = list(multipletests(ps, method="fdr_bh")[1]) if ps else []
    assert list(benjamini_hochberg_adjusted(ps)) == pytest.approx(expected)


def test_chance_of_a_pair_is_the_share_of_moments_that_are_as_close() -> None:
    """Two incidents 30 days apart in 1,000 days: by all pairs of moments, which can be counted."""
    moments = [float(day) for day in range(1000)]
    pair = [Timing(day, 0.0, 0.0, 0.0, float("-inf"), float("inf")) for day in (500.0, 530.0)]
    as_close = sum(1000 - gap for gap in range(1, 31)) / (1000 * 999 / 2)
    found = [chance_of_closeness(pair, moments, 365, 100, f"{seed}") for seed in range(40)]
    assert fmean(found) == pytest.approx(as_close, rel=0.25)
    far = [Timing(day, 0.0, 0.0, 0.0, float("-inf"), float("inf")) for day in (0.0, 900.0)]
    assert chance_of_closeness(far, moments, 365, 100, "") == 1.0


def test_closeness_counts_what_counts_as_a_recurrence() -> None:
    """The gap to the last that had ended, for every one that came back within the window; roughly known ones too."""

    def timing(day: float, length: float, roughly: float = 0.0) -> Timing:
        return Timing(day, length, roughly, 0.0, float("-inf"), float("inf"))

    exact = [timing(0, 2), timing(12, 1), timing(12.5, 100), timing(500, 1)]
    assert closeness(exact, [each.began for each in exact], 365) == pytest.approx(1 / 40 + 1 / 40.5)
    rough = [timing(0, 2), timing(360, 1, 10.0)]
    assert closeness(rough, [each.began for each in rough], 365) == 0
    assert closeness(exact[:2] + rough[1:], [0, 12, 340], 365) == pytest.approx(1 / 40 + 1 / (340 - 13 + 30))


def test_patterns_are_ordered_by_how_far_they_exceed_chance() -> None:
    """Six within two months stand before ten spread evenly over three years, which cannot be told from chance; what an
    author declares is shown all the same."""
    crowd = [incident(n, at(400 + 10 * n), at(401 + 10 * n), [LEAVES[0]], ["click-log"], TEAMS[0]) for n in range(6)]
    spread = [
        incident(20 + n, at(100 * n), at(100 * n + 1), [LEAVES[1]], ["user-features"], TEAMS[1]) for n in range(10)
    ]
    said = {"recurrence": {"of": ["PM-2023-0040"]}}
    pair = [
        incident(40, at(20), at(21), [LEAVES[2]], ["ranking-model"], TEAMS[0]),
        incident(41, at(320), at(321), [LEAVES[2]], ["ranking-model"], TEAMS[0], **said),
    ]
    patterns = find_patterns(archive([*crowd, *spread, *pair]))
    found = {each.leaf: each for each in patterns}
    assert patterns[0].leaf == LEAVES[0]
    assert {leaf: (each.is_beyond_chance, each.is_declared, each.is_shown) for leaf, each in found.items()} == {
        LEAVES[0]: (True, False, True),
        LEAVES[1]: (False, False, False),
        LEAVES[2]: (False, True, True),
    }
    assert [each.p for each in patterns] == sorted(each.p or 0 for each in patterns)


def test_patterns_of_steady_archives_are_seldom_called_more_than_chance() -> None:
    """The level of the whole list is 5 %: of 60 archives at random times at most 7 have any, with 99 %."""
    assert sum(any(each.is_beyond_chance for each in find_patterns(made(steady(seed)))) for seed in range(60)) <= 7


def test_cost_is_bounded() -> None:
    """The number of shuffles falls as archives grow, and never below 99."""
    small, large = made(steady(1)), archive(incident(n, at(n / 8), at(n / 8 + 0.1)) for n in range(8000))
    assert len(shuffle_recurrences(small).came_back) == 499
    assert len(shuffle_recurrences(large).came_back) == 99
    assert date(2026, 1, 1) == AS_OF


def test_kept_draws_are_those_that_would_be_made() -> None:
    """What was kept of other incidents, other times or another window is not taken; what was kept of these is."""
    kept: dict[str, str] = {}
    used: list[str] = []

    def keep(reads: Callable[[], str], make: Callable[[], str]) -> str:
        key = reads()
        used.extend([key] if key in kept else [])
        return kept.setdefault(key, make())

    def found(planted: Planted, keep: Keep) -> tuple[object, ...]:
        each = made(planted)
        each.keep = keep
        return find_patterns(each), shuffle_recurrences(each)

    later = [(day + 9 * number, length, leaf, place) for number, (day, length, leaf, place) in enumerate(FEW)]
    for planted in (FEW, later, FEW[:5], FEW):
        assert found(planted, keep) == found(planted, made_anew)
    assert len(kept) == 6
    assert len(used) == 2
