"""The mean cumulative function, held against its definition in exact fractions and against simulation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import exp, sqrt
from random import Random
from statistics import fmean, variance
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from ml_postmortems.analytics.mcf import Unit, mean_cumulative_function


@st.composite
def units(draw: st.DrawFn, late: bool) -> list[Unit]:
    """A few artifacts with incidents at whole ages; late ones were in service before anybody watched."""
    found = []
    for _ in range(draw(st.integers(1, 7))):
        since = draw(st.integers(0, 6)) if late else 0
        until = since + draw(st.integers(0, 12))
        ages = draw(st.lists(st.integers(since, until), max_size=5).map(sorted))
        found.append(Unit(tuple(map(float, ages)), float(until), float(since)))
    return found


def by_definition(units: Sequence[Unit]) -> list[tuple[float, Fraction, Fraction, int, int]]:
    """Age, mean, variance, watched and incidents: the sums of variances and of covariances, pair by pair of ages."""
    ages = sorted({age for unit in units for age in unit.ages})

    def watched(age: float) -> list[Unit]:
        return [unit for unit in units if unit.since <= age <= unit.until]

    def mean_at(age: float) -> Fraction:
        return Fraction(sum(unit.ages.count(age) for unit in watched(age)), len(watched(age)))

    def centred(unit: Unit, age: float) -> Fraction:
        return unit.ages.count(age) - mean_at(age)

    found = []
    for last in range(len(ages)):
        total = Fraction(0)
        so_far = ages[: last + 1]
        for age in so_far:
            at_risk = len(watched(age))
            if at_risk > 1:
                squares = sum((centred(unit, age) ** 2 for unit in watched(age)), Fraction(0))
                total += squares / (at_risk - 1) / at_risk
        for earlier, later in combinations(so_far, 2):
            both = [unit for unit in watched(later) if unit in watched(earlier)]
            if len(watched(later)) > 1:
                covariance = sum((centred(unit, earlier) * centred(unit, later) for unit in both), Fraction(0))
                total += 2 * covariance / (len(watched(later)) - 1) / len(watched(earlier))
        events = sum(unit.ages.count(ages[last]) for unit in units)
        found.append((ages[last], sum(map(mean_at, so_far), Fraction(0)), total, len(watched(ages[last])), events))
    return found


@given(st.one_of(units(late=False), units(late=True)))
def test_estimate_is_its_definition(artifacts: list[Unit]) -> None:
    """Mean and variance are the sums of Nelson (2003), chapters 3 and 4, computed in fractions pair by pair."""
    expected = by_definition(artifacts)
    steps = mean_cumulative_function(artifacts)
    assert [(step.age, step.at_risk, step.events) for step in steps] == [(row[0], row[3], row[4]) for row in expected]
    for step, row in zip(steps, expected, strict=True):
        assert step.mean == pytest.approx(float(row[1]))
        assert step.variance == pytest.approx(float(row[2]), abs=1e-9)
        spread = exp(norm.ppf(0.975) * sqrt(max(step.variance, 0.0)) / step.mean)
        assert (step.low, step.high) == pytest.approx((step.mean / spread, step.mean * spread))


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), min_size=2, max_size=9))
def test_artifacts_of_one_age_give_the_mean_and_variance_of_their_counts(ages: list[list[int]]) -> None:
    """With nobody coming late or leaving early the last step is the sample mean, and the sample variance by N."""
    steps = mean_cumulative_function([Unit(tuple(map(float, sorted(each))), 9.0) for each in ages])
    counts = [len(each) for each in ages]
    if steps:
        assert steps[-1].mean == pytest.approx(fmean(counts))
        assert steps[-1].variance == pytest.approx(variance(counts) / len(counts), abs=1e-9)


def simulated(chance: Random, count: int) -> list[Unit]:
    """Artifacts with about one incident a year over up to six years, some prone to them, watched for three years."""
    found = []
    for _ in range(count):
        rate = chance.gammavariate(2.0, 0.5)
        entry = chance.uniform(-3.0, 2.5)
        since, until = max(0.0, -entry), 3.0 - entry
        ages, age = [], since + chance.expovariate(rate)
        while age <= until:
            ages.append(age)
            age += chance.expovariate(rate)
        found.append(Unit(tuple(ages), until, since))
    return found


def test_limits_cover_the_truth_when_artifacts_come_late() -> None:
    """Of 600 archives of three years, over artifacts up to three years old when it began, about 95 % hold the true
    mean at the age of two; without the late entry hardly any would, because nobody counted what had been before."""
    chance, covered, naive = Random(3), 0, 0
    for _ in range(600):
        artifacts = simulated(chance, 40)
        blind = [Unit(unit.ages, unit.until) for unit in artifacts]
        for which, group in enumerate((artifacts, blind)):
            step = [each for each in mean_cumulative_function(group) if each.age <= 2.0][-1]
            is_covered = step.low <= 2.0 <= step.high
            covered += is_covered and which == 0
            naive += is_covered and which == 1
    assert covered / 600 == pytest.approx(0.94, abs=0.03)
    assert naive / 600 < 0.5


def sharing(chance: Random, each: int) -> list[Unit]:
    """Forty artifacts watched for three years, hit by incidents of several at once, about one a year at each."""
    ages: list[list[tuple[float, str]]] = [[] for _ in range(40)]
    moment, number = chance.expovariate(40 / each), 0
    while moment <= 3.0:
        for index in chance.sample(range(40), each):
            ages[index].append((moment, f"I{number}"))
        number += 1
        moment += chance.expovariate(40 / each)
    return [Unit(tuple(age for age, _ in one), 3.0, 0.0, tuple(id for _, id in one)) for one in ages]


def test_limits_cover_the_truth_when_incidents_name_several_artifacts() -> None:
    """Of 400 archives whose incidents hit four artifacts each about 95 % hold the true mean at the age of two; with
    every artifact taken for one of its own, about two thirds do."""
    chance, covered, naive = Random(6), 0, 0
    for _ in range(400):
        artifacts = sharing(chance, 4)
        for group in (artifacts, [Unit(unit.ages, unit.until) for unit in artifacts]):
            step = [each for each in mean_cumulative_function(group) if each.age <= 2.0][-1]
            is_covered = step.low <= 2.0 <= step.high
            covered += is_covered and group is artifacts
            naive += is_covered and group is not artifacts
    assert covered / 400 == pytest.approx(0.94, abs=0.03)
    assert naive / 400 < 0.75


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5), st.integers(0, 3)), unique=True, max_size=25))
def test_shared_incidents_add_their_pairs_to_the_variance(planted: list[tuple[int, int, int]]) -> None:
    """Twice the product of the weights of each pair of artifacts that one incident names, in exact fractions."""
    rows = [sorted((age, incident) for age, index, incident in planted if index == unit) for unit in range(6)]
    rows = [[row for row in each if row[1] not in [other[1] for other in each[: each.index(row)]]] for each in rows]
    alone = [Unit(tuple(float(age) for age, _ in each), 9.0) for each in rows]
    named = [Unit(one.ages, 9.0, 0.0, tuple(f"{i}" for _, i in each)) for one, each in zip(alone, rows, strict=True)]
    events = [(age, incident) for each in rows for age, incident in each]
    for before, after in zip(mean_cumulative_function(alone), mean_cumulative_function(named), strict=True):
        past = [incident for age, incident in events if age <= after.age]
        pairs = sum(one == other for one, other in combinations(past, 2))
        assert after.mean == before.mean
        assert after.variance - max(before.variance, 0) == pytest.approx(2 * pairs / 36)


@pytest.mark.parametrize("unit", [Unit((3.0,), 2.0), Unit((1.0,), 2.0, 1.5), Unit((-1.0,), 2.0)])
def test_incident_outside_of_the_watch_is_refused(unit: Unit) -> None:
    """Before, after, and before service."""
    with pytest.raises(ValueError, match="within the time"):
        mean_cumulative_function([unit])


def test_cost_is_linear() -> None:
    """Ten times as many artifacts and incidents take about ten times as long, not a hundred."""
    chance = Random(5)

    def seconds(count: int) -> float:
        artifacts = [
            Unit(tuple(sorted(chance.uniform(0, 900) for _ in range(5))), 900.0 + index % 50) for index in range(count)
        ]
        start = process_time()
        mean_cumulative_function(artifacts)
        return process_time() - start

    seconds(300)
    small, large = min(seconds(400) for _ in range(3)), min(seconds(4000) for _ in range(3))
    assert large < 30 * small
