"""Rates of events: their exact interval, and whether two periods differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

from ml_postmortems.analytics.binomial import binomial_test
from ml_postmortems.analytics.levels import ALPHA


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two periods side by side."""

    ratio: float | None
    """The rate of the later one by that of the earlier one; None where the earlier one had no event."""
    p: float
    """The two-sided p-value of "both have the same rate", not yet adjusted."""


def poisson_interval(events: int, exposure: float) -> tuple[float, float]:
    """The exact interval of a rate (Garwood 1936), in events per unit of exposure; exposure must be above 0."""
    low = _root(lambda mean: 1 - _cumulative(events - 1, mean), ALPHA / 2, events) if events else 0.0
    high = _root(lambda mean: 1 - _cumulative(events, mean), 1 - ALPHA / 2, events)
    return low / exposure, high / exposure


def compare_periods(earlier: int, earlier_exposure: float, later: int, later_exposure: float) -> Comparison:
    """The exact conditional test of two Poisson rates (Przyborowski and Wilenski 1940).

    Given the total, the later count is binomial with the later period's share of the exposure.
    """
    share = later_exposure / (earlier_exposure + later_exposure)
    p = binomial_test(later, earlier + later, share) if earlier + later else 1.0
    ratio = (later / later_exposure) / (earlier / earlier_exposure) if earlier else None
    return Comparison(ratio, p)


def _cumulative(most: int, mean: float) -> float:
    """The probability of at most so many events."""
    if mean == 0:
        return 1.0
    return min(1.0, sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(most + 1)))


def _root(rising: Callable[[float], float], target: float, events: int) -> float:
    """Where a rising function of the mean reaches the target, to twelve digits."""
    low, high = 0.0, events + 10 * sqrt(events + 1) + 10
    while high - low > 1e-12 * max(high, 1.0):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2
