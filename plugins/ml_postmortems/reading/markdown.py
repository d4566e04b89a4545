"""The Markdown that bodies are written in: GitHub's, with a few tags of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.reading.body import Body
from ml_postmortems.reading.html_tags import HtmlKind, HtmlPiece, html_pieces, keep_allowed_html, unpaired_tags

if TYPE_CHECKING:  # the parser takes 55 ms to import, and bodies that were looked through before need none
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

RECORD_LINK = lazy_pattern(r"(?:\.\./(\d{4})/)?((PM-\d{4}-\d{4})-[a-z0-9-]+\.md)(#[\w%-]+)?", re.ASCII)
"""A link from one record file to another: year folder, file name, id, fragment."""
PICTURE_LINK = lazy_pattern(r"(PM-\d{4}-\d{4})/([a-z0-9_-]+\.(?:png|jpe?g|webp|gif))", re.ASCII)
"""A link from a record file to a picture beside it: folder, file name."""
KEPT_TEXT = lazy_pattern(r"(PM-\d{4}-\d{4})/([a-z0-9_-]+\.txt)", re.ASCII)
"""The path of a text that is kept beside a record as evidence: folder, file name."""
_LINK_MARKS = ("[", "<", "@", "://", "www.")
"""What stands in every link, also in a bare address."""
_KEEP_HTML = "pm_html"


@dataclass(frozen=True, slots=True)
class Link:
    """A link or a picture in a body."""

    target: str
    line: int
    """The line of the file on which its paragraph begins."""
    is_picture: bool
    text: str
    """What readers see of it; for a picture, its alternative text."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition of a link, `[label]: target "title"`, which pages use and do not show."""

    label: str
    """In upper case."""
    target: str
    title: str
    line: int
    """From 0, within the body."""
    is_used: bool


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
    from markdown_it.rules_block import StateBlock, blockquote
    from mdit_py_plugins.gfm import gfm_plugin

    from ml_postmortems.reading.bare_addresses import bound_bare_addresses

    def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """A quote, or on the outermost level an alert: GitHub shows none inside of lists and other quotes."""
        state.md.options["alerts"] = state.level == 0
        return blockquote(state, start, end, silent)

    parser = MarkdownIt("commonmark").use(gfm_plugin)
    bound_bare_addresses(parser)
    parser.inline.terminator_re = _may_begin_something()
    parser.block.ruler.at("blockquote", quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.core.ruler.push(_KEEP_HTML, keep_allowed_html)
    return parser


def body_links(body: Body) -> Iterator[Link]:
    """Every link and picture of a body, in order."""
    if any(mark in body.text for mark in _LINK_MARKS):
        yield from (replace(link, line=body.line + link.line) for link in _links(body.text))


@lru_cache(maxsize=8)
def _links(text: str) -> tuple[Link, ...]:
    """The links and pictures of a body, with their lines from 0."""
    found: list[Link] = []
    for block in body_tokens(text):
        line = block.map[0] if block.map else 0
        opened: int | None = None
        for token in inline_tokens([block]):
            if token.type == "link_open":
                opened = len(found)
                found.append(Link(str(token.attrGet("href") or ""), line, False, ""))
            elif token.type == "link_close":
                opened = None
            elif token.type == "image":
                found.append(Link(str(token.attrGet("src") or ""), line, True, token.content))
            if opened is not None and token.type in ("text", "code_inline", "image"):
                found[opened] = replace(found[opened], text=found[opened].text + token.content)
    return tuple(found)


def forbidden_html(body: Body) -> Iterator[tuple[int, str]]:
    """The HTML which a body must not hold, the first of each block: its line and the tag."""
    blocks = set()
    for block, line, piece in _html_pieces(body):
        if piece.kind is HtmlKind.MARKUP and block not in blocks:
            blocks.add(block)
            yield line, piece.text.split("\n")[0]


def comments(body: Body) -> Iterator[tuple[int, str]]:
    """The comments of a body, which no page shows: the line on which each begins, and its text."""
    for _, line, piece in _html_pieces(body):
        if piece.kind is HtmlKind.COMMENT:
            yield line, piece.text


def _html_pieces(body: Body) -> Iterator[tuple[int, int, HtmlPiece]]:
    """Each piece of HTML outside of code: the number of its block, its line, and the piece."""
    if "<" not in body.text:
        return
    for number, block in enumerate(_html_parser().parse(body.text)):
        in_line = block.type != "html_block"
        line = _line(body, block)
        for token in inline_tokens([block]) if in_line else [block]:
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            elif token.type.startswith("html_"):
                for piece in html_pieces(token.content, in_line):
                    yield number, line, piece
                    line += piece.text.count("\n")


def unpaired_html(body: Body) -> Iterator[tuple[int, str]]:
    """The tags of a body that nothing ends or begins, each with the line of its block."""
    if "<" in body.text:
        tokens = body_tokens(body.text)
        yield from unpaired_tags((_line(body, block), block.children or ()) for block in tokens)


def unlinked_text(body: Body) -> Iterator[tuple[int, str]]:
    """The text of a body outside of code, links and comments, in pieces: the line of their block, and the piece."""
    for block in body_tokens(body.text):
        line, depth = _line(body, block), 0
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
    references = _References()
    env: dict[str, Any] = {"references": references}
    tokens = tuple(_parser().parse(text, env))
    written = [(label, each, label in references.used) for label, each in references.items()]
    written += [(each["label"], each, False) for each in env.get("duplicate_refs", ())]
    definitions = tuple(
        Definition(label, each["href"], each.get("title") or "", each["map"][0], is_used)
        for label, each, is_used in written
    )
    footnotes = env.get("footnotes", {}).get("refs", {})
    unused = frozenset(label.removeprefix(":").upper() for label, number in footnotes.items() if number < 0)
    return ParsedBody(tokens, definitions, unused)


class _References(dict[str, Any]):
    """The definitions of links that the parser meets, and which of them a link or a picture used."""

    def __init__(self) -> None:
        super().__init__()
        self.used: set[str] = set()

    def get(self, label: str, default: Any = None) -> Any:
        """The definition of a label, which is used then."""
        self.used.add(label)
        return super().get(label, default)


def inline_tokens(tokens: Iterable[Token]) -> Iterator[Token]:
    """The tokens inside paragraphs, headings and cells."""
    for token in tokens:
        yield from token.children or ()


@cache
def _may_begin_something() -> re.Pattern[str]:
    """Where a rule of the parser can find something, or a label can end.

    The parser stops at signs that no rule here asks for, at each `_` of a name such as `user_id`, where no emphasis can
    begin or end, and, since the plug-in for addresses, at each `w`. At each stop all rules are tried, which takes a
    third of its time.
    """
    within_word = r"(?<=[^\W_]_)[^\W_][\w.+-]{0,60}(?![\w.+@:-])"  # which is no part of an address either
    return re.compile(rf"[\n\\`~*\[\]<&:@]|!(?=\[)|w(?=ww\.)|_(?!{within_word})")


@cache
def _html_parser() -> MarkdownIt:
    parser = new_parser()
    parser.core.ruler.disable(_KEEP_HTML)
    return parser


@cache
def _parser() -> MarkdownIt:
    parser = new_parser()
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


def _line(body: Body, block: Token) -> int:
    """The line of the file on which a block begins."""
    return body.line + (block.map[0] if block.map else 0)
