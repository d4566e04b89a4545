"""Many candidates in one list, and only a known part of those that are pointed out there by chance."""

from __future__ import annotations

from collections.abc import Sequence


def benjamini_hochberg_adjusted(ps: Sequence[float]) -> tuple[float, ...]:
    """The p-values after the step-up correction of Benjamini and Hochberg (1995), in the order given.

    Of those at or below a level at most that part is pointed out by chance, on average; where nothing but chance is at
    work, it is the chance of pointing out any.
    """
    order = sorted(range(len(ps)), key=lambda index: -ps[index])
    adjusted = [0.0] * len(ps)
    lowest = 1.0
    for rank, index in enumerate(order):
        lowest = min(lowest, ps[index] * len(ps) / (len(ps) - rank))
        adjusted[index] = lowest
    return tuple(adjusted)
