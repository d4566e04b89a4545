"""Fisher's exact test of a share against another."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma


@lru_cache(maxsize=200_000)
def at_least_by_chance(found: int, marked: int, drawn: int, size: int) -> float:
    """The chance that of `size` events, `marked` of which have a word, at least `found` of `drawn` ones have it.

    The upper tail of the hypergeometric distribution: the one-sided p-value of Fisher (1934).
    """
    total = _log_choose(size, drawn)
    most = min(marked, drawn)
    terms = (
        exp(_log_choose(marked, count) + _log_choose(size - marked, drawn - count) - total)
        for count in range(max(found, drawn + marked - size), most + 1)
    )
    return min(1.0, sum(terms))


def _log_choose(size: int, count: int) -> float:
    return lgamma(size + 1) - lgamma(count + 1) - lgamma(size - count + 1)
