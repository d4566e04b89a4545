"""The addresses of the headings of a body, as GitHub gives them: `## Why it happened` is `#why-it-happened`."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ml_postmortems.reading.markdown import body_tokens

if TYPE_CHECKING:
    from markdown_it.token import Token

_WORD_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"})
_SHOWN = frozenset({"text", "code_inline"})


def heading_anchors(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, str]]:
    """Each heading of a parsed body in order: the token that opens it, its content, and its anchor without `#`."""
    given: dict[str, int] = {}
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            content = tokens[position + 1]
            yield token, content, _free(_anchor(shown_text(content.children or ())), given)


@lru_cache(maxsize=64)
def anchors_of(text: str) -> Collection[str]:
    """The anchors of all headings of a body."""
    return dict.fromkeys(anchor for _, _, anchor in heading_anchors(body_tokens(text)))


def anchor_in(fragment: str) -> str:
    """The anchor that the fragment of a link means: `#caf%C3%A9` is `café`."""
    return unquote(fragment.removeprefix("#"))


def shown_text(tokens: Iterable[Token]) -> str:
    """What a reader sees of these tokens as text."""
    return "".join(token.content for token in tokens if token.type in _SHOWN)


def _anchor(text: str) -> str:
    """The text in lower case with hyphens for its blanks, without anything else that is no part of a word."""
    kept = (char for char in text.lower() if char in " -" or unicodedata.category(char) in _WORD_CATEGORIES)
    return "".join(kept).replace(" ", "-")


def _free(anchor: str, given: dict[str, int]) -> str:
    """The anchor itself, or with the first number after it that nothing has yet; notes what was given."""
    free = anchor
    while free in given:
        given[anchor] += 1
        free = f"{anchor}-{given[anchor]}"
    given[free] = 0
    return free
