"""Text as the terms that it is found by. `analysis.js` does the same in the browser; a test holds both equal.

A **word** is a run of letters and digits, with an apostrophe inside it (`don't`) and `+`, `++` or `#` behind
it (`C++`). Words joined by one of `- _ . / +` are a **compound**: `feature_store`, `top-k`, `train/serve`, `GPT-4o`.

Each word takes the next position. A compound is a term as a whole, at the position of its first word, besides its
words, so that `feature store`, `store` and `feature_store` all find it. Stop words are no terms, but they take a
position, so that a phrase keeps its distances. Words of letters alone become their stems; what holds a digit or a sign
stays as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

STOP_WORDS = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "been", "being", "but", "by", "did", "do", "does", "for",
        "from", "had", "has", "have", "he", "her", "his", "if", "in", "into", "is", "it", "its", "of", "or",
        "our", "she", "so", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
        "those", "to", "was", "we", "were", "which", "who", "will", "with", "would", "you", "your",
    }
)  # fmt: skip
"""Never `no`, `not` or a single letter that names a language."""
LONGEST_TERM = 64
"""Letters; of a longer word these are the term, and a longer compound is found by its words only."""

_WORD = r"[^\W_]++(?:['’][^\W_]++)*+(?:\+\+|[+#](?![^\W_]))?+"
_TOKEN = re.compile(rf"{_WORD}(?:[-_./+]{_WORD})*+")
_PART = re.compile(_WORD)
_STEMMED = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SAME_LETTERS = str.maketrans(
    {"’": "'", "ß": "ss", "\N{GREEK SMALL LETTER FINAL SIGMA}": "\N{GREEK SMALL LETTER SIGMA}"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """One term where it stands in a text."""

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
    """Whether it is a whole of several words, each of which is a token too."""


def tokens(text: str) -> Iterator[Token]:
    """Every term of a text, in the order of the positions; a compound comes before its words."""
    position = 0
    text = unicodedata.normalize("NFC", text)
    for match in _TOKEN.finditer(text):
        read = _read(match.group())
        for term in read.terms:
            start = match.start() + term.start
            end = match.start() + term.end
            yield Token(term.term, term.word, position + term.position, start, end, term.is_compound)
        position += read.words


def places(text: str) -> tuple[dict[str, list[int]], set[str]]:
    """The positions of every term of a text, and its words as they are written; what indexing needs of `tokens`."""
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


def stand_in_sequence(terms: Sequence[tuple[str, int]], positions: Mapping[str, Sequence[int]]) -> bool:
    """Whether terms stand in a text at their distances from each other, given where each of them stands."""
    starts = {position - at for term, at in terms[:1] for position in positions.get(term, ())}
    for term, at in terms[1:]:
        starts.intersection_update(position - at for position in positions.get(term, ()))
    return bool(starts)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a word or a compound is made of."""

    words: int
    """How many positions it takes."""
    terms: tuple[Token, ...]
    """Its terms, as if it were the whole text."""
    places: tuple[tuple[str, int], ...]
    """The same, with only their positions."""


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
    """The stem of a folded word, or the word itself where it holds more than letters."""
    return str(_stemmer().stemWord(word)) if _STEMMED.fullmatch(word) else word


@cache
def _stemmer() -> Any:
    import snowballstemmer  # costs 18 ms, which a check of the front matter shall not wait for

    return snowballstemmer.stemmer("english")
