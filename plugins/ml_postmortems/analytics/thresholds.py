"""The confidence level, and the least number of incidents behind each kind of number."""

from __future__ import annotations

from statistics import NormalDist

LEVEL = 0.95
"""The confidence level of every interval."""
ALPHA = 1 - LEVEL
"""The level of every test, over all tests of one page together."""
Z = NormalDist().inv_cdf(1 - ALPHA / 2)
"""Half the width of a normal interval of that level, in standard errors: about 1.96."""

MIN_QUANTILE = 5
"""Durations below which no median is said."""
MIN_RATE = 10
"""Incidents below which no share is said."""
MIN_TREND = 8
"""Events below which no trend is tested and no curve is drawn: with fewer the normal approximation of Laplace's test is
poor and even a clear trend seldom shows."""
MIN_CHART = 3
"""Incidents below which counts are not drawn: two of them are sooner read than looked at."""
