"""The part of a text that shows why it was found. `snippets.js` does the same in the browser."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ml_postmortems.similarity.analysis import Token, tokens

LENGTH = 220
"""Letters of a passage: two lines of a terminal or of a page."""
_REACH = LENGTH * 4 // 5
"""How far from the first wanted word others still count for the same passage."""
_LEAD = LENGTH // 5
"""Letters shown before the first wanted word."""
_LONGEST_WORD = 30
"""Where no space is near, a word is cut."""

IsWanted = Callable[[Token], bool]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text."""

    text: str
    is_match: bool
    """Whether it was asked for."""


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: str


def count_wanted(text: str, is_wanted: IsWanted) -> int:
    """How many different wanted terms a text has."""
    return len({token.term for token in tokens(text) if is_wanted(token)})


def highlighted(text: str, is_wanted: IsWanted) -> tuple[Piece, ...]:
    """A text in pieces, the wanted words apart."""
    text = unicodedata.normalize("NFC", text)
    return tuple(_cut(text, _matches(text, is_wanted), 0, len(text)))


def passage(text: str, is_wanted: IsWanted) -> tuple[Piece, ...]:
    """The passage with the most different wanted words, and of those the first, with dots where text was left out."""
    text = unicodedata.normalize("NFC", text)
    found = _matches(text, is_wanted)
    start = _word_start(text, _best_place(found) - _LEAD)
    end = _word_end(text, start + LENGTH)
    pieces = list(_cut(text, found, start, end))
    before = [Piece("… ", False)] if start else []
    after = [Piece(" …", False)] if end < len(text) else []
    return (*before, *pieces, *after)


def _matches(text: str, is_wanted: IsWanted) -> list[_Match]:
    found: list[_Match] = []
    for token in filter(is_wanted, tokens(text)):
        if found and token.start < found[-1].end:  # a word of a compound that is marked as a whole
            last = found[-1]
            found[-1] = _Match(last.start, max(last.end, token.end), last.term)
        else:
            found.append(_Match(token.start, token.end, token.term))
    return found


def _best_place(found: Sequence[_Match]) -> int:
    best, most = 0, 0
    for number, first in enumerate(found):
        within = set()
        for match in found[number:]:
            if match.end > first.start + _REACH:
                break
            within.add(match.term)
        if len(within) > most:
            best, most = first.start, len(within)
    return best


def _cut(text: str, found: Sequence[_Match], start: int, end: int) -> Iterator[Piece]:
    at = start
    for match in found:
        if match.start < at or match.end > end:
            continue
        if match.start > at:
            yield Piece(text[at : match.start], False)
        yield Piece(text[match.start : match.end], True)
        at = match.end
    if at < end:
        yield Piece(text[at:end], False)


def _word_start(text: str, near: int) -> int:
    if near <= 0:
        return 0
    space = text.find(" ", near, near + _LONGEST_WORD + 1)
    return near if space < 0 else space + 1


def _word_end(text: str, near: int) -> int:
    if near >= len(text):
        return len(text)
    space = text.rfind(" ", near - _LONGEST_WORD, near + 1)
    return near if space < 0 else space
