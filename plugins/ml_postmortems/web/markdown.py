"""The Markdown body of a record to HTML: no raw HTML in, nothing active out, ids of its own."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from ml_postmortems.reading.body import Section
from ml_postmortems.web.urls import record_url, relative_url

_RECORD_FILE = re.compile(r"(?:\.\./\d{4}/)?(PM-\d{4}-\d{4})-[a-z0-9-]+\.md(#[\w-]+)?", re.ASCII)
_PICTURE_FILE = re.compile(r"(PM-\d{4}-\d{4})/([a-z0-9_-]+\.(?:png|jpe?g|webp))", re.ASCII)
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
    *("ul", "ol", "li", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "sup", "input"),
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
    **{f"h{level}": {"id"} for level in range(3, 7)},
}
_ID_PREFIX = "body-"


def render_section(section: Section, here: str, index: int) -> Markup:
    """The HTML of what stands under one heading of a body; `here` is the address of the page it goes to."""
    html = _parser().render(section.text, {"here": here, "docId": str(index)})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlight})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(tasklists_plugin)
    parser.core.ruler.push("pm_links", _adapt_links)
    parser.core.ruler.push("pm_headings", _lower_headings)
    parser.add_render_rule("table_open", lambda *_: '<div class="md-typeset__table"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser


def _adapt_links(state: Any) -> None:
    """Point links between files of the folder of records at the pages that are made of them."""
    here = state.env.get("here", "")
    for token in _inline_tokens(state.tokens):
        for attribute in ("href", "src"):
            target = token.attrGet(attribute)
            if not isinstance(target, str):
                continue
            if match := _RECORD_FILE.fullmatch(target):
                token.attrSet(attribute, relative_url(record_url(match.group(1)) + (match.group(2) or ""), here))
            elif match := _PICTURE_FILE.fullmatch(target):
                token.attrSet(attribute, relative_url(record_url(match.group(1)) + match.group(2), here))


def _inline_tokens(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or ()]


def _lower_headings(state: Any) -> None:
    """Headings inside a section start at the third level and have ids that clash with nothing else."""
    seen: dict[str, int] = {}
    for position, token in enumerate(state.tokens):
        if token.type in ("heading_open", "heading_close"):
            level = max(3, int(token.tag[1]))
            token.tag = f"h{level}"
        if token.type == "heading_open":
            words = re.findall(r"\w+", state.tokens[position + 1].content.lower())
            slug = _ID_PREFIX + "-".join([state.env.get("docId", ""), *words])
            seen[slug] = seen.get(slug, 0) + 1
            token.attrSet("id", slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")


def _highlight(code: str, language: str, _: str) -> str:
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return ""
    html: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f'<pre class="highlight"><code>{html}</code></pre>'
