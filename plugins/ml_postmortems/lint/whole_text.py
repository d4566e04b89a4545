"""The whole text of a file as rules search it, prepared once for all of them."""

from __future__ import annotations

from functools import lru_cache

from ml_postmortems.lint.similar_letters import folded
from ml_postmortems.lint.text_patterns import SearchedText


def whole_text(text: str) -> SearchedText:
    """A whole file, in which letters that only look like Latin ones are folded."""
    return _searched(folded(text))


@lru_cache(maxsize=2)
def _searched(text: str) -> SearchedText:
    return SearchedText(text)
