"""Whole sentences from the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"(?<=[.!?])\s+(?=[^a-z])")
_LONGEST_SENTENCE = 180


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
