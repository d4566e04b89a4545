"""A page of the theme with slots where generated pages differ, which are filled without a template engine.

The theme is rendered once with a mark in each place. Marks hold character references and two spaces, so that a theme
that alters a text on its way is noticed: texts may stand as they are or pass through `striptags`, and what else becomes
of a mark makes the shell useless. Then pages are rendered one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape

_SIGN = "pm0slot"
_LINK = re.compile(r"\.\./([^./\"'<>\s][^/\"'<>\s]*)")
_MARK = re.compile(rf"{_SIGN}-([a-z]+[0-9]*)-(?:&lt;( +)&#34;&amp;)?tols0mp")

TITLE = "title"
DESCRIPTION = "description"
CONTENT = "content"
SEGMENT = "segment"
"""The last part of the address."""


def text_mark(name: str) -> Markup:
    """What stands for an escaped text while the theme is rendered."""
    return Markup(f"{_SIGN}-{name}-&lt;  &#34;&amp;tols0mp")


def plain_mark(name: str) -> str:
    """What stands for HTML, or for a part of an address."""
    return f"{_SIGN}-{name}-tols0mp"


@dataclass(frozen=True)
class Shell:
    """The page in pieces: texts of the theme, and between two of them the slot that is filled with a text."""

    pieces: tuple[str, ...]
    slots: tuple[tuple[str, bool], ...]
    """Its name, and whether the theme strips the text."""

    @cached_property
    def neighbours(self) -> frozenset[str]:
        """The names behind `../` in links of the theme: from a page of such a name they look different."""
        return frozenset(name for piece in self.pieces for name in _LINK.findall(piece))

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with these values, which are escaped; raises KeyError for a slot without one."""
        filled = [self.pieces[0]]
        for (name, is_stripped), piece in zip(self.slots, self.pieces[1:], strict=True):
            filled += [_stripped(values[name]) if is_stripped else values[name], piece]
        return "".join(filled)


def shell_of(page: str) -> Shell | None:
    """Cut a page that was rendered with marks; None where the theme made something else of a mark."""
    pieces, slots, place = [], [], 0
    for mark in _MARK.finditer(page):
        pieces.append(page[place : mark.start()])
        slots.append((mark[1], mark[2] == " "))
        place = mark.end()
    pieces.append(page[place:])
    is_whole = not any(_SIGN in piece.lower() or "tols0mp" in piece.lower() for piece in pieces)
    return Shell(tuple(pieces), tuple(slots)) if is_whole else None


def _stripped(value: str) -> str:
    return str(escape(Markup(value).striptags()))
