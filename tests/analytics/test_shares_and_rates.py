"""Shares, rates and tests of counts, held against SciPy and statsmodels."""

from __future__ import annotations

from fractions import Fraction
from math import comb, factorial, isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest, chi2, kstest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from ml_postmortems.analytics.binomial import binomial_interval, binomial_probabilities, binomial_test
from ml_postmortems.analytics.holm import holm_adjusted
from ml_postmortems.analytics.laplace import laplace_test
from ml_postmortems.analytics.poisson import compare_periods, poisson_interval
from ml_postmortems.analytics.proportions import wilson_interval

shares = st.integers(1, 500).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))
chances = st.floats(0.001, 0.999)


@given(shares)
def test_interval_of_a_share_is_that_of_statsmodels(share: tuple[int, int]) -> None:
    """Wilson's interval, to ten digits."""
    successes, trials = share
    expected = proportion_confint(successes, trials, alpha=0.05, method="wilson")
    assert wilson_interval(successes, trials) == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("successes, trials", [(0, 0), (3, 2), (-1, 4)])
def test_what_is_no_share_is_refused(successes: int, trials: int) -> None:
    """No trials, or more successes than trials."""
    with pytest.raises(ValueError, match="is no share"):
        wilson_interval(successes, trials)


@given(st.integers(0, 2000), chances)
def test_probabilities_are_those_of_scipy(trials: int, chance: float) -> None:
    """Every outcome's probability, to nine digits."""
    expected = binom.pmf(range(trials + 1), trials, chance)
    assert binomial_probabilities(trials, chance) == pytest.approx(list(expected), rel=1e-9, abs=1e-280)


@pytest.mark.parametrize("chance, expected", [(0.0, [1, 0, 0]), (1.0, [0, 0, 1])])
def test_certain_outcomes_have_probability_one(chance: float, expected: list[float]) -> None:
    """At both ends of the scale there is one outcome."""
    assert binomial_probabilities(2, chance) == expected


@given(shares, chances)
def test_binomial_test_is_that_of_scipy(share: tuple[int, int], chance: float) -> None:
    """The two-sided p-value, by the outcomes that are no more likely."""
    successes, trials = share
    assert binomial_test(successes, trials, chance) == pytest.approx(
        binomtest(successes, trials, chance).pvalue, rel=1e-7, abs=1e-12
    )


@given(shares)
def test_exact_interval_of_a_chance_is_that_of_scipy(share: tuple[int, int]) -> None:
    """Clopper and Pearson's, to nine digits."""
    successes, trials = share
    expected = binomtest(successes, trials).proportion_ci(0.95, method="exact")
    assert binomial_interval(successes, trials) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(st.integers(0, 3000), st.floats(0.01, 1000))
def test_interval_of_a_rate_is_garwoods(events: int, exposure: float) -> None:
    """The exact interval, which quantiles of the chi-squared distribution give as well."""
    low = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(0.975, 2 * events + 2) / 2
    assert poisson_interval(events, exposure) == pytest.approx((low / exposure, high / exposure), rel=1e-8)


@given(st.integers(0, 200), st.floats(0.5, 50), st.integers(0, 200), st.floats(0.5, 50))
def test_comparison_of_periods_is_the_conditional_test(
    earlier: int, earlier_exposure: float, later: int, later_exposure: float
) -> None:
    """Given the total, the later count is binomial: its p-value and interval are those of SciPy's binomial test."""
    found = compare_periods(earlier, earlier_exposure, later, later_exposure)
    if earlier + later == 0:
        assert (found.ratio, found.low, found.high, found.p) == (None, 0.0, None, 1.0)
        return
    by_exposure = earlier_exposure / later_exposure
    expected = binomtest(later, earlier + later, later_exposure / (earlier_exposure + later_exposure))
    interval = expected.proportion_ci(0.95, method="exact")
    assert found.p == pytest.approx(expected.pvalue, rel=1e-7, abs=1e-12)
    assert found.low == pytest.approx(by_exposure * interval.low / (1 - interval.low), rel=1e-6, abs=1e-9)
    if earlier == 0:
        assert (found.ratio, found.high) == (None, None)
    else:
        assert found.ratio == pytest.approx(by_exposure * later / earlier)
        assert found.high == pytest.approx(by_exposure * interval.high / (1 - interval.high), rel=1e-6)


@given(st.integers(0, 60), st.integers(0, 60))
def test_ratio_of_equal_years_differs_from_one_where_the_test_says_so(earlier: int, later: int) -> None:
    """With equal exposure the interval leaves 1 out exactly where the p-value is below 5 %."""
    found = compare_periods(earlier, 1.0, later, 1.0)
    holds_one = found.low <= 1 and (found.high is None or found.high >= 1)
    assert holds_one == (found.p > 0.05)


@given(st.lists(st.floats(0, 1), max_size=40))
def test_adjusted_tests_are_those_of_statsmodels(ps: list[float]) -> None:
    """Holm's correction, in the order given."""
    expected = multipletests(ps, method="holm")[1] if ps else []
    assert holm_adjusted(ps) == pytest.approx(list(expected))


@given(st.floats(1, 5000), st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_trend_mirrored_is_the_opposite_trend(length: float, places: list[float]) -> None:
    """Time run backwards turns the sign and keeps the p-value; a trend does not depend on the unit of time."""
    forwards = laplace_test([place * length for place in places], length)
    backwards = laplace_test([(1 - place) * length for place in places], length)
    in_other_unit = laplace_test([place * 24 for place in places], 24.0)
    assert isclose(forwards.u, -backwards.u, abs_tol=1e-6)
    assert isclose(forwards.p, backwards.p, abs_tol=1e-6)
    assert isclose(forwards.u, in_other_unit.u, abs_tol=1e-6)


@pytest.mark.parametrize("times, length", [([], 10.0), ([11.0], 10.0), ([-1.0], 10.0), ([0.0], 0.0)])
def test_trend_of_nothing_is_refused(times: list[float], length: float) -> None:
    """There must be events, and within the time observed."""
    with pytest.raises(ValueError, match="within the time observed"):
        laplace_test(times, length)


def irwin_hall_two_sided(mean_from_middle: float, count: int) -> float:
    """The exact chance that the mean of uniform numbers lies at least so far from one half, from the sum's density."""
    x = Fraction(count) * (Fraction(1, 2) - Fraction(mean_from_middle).limit_denominator(10**6))
    below = sum((-1) ** k * comb(count, k) * (x - k) ** count for k in range(int(x) + 1)) / factorial(count)
    return float(2 * below)


@pytest.mark.parametrize("count", [8, 12, 20])
@pytest.mark.parametrize("distance", [0.05, 0.1, 0.15, 0.2, 0.25])
def test_trend_test_is_near_the_exact_one_from_eight_events_on(count: int, distance: float) -> None:
    """The sum of uniform times has an exact distribution (Irwin and Hall); the normal one is within 0.007 of it, and
    at p-values below 5 % errs to the careful side."""
    exact = irwin_hall_two_sided(distance, count)
    found = laplace_test([(0.5 + distance) * 100] * count, 100.0).p
    assert found == pytest.approx(exact, abs=0.007)
    if exact < 0.05:
        assert found >= exact


def test_trend_test_has_its_level() -> None:
    """Over 4,000 series of evenly spread events its p-values are evenly spread as well."""
    chance = Random(20250301)
    ps = [laplace_test([chance.random() for _ in range(chance.randint(8, 40))], 1.0).p for _ in range(4000)]
    assert kstest(ps, "uniform").pvalue > 0.01
    assert sum(p <= 0.05 for p in ps) / len(ps) == pytest.approx(0.05, abs=0.011)
