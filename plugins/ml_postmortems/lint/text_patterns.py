"""Patterns that rules look for in texts, each with a cheap search that goes first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple


class TextPattern(NamedTuple):
    """What one kind of finding looks like, such as an e-mail address."""

    what: str
    """As it reads in a message."""
    hint: re.Pattern[str]
    """Cheap to search for; a text without it holds no match."""
    regex: re.Pattern[str]
    is_real: Callable[[re.Match[str]], bool]
    """Decides what a regular expression cannot, such as check digits."""


class Found(NamedTuple):
    """One match in a text."""

    place: int
    what: str
    text: str


def pattern(what: str, hint: str, regex: str, is_real: Callable[[re.Match[str]], bool] = lambda _: True) -> TextPattern:
    """A pattern by its regular expressions; a space in `regex` is any white space, since lines break anywhere."""
    return TextPattern(what, re.compile(hint, re.IGNORECASE), re.compile(regex.replace(" ", r"\s")), is_real)


def find_patterns(text: str, patterns: Iterable[TextPattern]) -> Iterator[Found]:
    """Every match of each pattern in a text."""
    for each in patterns:
        if each.hint.search(text):
            for match in each.regex.finditer(text):
                if each.is_real(match):
                    yield Found(match.start(), each.what, match.group())
