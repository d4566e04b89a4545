"""The words of a body as a reader sees them: paragraphs, headings, cells and items, without code and markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.reading.body import Body, lines_outside_code
from ml_postmortems.reading.markdown import comments, parsed_body

if TYPE_CHECKING:
    from markdown_it.token import Token

CODE_MARK = "\ufffc"
"""Stands in a passage for a piece of code, so that the words around it do not run together."""
_FOOTNOTE = lazy_pattern(r" {0,3}\[\^([^\]\s]+)\]:")


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one paragraph, heading, cell or item; a line break of the file is a line break in it."""

    text: str
    line: int
    """The line of the file on which it begins, from 1."""
    is_quote: bool
    """Whether it stands in a block quote, so that its words are those of others."""

    def line_at(self, place: int) -> int:
        """The line of the file that holds the character at this place of the text."""
        return self.line + self.text.count("\n", 0, place)


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text of a body that no page shows."""

    line: int
    text: str


def passages(body: Body) -> Iterator[Passage]:
    """Every passage of a body in the order of the page, so footnotes come last."""
    for text, line, is_quote in _passages(body.text):
        yield Passage(text, body.line + line, is_quote)


def hidden_texts(body: Body) -> Iterator[HiddenText]:
    """Comments, also those written as definitions of links, and definitions and footnotes that nothing uses."""
    for number, comment in comments(body):
        yield HiddenText(number, comment)
    if "]:" not in body.text:
        return
    definitions, unused = parsed_body(body.text).definitions, parsed_body(body.text).unused_footnotes
    for each in definitions:
        is_comment = each.title and (each.target in ("", "#") or each.label in ("//", "COMMENT"))
        if is_comment or not each.is_used:
            yield HiddenText(body.line + each.line, each.title or each.target or f"[{each.label}]:")
    for index, line in lines_outside_code(body.text) if unused else ():
        if (match := _FOOTNOTE.match(line)) and match.group(1).upper() in unused:
            yield HiddenText(body.line + index, line.strip())


@lru_cache(maxsize=8)
def _passages(text: str) -> tuple[tuple[str, int, bool], ...]:
    found, quotes = [], 0
    for token in parsed_body(text).tokens:
        if token.type in ("blockquote_open", "blockquote_close"):
            quotes += token.nesting
        elif token.type == "inline":
            found.append((_text_of(token.children or ()), token.map[0] if token.map else 0, quotes > 0))
    return tuple(found)


def _text_of(tokens: list[Token] | tuple[Token, ...]) -> str:
    pieces = []
    for token in tokens:
        match token.type:
            case "text":
                pieces.append(token.content)
            case "softbreak" | "hardbreak":
                pieces.append("\n")
            case "html_inline" if token.content == "<br>":
                pieces.append(" ")
            case "code_inline":
                pieces.append(CODE_MARK)
            case "image":
                pieces.append(_text_of(token.children or ()))
    return "".join(pieces)
