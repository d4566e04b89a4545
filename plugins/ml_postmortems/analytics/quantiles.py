"""Quantiles of durations, with intervals that assume no shape."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

from ml_postmortems.analytics.binomial import binomial_probabilities
from ml_postmortems.analytics.thresholds import ALPHA


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share lies, linear between neighbours (Hyndman and Fan 1996, type 7).

    Values are in rising order; raises ValueError where there is none.
    """
    if not ordered:
        raise ValueError("a quantile needs a value")
    place = (len(ordered) - 1) * share
    low, high = floor(place), ceil(place)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def quantile_interval(ordered: Sequence[float], share: float) -> tuple[float, float] | None:
    """The interval between two order statistics that covers the true quantile (Conover 1999, 3.2), or None.

    How many values lie below the true quantile is binomial, whatever they measure. The ends are the innermost values
    that leave at most half of the error on each side; where even the outermost leave more, there is no interval.
    """
    count = len(ordered)
    probabilities = binomial_probabilities(count, share)
    low, tail = -1, 0.0
    for index in range(count):
        tail += probabilities[index]
        if tail > ALPHA / 2:
            break
        low = index
    high, tail = count, 0.0
    for index in range(count, 0, -1):
        tail += probabilities[index]
        if tail > ALPHA / 2:
            break
        high = index - 1
    return (ordered[low], ordered[high]) if low >= 0 and high < count else None
