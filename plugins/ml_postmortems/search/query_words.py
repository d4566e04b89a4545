"""Words as they are written in a query. `query-words.js` is its twin in the browser."""

from __future__ import annotations

import re

SHORTEST_PREFIX = 2
"""Letters before `*`."""
PUNCTUATION = ".,;:!?…"
"""What is ignored behind a word."""
_NEGATED = ("are", "ca", "could", "did", "do", "does", "had", "has", "have", "is", "should", "was", "were", "wo")
SENTENCE_WORDS = (
    "am", "him", "how", "i", "me", "my", "myself", "ours", "ourselves", "shall", "themselves", "what", "when", "where",
    "whom", "whose", "why", "yours", "yourself",
    "he's", "how's", "i'd", "i'll", "i'm", "i've", "im", "it'll", "it's", "ive", "she's", "that's", "there's", "they'd",
    "they'll", "they're", "they've", "we'd", "we'll", "we're", "we've", "what's", "where's", "who's", "you'd", "you'll",
    "you're", "you've",
    *(f"{verb}{end}" for verb in _NEGATED for end in ("n't", "nt")),
)  # fmt: skip
"""Words that make a sentence of a query and tell nothing of an incident: no record must have them.

The stop words, which no index holds, are apart. `us` and `may` are not here, since `US` and `May` tell something; nor
are `can`, `could` and `should`, with which the judged queries are answered better.
"""

WRITTEN_WORD = re.compile(r'[^\s()"]+')
"""A word as it stands in a query, with the punctuation and signs around it."""
_PREFIX = re.compile(r"[^\W_]+(?:[-_./+'’][^\W_]+)*")


def unpunctuated(written: str) -> str:
    """A word without the punctuation behind it; what is punctuation only stays as it is."""
    return written.rstrip(PUNCTUATION) or written


def can_be_prefix(text: str) -> bool:
    """Whether a text can be the beginning of one word."""
    return len(text) >= SHORTEST_PREFIX and bool(_PREFIX.fullmatch(text))
