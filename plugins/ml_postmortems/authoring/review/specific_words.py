"""The words of a text that do not fit every incident."""

from __future__ import annotations

from functools import cache

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.general_words import unspecific_words
from ml_postmortems.similarity.analysis import folded, stem

_WORD = lazy_pattern(r"[^\W_]{3,}")


def specific_stems(text: str) -> frozenset[str]:
    """The stems of the words that do not fit every incident."""
    return frozenset(map(stem, map(folded, _WORD.findall(text)))) - _unspecific_stems()


@cache
def _unspecific_stems() -> frozenset[str]:
    return frozenset(map(stem, unspecific_words()))
