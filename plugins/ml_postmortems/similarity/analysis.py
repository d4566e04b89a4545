"""Text as the terms that it is found by. `analysis.js` is its twin in the browser; the parity tests hold both equal.

A **word** is a run of letters and digits, with an apostrophe inside it (`don't`) and `+`, `++` or `#` behind
it (`C++`). Words joined by one of `- _ . / +` are a **compound**: `feature_store`, `top-k`, `train/serve`, `GPT-4o`.

Each word takes the next position. A compound is one term at the position of its first word, and each of its words is
a term too, so that `feature store`, `store` and `feature_store` all find it. A stop word is no term but takes a
position, so that a phrase keeps its distances. A word of letters only becomes its stem; a word with a digit or a sign
stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ml_postmortems.similarity.own_stems import OWN_STEMS

STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "did", "do", "does", "for",
        "from", "had", "has", "have", "he", "her", "his", "if", "in", "into", "is", "it", "its", "of", "or",
        "our", "she", "so", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
        "those", "to", "was", "we", "were", "which", "who", "will", "with", "would", "you", "your",
    }
)  # fmt: skip
"""Without `no` and `not`, and without single letters that name a language."""
LONGEST_TERM = 64
"""Letters: a longer word is cut to so many, and a longer compound is found by its words only."""

_WORD = r"[^\W_]++(?:['’][^\W_]++)*+(?:\+\+|[+#](?![^\W_]))?+"
_TOKEN = re.compile(rf"{_WORD}(?:[-_./+]{_WORD})*+")
_PART = re.compile(_WORD)
_STEMMED = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SAME_LETTERS = str.maketrans(
    {"’": "'", "ß": "ss", "\N{GREEK SMALL LETTER FINAL SIGMA}": "\N{GREEK SMALL LETTER SIGMA}"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One term at one position of a text."""

    term: str
    """As the index has it: folded and stemmed."""
    word: str
    """As it is written, but for case."""
    position: int
    """The number of the word in the text, from 0."""
    start: int
    """Where it begins in the normal form (NFC) of the text."""
    end: int
    is_compound: bool
    """Whether it consists of several words, each of which is a token too."""


def tokens(text: str) -> Iterator[Token]:
    """Every term of a text, sorted by position; a compound comes before its words."""
    position = 0
    text = unicodedata.normalize("NFC", text)
    for match in _TOKEN.finditer(text):
        read = _read(match.group())
        for term in read.terms:
            start = match.start() + term.start
            end = match.start() + term.end
            yield Token(term.term, term.word, position + term.position, start, end, term.is_compound)
        position += read.words


def term_positions(text: str) -> tuple[dict[str, list[int]], set[str]]:
    """The positions of every term of a text, and its words as they are written: `tokens` for the index, but faster."""
    position = 0
    found: dict[str, list[int]] = {}
    matches = _TOKEN.findall(unicodedata.normalize("NFC", text))
    for match in matches:
        read = _read(match)
        for term, place in read.places:
            if term in found:
                found[term].append(position + place)
            else:
                found[term] = [position + place]
        position += read.words
    return found, {term.word for match in set(matches) for term in _read(match).terms}


def are_in_sequence(terms: Sequence[tuple[str, int]], positions: Mapping[str, Sequence[int]]) -> bool:
    """Whether a text has terms at these positions relative to each other, given all positions of each term."""
    starts = {position - at for term, at in terms[:1] for position in positions.get(term, ())}
    for term, at in terms[1:]:
        starts.intersection_update(position - at for position in positions.get(term, ()))
    return bool(starts)


@dataclass(frozen=True, slots=True)
class _Read:
    """The terms of a word or a compound."""

    words: int
    """How many positions it takes."""
    terms: tuple[Token, ...]
    """Its terms, with positions from 0."""
    places: tuple[tuple[str, int], ...]
    """The same as pairs of term and position."""


@lru_cache(maxsize=100_000)
def _read(text: str) -> _Read:
    parts = list(_PART.finditer(text))
    words = [folded(part.group()) for part in parts]
    terms = []
    if len(parts) > 1 and len(text) <= LONGEST_TERM and not STOP_WORDS.issuperset(words):
        whole = folded(text)
        terms.append(Token(whole, whole, 0, 0, len(text), True))
    for position, (part, word) in enumerate(zip(parts, words, strict=True)):
        if word not in STOP_WORDS:
            terms.append(Token(stem(word[:LONGEST_TERM]), word, position, part.start(), part.end(), False))
    return _Read(len(parts), tuple(terms), tuple((term.term, term.position) for term in terms))


def folded(text: str) -> str:
    """A text without the differences of case."""
    return text.lower().translate(_SAME_LETTERS)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a folded word, or the word itself if it holds more than letters."""
    if own := OWN_STEMS.get(word):
        return own
    return str(_stemmer().stemWord(word)) if _STEMMED.fullmatch(word) else word


@cache
def _stemmer() -> Any:
    import snowballstemmer  # takes 18 ms, which a check of the front matter does not need

    return snowballstemmer.stemmer("english")
