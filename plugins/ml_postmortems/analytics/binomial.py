"""Exact probabilities of the binomial distribution, by logarithms: small chances and many trials are safe."""

from __future__ import annotations

from math import exp, lgamma, log

from ml_postmortems.analytics.roots import solve_increasing
from ml_postmortems.analytics.thresholds import ALPHA

_SAME = 1 + 1e-7
"""Probabilities that differ by less are the same: floats must not decide which outcomes are as unlikely as ours."""


def binomial_probabilities(trials: int, chance: float) -> list[float]:
    """The probability of 0, 1, ... `trials` successes, each with the given chance (0 to 1)."""
    if chance <= 0 or chance >= 1:
        certain = trials if chance >= 1 else 0
        return [float(count == certain) for count in range(trials + 1)]
    log_all = lgamma(trials + 1)
    yes, no = log(chance), log(1 - chance)
    return [
        exp(log_all - lgamma(k + 1) - lgamma(trials - k + 1) + k * yes + (trials - k) * no) for k in range(trials + 1)
    ]


def binomial_test(successes: int, trials: int, chance: float) -> float:
    """The two-sided p-value: the probability of every outcome that is no more likely than the one seen."""
    probabilities = binomial_probabilities(trials, chance)
    seen = probabilities[successes] * _SAME
    return min(1.0, sum(each for each in probabilities if each <= seen))


def binomial_interval(successes: int, trials: int) -> tuple[float, float]:
    """The exact interval of the chance (Clopper and Pearson 1934); the whole of 0 to 1 where nothing was tried."""

    def at_least(least: int, chance: float) -> float:
        return sum(binomial_probabilities(trials, chance)[least:])

    low = solve_increasing(lambda chance: at_least(successes, chance), ALPHA / 2, 1.0) if successes else 0.0
    high = 1.0
    if successes < trials:
        high = solve_increasing(lambda chance: at_least(successes + 1, chance), 1 - ALPHA / 2, 1.0)
    return low, high
