"""The ids of evidence in a body: from `(E1, E2)` to small marks that lead to the list at the end of the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from markdown_it.token import Token

_CITATION = re.compile(r"[ \t]*[(\[](E\d{1,3}(?:(?:,| and) *E\d{1,3})*)[)\]]")
_ID = re.compile(r"E\d{1,3}")


def mark_citations(state: Any) -> None:
    """A rule of the parser: citations become marks, of a run of equal ones in a paragraph only the last."""
    known = state.env["evidence"]
    if not known:
        return
    for block in state.tokens:
        if block.children and _CITATION.search(block.content):
            pieces = [piece for token in block.children for piece in _pieces(token, known)]
            block.children = list(_close_up(_without_repeats(pieces)))


def _pieces(token: Token, known: frozenset[str]) -> Iterator[Token]:
    """A piece of text, cut around its citations; one that names anything unknown stays text."""
    if token.type != "text":
        yield token
        return
    place = 0
    for match in _CITATION.finditer(token.content):
        ids = _ID.findall(match.group(1))
        if known.issuperset(ids):
            yield from _text(token.content[place : match.start()])
            yield Token("html_inline", "", 0, content=_mark(ids), meta={"cites": tuple(ids)})
            place = match.end()
    yield from _text(token.content[place:])


def _without_repeats(tokens: list[Token]) -> Iterator[Token]:
    cited = [token for token in tokens if "cites" in token.meta]
    repeated = {id(first) for first, second in pairwise(cited) if first.meta["cites"] == second.meta["cites"]}
    yield from (token for token in tokens if id(token) not in repeated)


def _mark(ids: list[str]) -> str:
    links = "".join(f'<a href="#evidence-{id}">{id}</a>' for id in ids)
    return f"<sup>{links}</sup>"


def _close_up(tokens: Iterable[Token]) -> Iterator[Token]:
    """No line ends before a mark, which would part it from its word."""
    held: Token | None = None
    for token in tokens:
        if held and "cites" not in token.meta:
            yield held
        held = token if token.type == "softbreak" else None
        if not held:
            yield token
    if held:
        yield held


def _text(content: str) -> Iterator[Token]:
    if content:
        yield Token("text", "", 0, content=content)
