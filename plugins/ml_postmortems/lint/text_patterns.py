"""Patterns that rules look for in texts, each with words that are looked for first because that is quicker."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

END = "\0"
"""Stands before, between and after the pieces of a text that are read together; no file may hold it."""
_SPACES = dict.fromkeys((code for code in range(0x3001) if chr(code).isspace()), " ")
"""By code, the characters that a pattern takes for white space."""


class TextPattern(NamedTuple):
    """What one kind of finding looks like, such as an e-mail address."""

    what: str
    """As it reads in a message."""
    words: tuple[str, ...]
    """In lower case; a text without any of them holds no match. None of them means that every text is searched."""
    regex: re.Pattern[str]
    is_real: Callable[[re.Match[str]], bool]
    """Decides what a regular expression cannot, such as check digits."""


class Found(NamedTuple):
    """One match in a text."""

    place: int
    what: str
    text: str


def pattern(
    what: str, words: Iterable[str], regex: str, is_real: Callable[[re.Match[str]], bool] = lambda _: True
) -> TextPattern:
    """A pattern; in `regex` a space is any white space, since lines break anywhere, and `[^` never passes an END.

    One that begins with a set of characters, and looks behind after it, is found several times faster.
    """
    spaced = regex.replace("[^", rf"[^{END}").replace(" ", r"\s")
    return TextPattern(what, tuple(words), re.compile(spaced), is_real)


class SearchedText:
    """A text that many patterns are searched in; what one regular expression matches is found once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lowered = text.lower().translate(_SPACES)
        self._matches: dict[re.Pattern[str], list[re.Match[str]]] = {}

    def find(self, patterns: Iterable[TextPattern]) -> Iterator[Found]:
        """Every match of each pattern, pattern by pattern."""
        for each in patterns:
            if not each.words or any(word in self._lowered for word in each.words):
                for match in self._matches_of(each.regex):
                    if each.is_real(match):
                        yield Found(match.start(), each.what, match.group())

    def _matches_of(self, regex: re.Pattern[str]) -> list[re.Match[str]]:
        if regex not in self._matches:
            self._matches[regex] = list(regex.finditer(self.text))
        return self._matches[regex]


def text_before(match: re.Match[str], length: int) -> str:
    """At most so many characters of the same piece before a match."""
    return match.string[max(0, match.start() - length) : match.start()].rpartition(END)[2]
