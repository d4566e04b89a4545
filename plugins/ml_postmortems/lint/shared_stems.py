"""The beginnings of the words of a text, by which two texts about one thing are known."""

from __future__ import annotations

from functools import lru_cache

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.general_words import FUNCTION_WORDS

_WORD = lazy_pattern(r"[^\W\d_]+")
_STEM = 4
"""Letters of a word that are compared: `read` and `reading`, `change` and `changed` are one."""


@lru_cache(maxsize=1024)
def stems(text: str) -> frozenset[str]:
    """The first letters of each word but those of every sentence, such as `the`."""
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in FUNCTION_WORDS)
