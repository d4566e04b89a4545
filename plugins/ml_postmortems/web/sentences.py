"""Whole sentences from the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z])")
_LONGEST_SENTENCE = 180
_NEVER_NAMES = frozenset(
    {
        *("a", "all", "an", "any", "anybody", "anything", "before", "both", "each", "every", "everybody", "everything"),
        *("few", "half", "her", "his", "in", "it", "its", "many", "most", "neither", "no", "nobody", "none", "nothing"),
        *("of", "on", "one", "only", "other", "others", "part", "several", "some", "somebody", "something", "that"),
        *("the", "their", "then", "there", "these", "they", "this", "those", "three", "to", "two", "what", "when"),
        *("where", "which", "who", "with", "without"),
    }
)
"""First words that take a capital for the sentence's sake alone."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A text, cut between two of its sentences."""

    shown: str
    folded: str


def opening(text: str, most: int) -> Opening:
    """As many whole sentences as fit into so many letters, but one at least, and the rest."""
    sentences = _END.split(text)
    shown = sentences[0]
    for number, sentence in enumerate(sentences[1:], 1):
        if len(shown) + 1 + len(sentence) > most:
            return Opening(shown, " ".join(sentences[number:]))
        shown += f" {sentence}"
    return Opening(shown, "")


def first_sentence(text: str) -> str:
    """The first sentence of a text, cut at a word where it is long."""
    sentence = opening(" ".join(text.split()), 0).shown
    if len(sentence) <= _LONGEST_SENTENCE:
        return sentence
    return sentence[:_LONGEST_SENTENCE].rpartition(" ")[0].rstrip(",;:") + " …"


def as_reason(sentence: str) -> str:
    """A sentence as it reads after `because`; empty where its first word may be a name, whose capital has to stay."""
    first = sentence.partition(" ")[0].lower()
    return sentence[:1].lower() + sentence[1:] if first in _NEVER_NAMES else ""
