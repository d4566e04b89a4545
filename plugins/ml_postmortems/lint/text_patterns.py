"""Patterns that rules look for in texts, each with words that are looked for first because that is quicker."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

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
    may_be_in: Callable[[str], bool] = lambda _: True
    """A quick look at a whole text in lower case, where words are not enough; False means that it holds no match."""

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
    may_be_in: Callable[[str], bool] = lambda _: True,
) -> TextPattern:
    """A pattern; in `regex` a space is any white space, since lines break anywhere, and `[^` never passes an END.

    One that begins with a set of characters, and looks behind after it, is found several times faster.
    """
    spaced = regex.replace("[^", rf"[^{END}").replace(" ", r"\s")
    return TextPattern(what, tuple(words), spaced, is_real, may_be_in)


@cache
def _compiled(source: str) -> re.Pattern[str]:
    return re.compile(source)


class SearchedText:
    """A text that many patterns are searched in; what one regular expression matches is found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lowered = _with_plain_spaces(text.lower())
        self._is_aligned = len(self._lowered) == len(text)
        self._first: dict[str, int] = {}
        self._matches: dict[tuple[str, tuple[str, ...]], list[re.Match[str]]] = {}

    def find(self, patterns: Iterable[TextPattern]) -> Iterator[Found]:
        """Every match of each pattern, pattern by pattern."""
        for each in patterns:
            for match in self._matches_of(each):
                if each.is_real(match):
                    yield Found(match.start(), each.what, match.group())

    def _matches_of(self, wanted: TextPattern) -> list[re.Match[str]]:
        key = wanted.source, wanted.words
        if key not in self._matches:
            spans = self._spans_with(wanted.words) if wanted.words else [(0, len(self.text))]
            is_needless = not spans or not wanted.may_be_in(self._lowered)
            self._matches[key] = (
                [] if is_needless else [match for span in spans for match in wanted.regex.finditer(self.text, *span)]
            )
        return self._matches[key]

    def _first_place(self, word: str) -> int:
        """Where a word, for which several patterns ask, stands first; -1 where it does not."""
        place = self._first.get(word)
        if place is None:
            is_possible = _without_spaces(word) in self._vocabulary
            place = self._first[word] = self._lowered.find(word) if is_possible else -1
        return place

    @cached_property
    def different_words(self) -> frozenset[str]:
        """What stands between white space, in lower case, each once."""
        return frozenset(self._lowered.split())

    @cached_property
    def _vocabulary(self) -> str:
        """The different words, which are half as long as the text and searched first."""
        return " ".join(self.different_words)

    def _spans_with(self, words: Collection[str]) -> list[tuple[int, int]]:
        """The pieces that hold one of the words, each with the END behind it; the whole text instead of many pieces."""
        text, spans = self._lowered, set[tuple[int, int]]()
        for word in words:
            place = self._first_place(word)
            while place >= 0:
                stop = text.find(END, place) + 1 or len(text)
                spans.add((text.rfind(END, 0, place) + 1, stop))
                if len(spans) > _MOST_PIECES or not self._is_aligned:
                    return [(0, len(self.text))]
                place = text.find(word, stop)
        return sorted(spans)


def _with_plain_spaces(text: str) -> str:
    for space in _spaces():  # `str.translate` takes twenty times as long for a text with one letter beyond ASCII
        text = text.replace(space, " ")
    return text


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
