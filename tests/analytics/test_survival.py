"""Kaplan-Meier curves, held against statsmodels, exact fractions and simulation."""

from __future__ import annotations

from fractions import Fraction
from math import log
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

from ml_postmortems.analytics.survival import Observation, kaplan_meier, median_time

observed = st.lists(
    st.builds(Observation, st.integers(1, 30).map(float), st.booleans()), min_size=2, max_size=60
).filter(lambda each: any(one.is_event for one in each))


@given(observed)
def test_curve_is_that_of_statsmodels(observations: list[Observation]) -> None:
    """Estimate, those at risk and events at every time with an event; limits by Greenwood's error on log(-log)."""
    reference = SurvfuncRight([each.time for each in observations], [int(each.is_event) for each in observations])
    steps = kaplan_meier(observations)
    assert [step.time for step in steps] == list(reference.surv_times)
    assert [step.survival for step in steps] == pytest.approx(list(reference.surv_prob), abs=1e-12)
    assert [step.at_risk for step in steps] == list(reference.n_risk)
    assert [step.events for step in steps] == list(reference.n_events)
    for step, error in zip(steps, reference.surv_prob_se, strict=True):
        if step.survival > 1e-9:
            middle = log(-log(step.survival))
            half = norm.ppf(0.975) * error / abs(step.survival * log(step.survival))
            assert log(-log(step.high)) == pytest.approx(middle - half)
            assert log(-log(step.low)) == pytest.approx(middle + half)


@given(observed)
def test_limits_hold_the_curve_and_stay_shares(observations: list[Observation]) -> None:
    """Nothing is claimed to be certain at the end of a curve that a few have reached."""
    for step in kaplan_meier(observations):
        assert 0 <= step.low <= step.survival <= step.high <= 1
        assert step.low < step.high


@given(observed)
def test_median_is_the_first_time_by_which_half_have_seen_it(observations: list[Observation]) -> None:
    """By exact fractions, so that a curve which meets one half exactly is not missed by a digit of a float."""
    survival, expected = Fraction(1), None
    for time in sorted({each.time for each in observations}):
        at_risk = sum(each.time >= time for each in observations)
        survival *= 1 - Fraction(sum(each.is_event and each.time == time for each in observations), at_risk)
        if expected is None and survival <= Fraction(1, 2):
            expected = time
    found = median_time(kaplan_meier(observations))
    assert (found.value if found else None) == expected


@given(observed)
def test_interval_of_the_median_are_the_times_that_are_not_refused(observations: list[Observation]) -> None:
    """It begins at the first time at which one half lies within the limits (Brookmeyer and Crowley 1982)."""
    steps = kaplan_meier(observations)
    found = median_time(steps)
    assume(found is not None)
    assert found is not None
    not_refused = [step.time for step in steps if step.low <= 0.5 + 1e-12 and step.high > 0.5 + 1e-12]
    assert found.low is not None
    assert found.low <= found.value
    if not_refused:
        assert found.low == not_refused[0]
    if found.high is not None:
        assert found.high >= found.value
        assert all(time < found.high for time in not_refused if time <= found.value)


def test_interval_of_the_median_covers_it() -> None:
    """Of 1,000 samples of 40 exponential times, a third of them censored, about 95 % hold the true median."""
    chance, covered = Random(11), 0
    for _ in range(1000):
        pairs = [(chance.expovariate(1.0), chance.expovariate(0.5)) for _ in range(40)]
        found = median_time(kaplan_meier([Observation(min(pair), pair[0] <= pair[1]) for pair in pairs]))
        assert found is not None
        covered += (found.low or 0.0) <= log(2) and (found.high is None or log(2) <= found.high)
    assert covered / 1000 == pytest.approx(0.95, abs=0.025)


def test_nothing_observed_has_no_curve() -> None:
    """No observation, and none with an event, make no step and no median."""
    assert kaplan_meier([]) == ()
    assert kaplan_meier([Observation(3.0, is_event=False)]) == ()
    assert median_time(()) is None
