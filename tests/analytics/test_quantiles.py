"""Quantiles and their intervals, held against NumPy, SciPy and simulation."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, lognorm

from ml_postmortems.analytics.quantiles import quantile, quantile_interval

SHARES = st.sampled_from([0.25, 0.5, 0.75, 0.9])


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=80).map(sorted), SHARES)
def test_quantile_is_that_of_numpy(values: list[float], share: float) -> None:
    """Linear between neighbours."""
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), rel=1e-9, abs=1e-9)


def test_quantile_of_nothing_is_refused() -> None:
    """No value has no quantile."""
    with pytest.raises(ValueError, match="needs a value"):
        quantile([], 0.5)


@given(st.integers(1, 200), SHARES)
def test_interval_leaves_no_more_than_half_the_error_on_each_side_and_is_the_shortest(count: int, share: float) -> None:
    """Its ends are the innermost order statistics that do, by the quantiles of SciPy's binomial distribution."""
    values = [float(value) for value in range(1, count + 1)]
    least = max((r for r in range(1, count + 1) if binom.cdf(r - 1, count, share) <= 0.025), default=0)
    most = min((s for s in range(1, count + 1) if binom.sf(s - 1, count, share) <= 0.025), default=count + 1)
    expected = (float(least), float(most)) if least >= 1 and most <= count else None
    assert quantile_interval(values, share) == expected


@pytest.mark.parametrize("share, least", [(0.25, 13), (0.5, 6), (0.75, 13), (0.9, 36)])
def test_interval_needs_so_many_values(share: float, least: int) -> None:
    """One value fewer has none, as the page says."""
    assert quantile_interval([1.0] * (least - 1), share) is None
    assert quantile_interval([1.0] * least, share) == (1.0, 1.0)


@pytest.mark.parametrize("count", [8, 30])
def test_interval_covers_the_median_of_skewed_times(count: int) -> None:
    """Of 2,000 samples of log-normal times at least 95 % (but for chance) have an interval that holds the true one."""
    chance = Random(7)
    true = float(lognorm.median(s=1.5))
    covered = 0
    for _ in range(2000):
        interval = quantile_interval(sorted(chance.lognormvariate(0, 1.5) for _ in range(count)), 0.5)
        assert interval is not None
        covered += interval[0] <= true <= interval[1]
    assert covered / 2000 >= 0.94
