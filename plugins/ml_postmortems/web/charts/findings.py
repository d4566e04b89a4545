"""Titles that say what a chart shows: sentences made of its numbers, and no more than these carry.

A share is said in words from MIN_RATE incidents on, and always with its counts. Nothing here claims that a difference
is more than chance: only tests of `analytics/` do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

from ml_postmortems.analytics.thresholds import MIN_RATE
from ml_postmortems.plurals import counted

_FRACTIONS = (
    (1 / 10, "a tenth"),
    (1 / 5, "a fifth"),
    (1 / 4, "a quarter"),
    (1 / 3, "a third"),
    (1 / 2, "half"),
    (2 / 3, "two thirds"),
    (3 / 4, "three quarters"),
)
_NEAR = 0.025
"""How far a share may be from a fraction that is said to be about it."""
_EXACT = 0.005
_FEW = 3
"""So many groups at most are named, or said to make up half."""


def part_of(part: int, whole: int, noun: str = "incident") -> str:
    """`about half of all incidents (34 of 70)`; without a fraction near it, or of few, `31 of 70 incidents`."""
    everything = f"{part} of {counted(whole, noun)}"
    if whole < MIN_RATE:
        return everything
    if part == whole:
        return f"all {counted(whole, noun)}"
    share = part / whole
    distance, words = min((abs(share - fraction), words) for fraction, words in _FRACTIONS)
    if distance > _NEAR:
        passed = "two thirds" if share > 2 / 3 else "half" if share > 1 / 2 else ""
        return f"more than {passed} of all {noun}s ({part} of {whole})" if passed else everything
    return f"{'about ' if distance > _EXACT else ''}{words} of all {noun}s ({part} of {whole})"


def leading(counts: Mapping[str, int], whole: int, verb: str, what: str) -> str:
    """Which group has most: `Serving holds half of all incidents (35 of 70)`.

    Groups that are no further apart than two counts of equal groups usually are get told together, and of many none
    stands out. `verb` is what one does with its incidents, and `what` is what it is: a stage.
    """
    most = max(counts.values(), default=0)
    order = sorted(counts, key=lambda name: -counts[name])
    close = [name for name in order if most - counts[name] <= sqrt(most + counts[name])]
    everything = counted(whole, "incident")
    if len(close) == 1:
        return f"{close[0]} {verb} {part_of(most, whole)}"
    if len(close) > _FEW or most < 2:
        return f"No {what} stands out: the most is {most} of {everything}"
    return f"{_together(close)} are close: {_together([str(counts[name]) for name in close])} of {everything}"


def making_up_half(counts: Mapping[str, int], whole: int) -> str:
    """How few causes make up half: `Two causes make up half of 70 incidents: drift and skew`; or the leading one."""
    order = sorted(counts, key=lambda name: -counts[name])
    for number, word in ((2, "Two"), (3, "Three")):
        total = sum(counts[name] for name in order[:number])
        if 2 * max(counts.values(), default=0) < whole <= 2 * total and whole >= MIN_RATE:
            share = "half" if 2 * total == whole else "more than half"
            return (
                f"{word} causes make up {share} of {counted(whole, 'incident')}: {_together(order[:number])} ({total})"
            )
    return leading(counts, whole, "is behind", "cause")


def _together(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def by_time(counts: Mapping[str, int], noun: str = "incident") -> str:
    """When most happened: `Most in 2025: 5 of 12 incidents`; few, or equals, are told without a most."""
    whole, most = sum(counts.values()), max(counts.values(), default=0)
    used = [name for name, count in counts.items() if count]
    peaks = [name for name, count in counts.items() if count == most]
    if not whole:
        return f"No {noun} yet"
    if len(used) == 1:
        return f"{counted(whole, noun)}, in {used[0]}"
    if len(peaks) > 1:
        return f"{counted(whole, noun)} from {used[0]} to {used[-1]}, at most {most} in one"
    return f"Most in {peaks[0]}: {most} of {counted(whole, noun)}"
