"""The Markdown body of a record to HTML: a few tags of HTML in, nothing active out, ids of its own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from ml_postmortems.reading.html_tags import PAIRED_TAGS
from ml_postmortems.reading.markdown import new_parser
from ml_postmortems.web.body_links import Places, adapt_links
from ml_postmortems.web.body_shapes import align_cells, shape_alerts, shape_headings, shape_tasks, show_emoji
from ml_postmortems.web.code_blocks import MOST_COLOURED_IN_ALL, code_block

_TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "a", "img", "div", "span", "section"),
    *("ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    *("label", "input", "figure", "figcaption"),
    *PAIRED_TAGS,
}
_ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "details": {"open"},
    "figure": {"class"},
    "img": {"src", "alt", "title"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start", "class"},
    "ul": {"class"},
    "li": {"class", "id"},
    "p": {"class"},
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


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """A body as HTML, and its headings of the second level as (text, id)."""

    html: Markup
    headings: tuple[tuple[str, str], ...]


def render_body(
    text: str, here: str, records: Collection[str], pictures: Collection[str], graph: str | None = None
) -> RenderedBody:
    """The HTML of a body; `here` is the address of the page it goes to, `graph` the id of its causal graph.

    Links to records and pictures that are not among `records` (ids) and `pictures` (`PM-2025-0007/graph.png`) become
    text: whoever may not see a record must not learn of it. A picture on another host becomes a link.
    """
    places = Places(here, frozenset(records), frozenset(pictures))
    headings: list[tuple[str, str]] = []
    html = _parser().render(
        text,
        {
            "places": places,
            "docId": "body",
            "headings": headings,
            "left_to_colour": MOST_COLOURED_IN_ALL,
            "graph": graph,
        },
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
    parser.core.ruler.push("pm_links", adapt_links)
    parser.core.ruler.push("pm_headings", shape_headings)
    parser.core.ruler.push("pm_alerts", shape_alerts)
    parser.core.ruler.push("pm_cells", align_cells)
    parser.core.ruler.push("pm_emoji", show_emoji)
    parser.core.ruler.push("pm_tasks", shape_tasks)
    parser.add_render_rule("fence", code_block)
    parser.add_render_rule("table_open", lambda *_: '<div class="md-typeset__table"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser
