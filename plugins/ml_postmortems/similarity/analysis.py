"""Text as the terms that it is found by. `analysis.js` is its twin in the browser; the parity tests hold both equal.

A **word** is a run of letters and digits, with an apostrophe inside it (`don't`) and `+`, `++` or `#` behind
it (`C++`). Words joined by one of `- _ . / +` are a **compound**: `feature_store`, `top-k`, `train/serve`, `GPT-4o`.

Each word takes the next position. A compound is one term at the position of its first word, and each of its words is
a term too, so that `feature store`, `store` and `feature_store` all find it. A stop word is no term but takes a
position, so that a phrase keeps its distances. A word of letters only becomes its stem; a word with a digit or a sign
stays as it is.

A word such as `featureFile` or `HTTPServer` is a term as a whole and by its **parts**, and a version such as `v5.3.2`
by its numbers. Parts have positions of their own behind all words, in a row: so they are found one after the other,
as `feature file` or `5.3.2`, and the distances of the words around them stay as they are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from ml_postmortems.lazy_pattern import lazy_pattern
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
_TOKEN = lazy_pattern(rf"{_WORD}(?:[-_./+]{_WORD})*+")
_PART = lazy_pattern(_WORD)
_STEMMED = lazy_pattern(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_PART_START = lazy_pattern(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=[0-9])(?=[A-Z][a-z])")
"""Where a part of a word begins, as after `feature` in `featureFile`; not within `LLMs`."""
_VERSION = lazy_pattern(r"[vV]([0-9]+(?:\.[0-9]+)+)")
_NUMBER = lazy_pattern(r"[0-9]+")
_ACCENTED = lazy_pattern(r"([a-z])[\u0300-\u036f]+")
MOST_PARTS = 15
"""Parts of a word; one with more is no name."""
PARTS_START = 1 << 24
"""The position of the first part of the first word: more than there are words in a text."""
_SAME_LETTERS = str.maketrans(
    {
        "’": "'",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "\N{GREEK SMALL LETTER FINAL SIGMA}": "\N{GREEK SMALL LETTER SIGMA}",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """One term at one position of a text."""

    term: str
    """As the index has it: folded and stemmed."""
    word: str
    """As it is written, but for case and accents."""
    position: int
    """The number of the word in the text, from 0; parts of words have higher ones."""
    start: int
    """Where it begins in the normal form (NFC) of the text."""
    end: int
    is_compound: bool
    """Whether it consists of several words, each of which is a token too."""
    is_part: bool = False
    """Whether it is a part of a word or of a version."""

    @property
    def is_word(self) -> bool:
        """Whether it is one word as it stands in the text."""
        return not self.is_compound and not self.is_part


def tokens(text: str) -> Iterator[Token]:
    """Every term of a text by where it begins; a compound comes before its words, a word before its parts."""
    position = 0
    text = unicodedata.normalize("NFC", text)
    for match in _TOKEN.finditer(text):
        read = _read(match.group())
        for term in read.terms:
            start = match.start() + term.start
            end = match.start() + term.end
            at = _part_position(position, term.position) if term.is_part else position + term.position
            yield Token(term.term, term.word, at, start, end, term.is_compound, term.is_part)
        position += read.words


def token_groups(text: str) -> Iterator[list[Token]]:
    """The tokens of a text, each compound in one group with its words, and each word with its parts."""
    group: list[Token] = []
    end = -1
    for token in tokens(text):
        if token.start >= end and group:
            yield group
            group = []
        group.append(token)
        end = max(end, token.end)
    if group:
        yield group


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
        for term, place in read.part_places:
            found.setdefault(term, []).append(_part_position(position, place))
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
    """Its terms, with positions from 0; that of a part is its word times `MOST_PARTS + 1`, and its number."""
    places: tuple[tuple[str, int], ...]
    """Its compounds and words as pairs of term and position."""
    part_places: tuple[tuple[str, int], ...]
    """Its parts in the same form."""


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
        terms += _parts_of(part.group(), position, part.start())
    terms += _version_numbers(text)
    terms.sort(key=lambda term: (term.start, -term.end, term.is_part))
    places = [
        tuple((term.term, term.position) for term in terms if term.is_part == is_part) for is_part in (False, True)
    ]
    return _Read(len(parts), tuple(terms), *places)


def _parts_of(word: str, position: int, start: int) -> Iterator[Token]:
    """The parts of a word that has several."""
    if word.isascii() and word.isalnum():
        begins = [0, *(match.start() for match in _PART_START.finditer(word)), len(word)]
        if 2 < len(begins) <= MOST_PARTS + 1:
            yield from _part_tokens(word, position, start, pairwise(begins))


def _version_numbers(text: str) -> Iterator[Token]:
    """The numbers of a version at the beginning of a compound."""
    if version := _VERSION.match(text):
        numbers = [number.span() for number in _NUMBER.finditer(version[1])]
        if len(numbers) <= MOST_PARTS:
            yield from _part_tokens(version[1], 0, 1, numbers)


def _part_tokens(text: str, position: int, start: int, spans: Iterable[tuple[int, int]]) -> Iterator[Token]:
    for number, (begin, end) in enumerate(spans):
        part = folded(text[begin:end])
        if part not in STOP_WORDS:
            at = position * (MOST_PARTS + 1) + number
            yield Token(stem(part[:LONGEST_TERM]), part, at, start + begin, start + end, False, True)


def _part_position(words_before: int, place: int) -> int:
    """The position of a part; parts of two words are never in a row."""
    return PARTS_START + words_before * (MOST_PARTS + 1) + place


def folded(text: str) -> str:
    """A text without the differences of case, and without accents on Latin letters."""
    text = text.lower().translate(_SAME_LETTERS)
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", text)))


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
