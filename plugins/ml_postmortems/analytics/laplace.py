"""Whether events come faster or slower as time goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean


@dataclass(frozen=True, slots=True)
class Laplace:
    """The result of the test."""

    u: float
    """Above 0 where events crowd towards the end, in standard deviations."""
    p: float
    """The two-sided p-value of "the rate is constant", not yet adjusted."""


def laplace_test(times: Sequence[float], length: float) -> Laplace:
    """Laplace's trend test of events observed from 0 to `length`, both in the same unit (Cox and Lewis 1966, 3.3).

    Of a constant rate the times are uniform, so their mean is normal around the middle with variance length^2 / 12n.
    Raises ValueError where there is no event, or one outside of the observation.
    """
    if not times or length <= 0 or min(times) < 0 or max(times) > length:
        raise ValueError("a trend needs events within the time observed")
    u = (fmean(times) - length / 2) / (length / sqrt(12 * len(times)))
    return Laplace(u, 2 * NormalDist().cdf(-abs(u)))
