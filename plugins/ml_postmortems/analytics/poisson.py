"""Rates of events: their exact interval, and whether two periods differ."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

from ml_postmortems.analytics.binomial import binomial_interval, binomial_test
from ml_postmortems.analytics.roots import solve_increasing
from ml_postmortems.analytics.thresholds import ALPHA


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods side by side."""

    ratio: float | None
    """The rate of the later one by that of the earlier one; None where the earlier one had no event."""
    low: float
    high: float | None
    """The exact interval of the ratio; None for an upper end where the earlier one had no event."""
    p: float
    """The two-sided p-value of "both have the same rate", not yet adjusted."""


def poisson_interval(events: int, exposure: float) -> tuple[float, float]:
    """The exact interval of a rate (Garwood 1936), in events per unit of exposure; exposure must be above 0."""
    highest = events + 10 * sqrt(events + 1) + 10
    low = solve_increasing(lambda mean: 1 - _cumulative(events - 1, mean), ALPHA / 2, highest) if events else 0.0
    high = solve_increasing(lambda mean: 1 - _cumulative(events, mean), 1 - ALPHA / 2, highest)
    return low / exposure, high / exposure


def compare_periods(earlier: int, earlier_exposure: float, later: int, later_exposure: float) -> Comparison:
    """The exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940).

    Given the total, the later count is binomial with the later period's share of the exposure; the interval is that of
    the binomial chance (Clopper and Pearson 1934), as a ratio of rates. Exposures must be above 0.
    """
    share = later_exposure / (earlier_exposure + later_exposure)
    p = binomial_test(later, earlier + later, share) if earlier + later else 1.0
    ratio = (later / later_exposure) / (earlier / earlier_exposure) if earlier else None
    low, high = binomial_interval(later, earlier + later)
    by_exposure = earlier_exposure / later_exposure
    highest = by_exposure * high / (1 - high) if high < 1 else None
    return Comparison(ratio, by_exposure * low / (1 - low), highest, p)


def _cumulative(most: int, mean: float) -> float:
    """The probability of at most so many events."""
    if mean == 0:
        return 1.0
    return min(1.0, sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(most + 1)))
