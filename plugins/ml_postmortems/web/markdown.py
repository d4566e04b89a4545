"""The Markdown body of a record to HTML: no raw HTML in, nothing active out, ids of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from ml_postmortems.reading.markdown import PICTURE_LINK, RECORD_LINK, new_parser
from ml_postmortems.web.urls import record_url, relative_url

_TAGS = {
    *(
        "p",
        "br",
        "hr",
        "em",
        "strong",
        "s",
        "code",
        "pre",
        "blockquote",
        "a",
        "img",
        "div",
        "span",
        "section",
    ),
    *("ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sup"),
    *("label", "input"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "img": {"src", "alt", "title"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "li": {"class", "id"},
    "th": {"align"},
    "td": {"align"},
    "code": {"class"},
    "pre": {"tabindex"},
    "div": {"class"},
    "span": {"class"},
    "section": {"class"},
    "sup": {"class", "id"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_ID_PREFIX = "body-"
_TASK = re.compile(r"\[([ xX])\] ")
_COLOURED = {
    *("bash", "c", "console", "cpp", "diff", "docker", "go", "http", "ini", "java", "javascript", "js", "json"),
    *("promql", "protobuf", "py", "pycon", "pytb", "python", "rust", "sh", "sql", "toml", "ts", "typescript"),
    *("xml", "yaml"),
}
"""The languages whose code is coloured. Many others take seconds for a page of text that is made for it, or fail."""
_MOST_COLOURED, _MOST_COLOURED_IN_ALL = 2_000, 10_000
"""How many characters of code are coloured in one block, and in one body: time grows with the square of a block."""


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """A body as HTML, and its headings of the second level as (text, id)."""

    html: Markup
    headings: tuple[tuple[str, str], ...]


def render_body(text: str, here: str, records: Collection[str], pictures: Collection[str]) -> RenderedBody:
    """The HTML of a body; `here` is the address of the page it goes to.

    Links to records and pictures that are not among `records` (ids) and `pictures` (`PM-2025-0007/graph.png`) become
    text: whoever may not see a record must not learn of it. A picture on another host becomes a link.
    """
    places = _Places(here, frozenset(records), frozenset(pictures))
    headings: list[tuple[str, str]] = []
    html = _parser().render(
        text, {"places": places, "docId": "body", "headings": headings, "left_to_colour": _MOST_COLOURED_IN_ALL}
    )
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return RenderedBody(Markup(clean), tuple(headings))


@cache
def _parser() -> MarkdownIt:
    parser = new_parser()
    parser.core.ruler.push("pm_links", _adapt_links)
    parser.core.ruler.push("pm_headings", _shape_headings)
    parser.core.ruler.push("pm_cells", _align_cells)
    parser.core.ruler.push("pm_tasks", _shape_tasks)
    parser.add_render_rule("fence", _code_block)
    parser.add_render_rule("table_open", lambda *_: '<div class="md-typeset__table"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the body goes to, and what it may lead to from there."""

    here: str
    records: frozenset[str]
    pictures: frozenset[str]

    def address(self, target: str) -> str | None:
        """What a link between files of the folder of records becomes; None where it must not be one."""
        if match := RECORD_LINK.fullmatch(target):
            if match.group(3) not in self.records:
                return None
            return relative_url(record_url(match.group(3)) + (match.group(4) or ""), self.here)
        if match := PICTURE_LINK.fullmatch(target):
            if target not in self.pictures:
                return None
            return relative_url(record_url(match.group(1)) + match.group(2), self.here)
        return target if target.startswith(("http://", "https://", "mailto:", "#")) else None


def _adapt_links(state: Any) -> None:
    """Point links between files of the folder of records at the pages that are made of them."""
    for block in state.tokens:
        if block.children:
            block.children = list(_adapted(block.children, state.env["places"]))


def _adapted(tokens: list[Token], places: _Places) -> Iterator[Token]:
    is_kept: list[bool] = []
    for token in tokens:
        match token.type:
            case "link_open":
                address = places.address(str(token.attrGet("href") or ""))
                is_kept.append(address is not None)
                if address is not None:
                    token.attrSet("href", address)
                    yield token
            case "link_close":
                if is_kept.pop():
                    yield token
            case "image":
                yield from _adapted_picture(token, places, any(is_kept))
            case _:
                yield token


def _adapted_picture(token: Token, places: _Places, is_in_link: bool) -> Iterator[Token]:
    source = str(token.attrGet("src") or "")
    address = places.address(source)
    if address is not None and source in places.pictures:
        token.attrSet("src", address)
        yield token
        return
    text = Token("text", "", 0, content=token.content)
    if address is None or is_in_link:
        yield text
    else:
        yield from (Token("link_open", "a", 1, attrs={"href": address}), text, Token("link_close", "a", -1))


def _shape_headings(state: Any) -> None:
    """The title of the page is its only first level, and no level below it is left out.

    Ids are unique and clash with nothing outside the body.
    """
    given: dict[str, int] = {}
    level = 1
    for position, token in enumerate(state.tokens):
        if token.type == "heading_close":
            token.tag = f"h{level}"
        elif token.type == "heading_open":
            level = min(max(2, int(token.tag[1])), level + 1)
            token.tag = f"h{level}"
            inline = state.tokens[position + 1]
            anchor = _free(_ID_PREFIX + "-".join(re.findall(r"\w+", inline.content.lower())), given)
            token.attrSet("id", anchor)
            if level == 2:
                text = "".join(child.content for child in inline.children or ())
                state.env["headings"].append((text, anchor))


def _free(anchor: str, given: dict[str, int]) -> str:
    """The anchor itself, or with the first number after it that nothing has yet; notes what was given."""
    free, number = anchor, given.get(anchor, 0)
    while free in given:
        number += 1
        free = f"{anchor}-{number}"
    given[anchor] = max(number, 1)
    given.setdefault(free, 1)
    return free


def _align_cells(state: Any) -> None:
    """Say the alignment of cells by an attribute: styles do not pass the cleaning."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            token.attrSet("align", str(style).removeprefix("text-align:"))


def _shape_tasks(state: Any) -> None:
    """Items that begin with `[ ]` or `[x]` get a box that shows it and cannot be changed."""
    lists: list[Token] = []
    for position, token in enumerate(state.tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "inline" and position > 1 and state.tokens[position - 2].type == "list_item_open":
            match = _TASK.match(token.children[0].content) if token.children else None
            if match:
                lists[-1].attrSet("class", "contains-task-list")
                state.tokens[position - 2].attrSet("class", "task-list-item")
                token.children[0].content = token.children[0].content[match.end() :]
                checked = "" if match.group(1) == " " else " checked"
                box = f'<label><input type="checkbox" disabled{checked}> '
                token.children.insert(0, Token("html_inline", "", 0, content=box))
                token.children.append(Token("html_inline", "", 0, content="</label>"))


def _code_block(_: Any, tokens: list[Token], index: int, __: Any, env: dict[str, Any]) -> str:
    """A block of code, coloured where its language is one of ours and there is not too much of it.

    It can have the focus, so that the keyboard can push a long line sideways; the theme takes that from `code`.
    """
    token = tokens[index]
    language = token.info.split(maxsplit=1)[0].lower() if token.info.strip() else ""
    html = str(escape(token.content))
    if language in _COLOURED and len(token.content) <= min(_MOST_COLOURED, env["left_to_colour"]):
        env["left_to_colour"] -= len(token.content)
        html = highlight(token.content, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    return f'<div class="highlight"><pre tabindex="0"><code>{html}</code></pre></div>\n'
