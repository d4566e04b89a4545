"""A share with its interval."""

from __future__ import annotations

from math import sqrt

from ml_postmortems.analytics.thresholds import Z


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """The score interval of a share, both ends between 0 and 1 (Wilson 1927; without continuity correction).

    Raises ValueError for no trials, and for more successes than trials.
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError(f"{successes} of {trials} is no share")
    share, z2 = successes / trials, Z * Z
    middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z * sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials)) / (1 + z2 / trials)
    # At both ends of the scale the formula gives the end itself, but for the last digit of a float.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return low, high
