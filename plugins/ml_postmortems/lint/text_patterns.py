"""Patterns that rules look for in texts, each with words that are looked for first because that is quicker."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import AnyStr, NamedTuple

from ml_postmortems.lint.held_stems import STEMS
from ml_postmortems.lint.text_shape import shape_of

END = "\0"
"""Stands before, between and after the pieces of a text that are read together; no file may hold it."""
_MOST_PIECES = 20
"""Where more pieces hold a word than this, one search of the whole text is quicker."""


class TextPattern(NamedTuple):
    """What one kind of finding looks like, such as an e-mail address."""

    what: str
    """As it reads in a message."""
    words: tuple[str, ...]
    """In lower case; a piece without any of them holds no match. None of them means that every text is searched."""
    source: str
    """Of the regular expression; no match passes an END."""
    is_real: Callable[[re.Match[str]], bool]
    """Decides what a regular expression cannot, such as check digits."""
    shapes: tuple[bytes, ...] = ()
    """In place of words: a piece whose shape has none of them holds no match; see `text_shape`."""
    may_be_in: Callable[[SearchedText], bool] = lambda _: True
    """A quick look at a whole text, where neither is enough; False means that it holds no match."""
    stems: int = 0
    """The longest parts of the words that stand within one word of a text; see `held_stems`."""

    @property
    def regex(self) -> re.Pattern[str]:
        """The regular expression, which is compiled when a text is first searched."""
        return _compiled(self.source)


class Found(NamedTuple):
    """One match in a text."""

    place: int
    what: str
    text: str


def pattern(
    what: str,
    words: Iterable[str],
    regex: str,
    is_real: Callable[[re.Match[str]], bool] = lambda _: True,
    may_be_in: Callable[[SearchedText], bool] = lambda _: True,
    shapes: tuple[bytes, ...] = (),
) -> TextPattern:
    """A pattern; in `regex` a space is any white space, since lines break anywhere, and `[^` never passes an END.

    One that begins with a set of characters, and looks behind after it, is found several times faster.
    """
    spaced = regex.replace("[^", rf"[^{END}").replace(" ", r"\s")
    words = tuple(words)
    stems = STEMS.bits_of(map(_without_spaces, words))
    for word in words:
        _parts_of(word)  # before any text is looked through
    return TextPattern(what, words, spaced, is_real, shapes, may_be_in, stems)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


class SearchedText:
    """A text that many patterns are searched in; what one regular expression matches is found once."""

    def __init__(self, text: str, akin: SearchedText | None = None) -> None:
        """Of `akin` a text that has most words of this one, if there is one, it is known which words it holds."""
        self.text = text
        self._akin = akin
        self._plain = _with_plain_spaces(text)
        self.lowered = self._plain.lower()
        self._is_aligned = len(self.lowered) == len(text)
        self._first: dict[str, int] = {}
        self._matches: dict[tuple[str, tuple[str, ...]], list[re.Match[str]]] = {}

    def part(self, text: str) -> SearchedText:
        """A text that holds nothing that does not stand in this one."""
        part = SearchedText(text)
        part.stems = self.stems
        return part

    def find(self, patterns: Iterable[TextPattern]) -> Iterator[Found]:
        """Every match of each pattern, pattern by pattern."""
        for each in patterns:
            for match in self._matches_of(each):
                if each.is_real(match):
                    yield Found(match.start(), each.what, match.group())

    def _matches_of(self, wanted: TextPattern) -> list[re.Match[str]]:
        key = wanted.source, wanted.words
        if key not in self._matches:
            self._matches[key] = [
                match for span in self._spans_of(wanted) for match in wanted.regex.finditer(self.text, *span)
            ]
        return self._matches[key]

    def _spans_of(self, wanted: TextPattern) -> Sequence[tuple[int, int]]:
        """Where matches of a pattern may stand."""
        if (wanted.words and not wanted.stems & self.stems) or not wanted.may_be_in(self):
            return ()
        if wanted.words:
            return self._spans_with(wanted.words, self.lowered, END, self._first_place)
        if wanted.shapes:
            return self._spans_with(wanted.shapes, self.shape, END.encode(), self.shape.find)
        return [(0, len(self.text))]

    def _first_place(self, word: str) -> int:
        """Where a word, for which several patterns ask, stands first; -1 where it does not."""
        place = self._first.get(word)
        if place is None:
            place = self._first[word] = self.lowered.find(word) if self.may_hold(_parts_of(word)) else -1
        return place

    @cached_property
    def different_words(self) -> frozenset[str]:
        """What stands between white space, each once."""
        return frozenset(self.text.replace(END, " ").split())

    @cached_property
    def shape(self) -> bytes:
        """The text with one sign for each kind of character, as long as the text."""
        return shape_of(self._plain)

    @cached_property
    def stems(self) -> int:
        """Which stems of patterns it may hold; see `held_stems`."""
        if not self._akin:
            return STEMS.held_in(self.different_words)
        return self._akin.stems | STEMS.held_in(self.different_words - self._akin.different_words)

    def may_hold(self, stems: int) -> bool:
        """Whether all of these stems may stand in it."""
        return stems & self.stems == stems

    def _spans_with(
        self, parts: Collection[AnyStr], text: AnyStr, end: AnyStr, first_place: Callable[[AnyStr], int]
    ) -> Sequence[tuple[int, int]]:
        """The pieces that hold one of the parts, each with the END behind it; the whole text instead of many pieces.

        `text` is this one in another form, with the END in that form.
        """
        spans = set[tuple[int, int]]()
        for part in parts:
            place = first_place(part)
            while place >= 0:
                stop = text.find(end, place) + 1 or len(text)
                spans.add((text.rfind(end, 0, place) + 1, stop))
                if len(spans) > _MOST_PIECES or not self._is_aligned:
                    return [(0, len(self.text))]
                place = text.find(part, stop)
        return sorted(spans)


class QuickWords:
    """Words that are looked for in whole texts; which of them a text may hold is known with its stems."""

    def __init__(self, *words: str) -> None:
        self._parts = {word: _parts_of(word.lower()) for word in words}

    def held_by(self, text: SearchedText) -> list[str]:
        """Those of which the text, without regard to case, holds each part."""
        return [word for word, parts in self._parts.items() if text.may_hold(parts)]


def _with_plain_spaces(text: str) -> str:
    for space in _spaces():  # `str.translate` takes twenty times as long for a text with one letter beyond ASCII
        text = text.replace(space, " ")
    return text


@cache
def _parts_of(word: str) -> int:
    """The stems between the spaces of what is looked for."""
    return STEMS.bits_of(word.split())


@cache
def _without_spaces(word: str) -> str:
    """The longest part of what is looked for that can stand within one word."""
    return max(word.split() or [""], key=len)


def text_before(match: re.Match[str], length: int) -> str:
    """At most so many characters of the same piece before a match."""
    return match.string[max(0, match.start() - length) : match.start()].rpartition(END)[2]


@cache
def _spaces() -> tuple[str, ...]:
    """The characters besides the space that a pattern takes for white space."""
    return tuple(chr(code) for code in range(0x3001) if chr(code).isspace() and chr(code) != " ")
