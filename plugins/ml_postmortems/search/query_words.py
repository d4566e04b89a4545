"""Words as they are written in a query. `query-words.js` is its twin in the browser."""

from __future__ import annotations

import re

SHORTEST_PREFIX = 2
"""Letters before `*`."""
PUNCTUATION = ".,;:!?…"
"""What is ignored behind a word."""

WRITTEN_WORD = re.compile(r'[^\s()"]+')
"""A word as it stands in a query, with the punctuation and signs around it."""
_PREFIX = re.compile(r"[^\W_]+(?:[-_./+'’][^\W_]+)*")


def unpunctuated(written: str) -> str:
    """A word without the punctuation behind it; what is punctuation only stays as it is."""
    return written.rstrip(PUNCTUATION) or written


def can_be_prefix(text: str) -> bool:
    """Whether a text can be the beginning of one word."""
    return len(text) >= SHORTEST_PREFIX and bool(_PREFIX.fullmatch(text))
