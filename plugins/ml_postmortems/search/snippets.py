"""The passage of a text that shows why it was found. `snippets.js` is its twin in the browser."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ml_postmortems.search.query import Node, Prefix, text_parts
from ml_postmortems.similarity.analysis import Token, tokens

PASSAGE_LENGTH = 220
"""Letters of a passage: two lines of a terminal or of a page."""
PASSAGE_REACH = 176
"""Letters from the first wanted word within which others count for the same passage."""
PASSAGE_LEAD = 44
"""Letters shown before the first wanted word."""
LONGEST_UNCUT_WORD = 30
"""Where there is no space within so many letters, a passage cuts a word."""

IsWanted = Callable[[Token], bool]


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that is shown."""

    text: str
    is_match: bool
    """Whether it was asked for."""


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    term: str


def wanted_by(node: Node) -> IsWanted:
    """Tells the tokens that a query asks for: its terms, and words that begin with its prefixes."""
    parts = list(text_parts(node))
    terms = {token.term for part in parts if not isinstance(part, Prefix) for token in tokens(part.text)}
    starts = tuple(part.start for part in parts if isinstance(part, Prefix))
    return lambda token: token.term in terms or token.word.startswith(starts)


def count_wanted(text: str, is_wanted: IsWanted) -> int:
    """How many different wanted terms a text has."""
    return len({token.term for token in tokens(text) if is_wanted(token)})


def highlighted(text: str, is_wanted: IsWanted) -> tuple[Piece, ...]:
    """The whole text in pieces, with each wanted word as a piece of its own."""
    text = unicodedata.normalize("NFC", text)
    return tuple(_cut(text, _matches(text, is_wanted), 0, len(text)))


def passage(text: str, is_wanted: IsWanted) -> tuple[Piece, ...]:
    """The first passage with the most different wanted words, with dots where text was left out."""
    text = unicodedata.normalize("NFC", text)
    found = _matches(text, is_wanted)
    start = _word_start(text, _best_start(found) - PASSAGE_LEAD)
    end = _word_end(text, start + PASSAGE_LENGTH)
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


def _best_start(found: Sequence[_Match]) -> int:
    best, most = 0, 0
    for number, first in enumerate(found):
        within = set()
        for match in found[number:]:
            if match.end > first.start + PASSAGE_REACH:
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
    space = text.find(" ", near, near + LONGEST_UNCUT_WORD + 1)
    return near if space < 0 else space + 1


def _word_end(text: str, near: int) -> int:
    if near >= len(text):
        return len(text)
    space = text.rfind(" ", near - LONGEST_UNCUT_WORD, near + 1)
    return near if space < 0 else space
