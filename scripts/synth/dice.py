"""Draws that come out the same on every machine and under every version of Python."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of draws that its key decides alone.

    Python promises that only `random()` stays the same for a seed, so everything else is computed from it here. A key
    of its own for each purpose (`Dice(seed, "body", 17)`) keeps a change in one place from moving all others.
    """

    def __init__(self, *key: object) -> None:
        self.share = Random("/".join(map(str, key))).random
        """The next number from 0 to 1, 1 excluded."""

    def chance(self, probability: float) -> bool:
        """Whether something of this probability happens."""
        return self.share() < probability

    def between(self, least: int, most: int) -> int:
        """A whole number in these bounds, both included."""
        return least + int(self.share() * (most - least + 1))

    def choice(self, items: Sequence[T]) -> T:
        """One of the items, each as likely as the others."""
        return items[int(self.share() * len(items))]

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """That many different items, or all of them in another order if there are fewer."""
        rest = list(items)
        return [rest.pop(int(self.share() * len(rest))) for _ in range(min(count, len(rest)))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of the items, as likely as its weight says."""
        sums = list(accumulate(weights))
        return items[min(bisect_right(sums, self.share() * sums[-1]), len(items) - 1)]

    def lognormal(self, median: float, sigma: float) -> float:
        """A number of the log-normal distribution with this median (Box and Muller 1958)."""
        normal = math.sqrt(-2 * math.log(1 - self.share())) * math.cos(2 * math.pi * self.share())
        return median * math.exp(sigma * normal)


def zipf(count: int) -> list[float]:
    """The weights of that many ranks, the first the heaviest (Zipf 1949)."""
    return [1 / rank for rank in range(1, count + 1)]
