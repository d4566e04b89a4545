"""The Markdown body of a record to HTML: no raw HTML in, nothing active out, ids of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from ml_postmortems.reading.markdown import PICTURE_LINK, RECORD_LINK, inline_tokens, new_parser
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
    *("ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sup", "input"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "img": {"src", "alt", "title"},
    "input": {"type", "checked", "disabled", "class"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "li": {"class", "id"},
    "th": {"align"},
    "td": {"align"},
    "code": {"class"},
    "div": {"class"},
    "span": {"class"},
    "section": {"class"},
    "sup": {"class", "id"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
_ID_PREFIX = "body-"


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """A body as HTML, and its headings of the second level as (text, id)."""

    html: Markup
    headings: tuple[tuple[str, str], ...]


def render_body(text: str, here: str) -> RenderedBody:
    """The HTML of a body; `here` is the address of the page it goes to."""
    headings: list[tuple[str, str]] = []
    html = _parser().render(text, {"here": here, "docId": "body", "headings": headings})
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
    parser.options["highlight"] = _highlight
    parser.core.ruler.push("pm_links", _adapt_links)
    parser.core.ruler.push("pm_headings", _shape_headings)
    parser.add_render_rule("table_open", lambda *_: '<div class="md-typeset__table"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _adapt_links(state: Any) -> None:
    """Point links between files of the folder of records at the pages that are made of them."""
    here = state.env.get("here", "")
    for token in inline_tokens(state.tokens):
        for attribute in ("href", "src"):
            target = token.attrGet(attribute)
            if not isinstance(target, str):
                continue
            if match := RECORD_LINK.fullmatch(target):
                token.attrSet(attribute, relative_url(record_url(match.group(3)) + (match.group(4) or ""), here))
            elif match := PICTURE_LINK.fullmatch(target):
                token.attrSet(attribute, relative_url(record_url(match.group(1)) + match.group(2), here))


def _shape_headings(state: Any) -> None:
    """The title of the page is its only first level; ids are unique and clash with nothing outside the body."""
    seen: dict[str, int] = {}
    for position, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{max(2, int(token.tag[1]))}"
        if token.type == "heading_open":
            inline = state.tokens[position + 1]
            anchor = _ID_PREFIX + "-".join(re.findall(r"\w+", inline.content.lower()))
            seen[anchor] = seen.get(anchor, 0) + 1
            anchor = anchor if seen[anchor] == 1 else f"{anchor}-{seen[anchor]}"
            token.attrSet("id", anchor)
            if token.tag == "h2":
                text = "".join(child.content for child in inline.children or ())
                state.env["headings"].append((text, anchor))


def _highlight(code: str, language: str, _: str) -> str:
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    html: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f'<pre class="highlight"><code>{html}</code></pre>'
