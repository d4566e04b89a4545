"""Bounds of a body: how many headings, cells, links and other constructs a browser may have to lay out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ml_postmortems.reading.body import Body
from ml_postmortems.reading.markdown import body_tokens

_CODE = "blocks of code"
MAX_OF_CONSTRUCT: Mapping[str, tuple[frozenset[str], int]] = {
    "headings": (frozenset({"heading_open"}), 100),
    _CODE: (frozenset({"fence", "code_block"}), 100),
    "list items": (frozenset({"list_item_open"}), 500),
    "table cells": (frozenset({"th_open", "td_open"}), 2000),
    "links": (frozenset({"link_open"}), 300),
    "pictures": (frozenset({"image"}), 50),
    "footnotes": (frozenset({"footnote_ref"}), 100),
    "HTML tags": (frozenset({"html_inline"}), 500),
}
"""The types of tokens that make a construct, and how many of them a body may hold."""
MAX_ELEMENTS, MAX_LEVELS, MAX_CODE = 5000, 12, 60_000
"""Constructs of all kinds together, how deep they may nest, and characters in blocks of code."""
_CONSTRUCT_OF = {each: name for name, (types, _) in MAX_OF_CONSTRUCT.items() for each in types}
_FOLDS = {"<details>": 1, "<details open>": 1, "</details>": -1}
_NO_ELEMENTS = frozenset({"inline", "text", "softbreak"})


@dataclass(frozen=True, slots=True)
class PassedBound:
    """A bound that a body passes."""

    what: str
    found: int
    most: int
    line: int
    """The line of the file on which the bound is passed."""


def passed_bounds(body: Body) -> Iterator[PassedBound]:
    """Each bound that a body passes, once."""
    bounds = {"elements": MAX_ELEMENTS, "levels": MAX_LEVELS, "characters of code": MAX_CODE} | {
        name: most for name, (_, most) in MAX_OF_CONSTRUCT.items()
    }
    sizes, passed, folds = dict.fromkeys(bounds, 0), dict[str, int](), 0
    line = body.line
    for block in body_tokens(body.text):
        line = body.line + block.map[0] if block.map else line
        for token in (block, *(block.children or ())):
            if token.nesting < 0 or token.type in _NO_ELEMENTS:
                continue
            folds += _FOLDS.get(token.content, 0) if token.type == "html_inline" else 0
            grown = {"elements": 1, "levels": max(0, token.level + folds - sizes["levels"])}
            if construct := _CONSTRUCT_OF.get(token.type):
                grown |= {"characters of code": len(token.content), _CODE: 1} if construct == _CODE else {construct: 1}
            for name, more in grown.items():
                sizes[name] += more
                if sizes[name] > bounds[name]:
                    passed.setdefault(name, line)
    for name, at in passed.items():
        yield PassedBound(name, sizes[name], bounds[name], at)
