"""The few HTML tags that a body may hold, told apart from all other markup.

GitHub shows these tags as what they are, and people who write postmortems fold long logs and name keys with them.
Everything else that looks like markup is text for our pages, and comments are left out, as GitHub leaves them out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ml_postmortems.lazy_pattern import lazy_pattern

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

PAIRED_TAGS = ("details", "summary", "sub", "sup", "kbd")
"""The tags that have an end tag; `br` has none. Only `details` may have an attribute, which is `open`."""
_WITHIN_BLOCK = frozenset({"sub", "sup", "kbd"})
"""The tags that end in the block in which they begin."""
_PAIRED = "|".join(PAIRED_TAGS)
_PIECE = lazy_pattern(
    r"(?P<comment><!--(?:-?>|.*?(?:--!?>|\Z)))"
    rf'|(?P<tag><(?:br ?/?|/?(?:{_PAIRED})|details open(?:="(?:open)?")?)>)'
    r"|(?P<markup><[a-z/!?][^>]*>?)"
    r"|(?P<text><|[^<]+)",
    re.DOTALL | re.IGNORECASE,
)


_COMMENT_IN_LINE = lazy_pattern(r"<!--(?!-?>)(?:-?[^-])*-->", re.DOTALL)


class HtmlKind(StrEnum):
    """What a piece of HTML is."""

    COMMENT = "comment"
    TAG = "tag"
    """One of the tags that a body may hold."""
    MARKUP = "markup"
    """Any other tag, declaration or instruction."""
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """A piece of HTML, as it is written."""

    kind: HtmlKind
    text: str


def html_pieces(text: str, in_line: bool = False) -> Iterator[HtmlPiece]:
    """The pieces of some HTML in order; together they are the whole of it.

    A comment within a line that holds `--` is none for GitHub, so it is markup.
    """
    for match in _PIECE.finditer(text):
        kind = HtmlKind(str(match.lastgroup))
        if kind is HtmlKind.COMMENT and in_line and not _COMMENT_IN_LINE.fullmatch(match.group()):
            kind = HtmlKind.MARKUP
        yield HtmlPiece(kind, match.group())


def tag_name(tag: str) -> str:
    """The name in a tag, with its slash if it ends something: `details`, `/details`, `br`."""
    return re.split(r"[\s>]", tag.removeprefix("<"), maxsplit=1)[0].removesuffix("/").lower()


def unpaired_tags(blocks: Iterable[tuple[int, Iterable[Token]]]) -> Iterator[tuple[int, str]]:
    """The tags that nothing ends or begins, with their lines; `blocks` are a line each and the tokens of its text."""
    opened: list[tuple[int, str]] = []
    for line, tokens in blocks:
        for name in (tag_name(token.content) for token in tokens if token.type == "html_inline"):
            if name in PAIRED_TAGS:
                opened.append((line, f"<{name}>"))
            elif any(name == f"/{tag_name(tag)}" for _, tag in opened):
                while name != f"/{tag_name(opened[-1][1])}":
                    yield opened.pop()
                opened.pop()
            elif name != "br":
                yield line, f"<{name}>"
        while opened and tag_name(opened[-1][1]) in _WITHIN_BLOCK:
            yield opened.pop()
    yield from opened


def keep_allowed_html(state: StateCore) -> None:
    """A rule of the parser: of all HTML only the tags that a body may hold stay, the rest becomes text.

    A block of HTML becomes an `inline` token without a paragraph around it, whose text nobody reads as Markdown.
    """
    tokens = []
    for token in state.tokens:
        if token.type == "html_block":
            token.type = "inline"
            token.children = list(_allowed(token.content))
            if any(child.content.strip() for child in token.children):
                tokens.append(token)
        else:
            if token.children:
                token.children = list(_without_other_html(token.children))
            tokens.append(token)
    state.tokens = tokens


def _without_other_html(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "html_inline":
            yield from _allowed(token.content, in_line=True)
        else:
            if token.type == "image" and token.children:  # whose text is read out, and has no place for tags
                shown = _without_other_html(token.children)
                token.children = [child for child in shown if child.type != "html_inline"]
            yield token


def _allowed(text: str, in_line: bool = False) -> Iterator[Token]:
    from markdown_it.token import Token

    for piece in html_pieces(text, in_line):
        match piece.kind:
            case HtmlKind.TAG:
                name = tag_name(piece.text)
                is_open = name == "details" and "open" in piece.text.lower()
                yield Token("html_inline", "", 0, content="<details open>" if is_open else f"<{name}>")
            case HtmlKind.TEXT:
                yield Token("text", "", 0, content=html.unescape(piece.text))
            case HtmlKind.MARKUP:
                yield Token("text", "", 0, content=piece.text)
            case HtmlKind.COMMENT:
                pass
