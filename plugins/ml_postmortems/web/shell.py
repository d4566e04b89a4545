"""A page of the theme with slots where generated pages differ, which are filled without a template engine.

The theme is rendered once with a mark in each place. Marks hold character references and two spaces, so that a theme
that alters a text on its way is noticed: texts may stand as they are or pass through `striptags`, and what else becomes
of a mark makes the shell useless. Then pages are rendered one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from markupsafe import Markup, escape

from ml_postmortems.text_store import digest_of
from ml_postmortems.web.indentation import cuts, without_indentation

_SIGN = "pm0slot"
_LINK = re.compile(r"\.\./([^./\"'<>\s][^/\"'<>\s]*)")
_MARK = re.compile(rf"{_SIGN}-([a-z]+[0-9]*)-(?:&lt;( +)&#34;&amp;)?tols0mp")

_ELEMENT = "<pm0slot>"
"""Stands for a content while what is around it is made tidy: it begins and ends with a tag, as contents do."""
_CUT = "<pm0cut>"

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

    @cached_property
    def digest(self) -> str:
        """The hash of the pieces and the slots."""
        return digest_of(json.dumps([self.pieces, self.slots]))

    def fill(self, values: Mapping[str, str]) -> str:
        """The page with these values, which are escaped; raises KeyError for a slot without one."""
        filled = [self.pieces[0]]
        for (name, is_stripped), piece in zip(self.slots, self.pieces[1:], strict=True):
            filled += [_stripped(values[name]) if is_stripped else values[name], piece]
        return "".join(filled)

    def page(self, values: Mapping[str, str]) -> str:
        """The page with these values, all of it without indentation, which a tidy content has lost before.

        So only the elements around slots are made tidy for each page.
        """
        content = values[CONTENT].strip()
        if not (content.startswith("<") and content.endswith(">")):
            return without_indentation(self.fill(values))
        before, _, behind = values[CONTENT].partition(content)
        around = without_indentation(self._around.fill({**values, CONTENT: f"{before}{_ELEMENT}{behind}"}))
        parts = zip(around.split(_CUT), (*self._own, ""), strict=True)
        return "".join(chain.from_iterable(parts)).replace(_ELEMENT, content)

    @property
    def _own(self) -> tuple[str, ...]:
        return self._own_and_around[0]

    @property
    def _around(self) -> Shell:
        return self._own_and_around[1]

    @cached_property
    def _own_and_around(self) -> tuple[tuple[str, ...], Shell]:
        """The texts of the theme that are the same on every page, and a shell of what stands around slots.

        In that one a cut stands in the place of each of these texts.
        """
        marks = [_ELEMENT if name == CONTENT else "x" for name, _ in self.slots]
        places = cuts("".join(chain.from_iterable(zip(self.pieces, (*marks, ""), strict=True))))
        own, around, start = [], [], 0
        for number, (piece, mark) in enumerate(zip(self.pieces, (*marks, ""), strict=True)):
            end = start + len(piece)
            # White space may end a content, so what follows it is around it up to the next element.
            inside = [place - start for place in places if start < place <= end]
            first, last = (inside[0], inside[-1]) if inside else (0, 0)
            if inside:
                first = 0 if number == 0 else first
                last = len(piece) if number == len(marks) else last
                own.append(without_indentation(piece[first:last]))
            around.append(f"{piece[:first]}{_CUT}{piece[last:]}" if inside else piece)
            start = end + len(mark)
        return tuple(own), Shell(tuple(around), self.slots)


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
