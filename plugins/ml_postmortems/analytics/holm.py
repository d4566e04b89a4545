"""Holm's correction: p-values of many tests, adjusted so that false alarms stay as rare as with one test."""

from __future__ import annotations

from collections.abc import Sequence


def holm_adjusted(ps: Sequence[float]) -> tuple[float, ...]:
    """The p-values after Holm's step-down correction (Holm 1979), in the order given.

    Calling those at or below the level true keeps the chance of any false one at it, whatever ties them together.
    """
    order = sorted(range(len(ps)), key=lambda index: ps[index])
    adjusted = [0.0] * len(ps)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[index]))
        adjusted[index] = highest
    return tuple(adjusted)
