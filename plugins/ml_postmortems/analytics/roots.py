"""Where an increasing function reaches a value."""

from __future__ import annotations

from collections.abc import Callable


def solve_increasing(rising: Callable[[float], float], target: float, highest: float) -> float:
    """Where a rising function, looked at from 0 to `highest`, reaches the target; by halving, to twelve digits."""
    low, high = 0.0, highest
    while high - low > 1e-12 * max(high, 1e-3):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2
