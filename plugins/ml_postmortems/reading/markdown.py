"""The Markdown that bodies are written in: GitHub's tables and footnotes, and no raw HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ml_postmortems.reading.body import Body

if TYPE_CHECKING:  # the parser takes 55 ms to import, and bodies that were looked through before need none
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

RECORD_LINK = re.compile(r"(?:\.\./(\d{4})/)?((PM-\d{4}-\d{4})-[a-z0-9-]+\.md)(#[\w-]+)?", re.ASCII)
"""A link from one record file to another: year folder, file name, id, fragment."""
PICTURE_LINK = re.compile(r"(PM-\d{4}-\d{4})/([a-z0-9_-]+\.(?:png|jpe?g|webp))", re.ASCII)
"""A link from a record file to a picture beside it: folder, file name."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture in a body."""

    target: str
    line: int
    """The line of the file on which its paragraph begins."""
    is_picture: bool
    text: str
    """For a picture, its alternative text."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition of a link, `[label]: target "title"`, which pages use and do not show."""

    label: str
    """In upper case."""
    target: str
    title: str
    line: int
    """From 0, within the body."""


@dataclass(frozen=True, slots=True)
class ParsedBody:
    """A body as the parser reads it."""

    tokens: tuple[Token, ...]
    definitions: tuple[Definition, ...]
    unused_footnotes: frozenset[str]
    """The labels, in upper case, of footnotes that nothing refers to."""


def new_parser() -> MarkdownIt:
    """A parser of bodies, to which the caller may add rules of its own."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark", {"html": False})
    parser.enable(["table", "strikethrough"])
    return parser.use(footnote_plugin)


def body_links(body: Body) -> Iterator[Link]:
    """Every link and picture of a body, in order."""
    if "[" not in body.text and "<" not in body.text:
        return
    for block in body_tokens(body.text):
        line = body.line + (block.map[0] if block.map else 0)
        for token in inline_tokens([block]):
            if token.type == "link_open":
                yield Link(str(token.attrGet("href") or ""), line, False, "")
            elif token.type == "image":
                yield Link(str(token.attrGet("src") or ""), line, True, token.content)


def raw_html(body: Body) -> Iterator[tuple[int, str]]:
    """The line of every block of a body that holds HTML outside of code, and its first tag; comments are no tags."""
    if "<" not in body.text:
        return
    for block in _html_parser().parse(body.text):
        pieces = [block] if block.type == "html_block" else inline_tokens([block])
        html = (_COMMENT.sub("", piece.content).strip() for piece in pieces if piece.type.startswith("html_"))
        if first := next(filter(None, html), None):
            yield body.line + (block.map[0] if block.map else 0), first.split("\n")[0]


def unlinked_text(body: Body) -> Iterator[tuple[int, str]]:
    """The text of a body outside of code, links and comments, in pieces: the line of their block, and the piece."""
    for block in _html_parser().parse(body.text):
        line, depth = body.line + (block.map[0] if block.map else 0), 0
        for token in inline_tokens([block]):
            depth += token.nesting if token.type in ("link_open", "link_close") else 0
            if token.type == "text" and not depth:
                yield line, token.content


def body_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a body for reading, not for rendering: links of every scheme are links, also dangerous ones."""
    return parsed_body(text).tokens


@lru_cache(maxsize=8)
def parsed_body(text: str) -> ParsedBody:
    """A body for reading, with what its page does not show."""
    env: dict[str, Any] = {}
    tokens = tuple(_parser().parse(text, env))
    written = [*env.get("references", {}).items(), *((each["label"], each) for each in env.get("duplicate_refs", ()))]
    definitions = tuple(
        Definition(label, each["href"], each.get("title") or "", each["map"][0]) for label, each in written
    )
    footnotes = env.get("footnotes", {}).get("refs", {})
    unused = frozenset(label.removeprefix(":").upper() for label, number in footnotes.items() if number < 0)
    return ParsedBody(tokens, definitions, unused)


def inline_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens inside paragraphs, headings and cells."""
    for token in tokens:
        yield from token.children or ()


@cache
def _html_parser() -> MarkdownIt:
    parser = new_parser()
    parser.options["html"] = True
    return parser


@cache
def _parser() -> MarkdownIt:
    parser = new_parser()
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser
