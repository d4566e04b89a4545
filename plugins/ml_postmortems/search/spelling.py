"""The word that a misspelt one probably means. `spelling.js` is its twin in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ml_postmortems.edit_distance import edit_distance

SHORT_WORD = 7
"""Letters up to which only one typing error is forgiven: with two changes `canary` would be `carry`."""
_DIGIT = re.compile("[0-9]")


def nearest_word(word: str, known: Iterable[tuple[str, int]], *, short: int = SHORT_WORD) -> str | None:
    """The nearest of the known words by edit distance, then by use, then by alphabet; None where none is near.

    `known` has each word with the number of its documents. Up to `short` letters only one change is forgiven. Words
    with other digits are never near: 2026 is not a misspelt 2016.
    """
    most = 1 if len(word) <= short else 2
    digits = _DIGIT.findall(word)
    near = []
    for other, often in known:
        if other != word and abs(len(other) - len(word)) <= most and _DIGIT.findall(other) == digits:
            changes = edit_distance(word, other)
            if changes <= most:
                near.append((changes, -often, other))
    return min(near)[2] if near else None


def may_begin(beginning: str, word: str) -> bool:
    """Whether a word may be meant for one that begins so: one of the first two letters is wrong, missing or too much.

    Or both are swapped. Only two letters of `beginning` are looked at.
    """
    return beginning[0] == word[0] or beginning[1:2] in (word[0], word[1]) or beginning[:2] == word[1:3]
