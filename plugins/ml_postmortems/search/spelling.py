"""The word that was meant. `spelling.js` does the same in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DIGIT = re.compile("[0-9]")
_SHORT = 7
"""Letters up to which two changes make another word: `canary` is no misspelt `carry`."""


def nearest(word: str, known: Iterable[tuple[str, int]], *, short: int = _SHORT) -> str | None:
    """The nearest of some words, by letters to change, then by how often it is used, then by the alphabet.

    `known` has each word with the number of its documents; up to `short` letters only one change is forgiven. Other
    digits are no misspelling: 2026 is not meant to be 2016. None where nothing is near.
    """
    most = 1 if len(word) <= short else 2
    digits = _DIGIT.findall(word)
    near = []
    for other, often in known:
        if other != word and abs(len(other) - len(word)) <= most and _DIGIT.findall(other) == digits:
            changes = distance(word, other)
            if changes <= most:
                near.append((changes, -often, other))
    return min(near)[2] if near else None


def distance(one: str, other: str) -> int:
    """How many letters have to be changed, added, left out or swapped with their neighbour.

    The optimal string alignment of Damerau's distance: no stretch is edited twice.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, opposite in enumerate(other, start=1):
            changes = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                changes = min(changes, last[j - 2] + 1)
            row.append(changes)
    return row[-1]
