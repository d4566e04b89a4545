"""The Markdown body of a record to HTML: a few tags of HTML in, nothing active out, ids of its own."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from ml_postmortems.reading.html_tags import PAIRED_TAGS, tag_name
from ml_postmortems.reading.markdown import inline_tokens, new_parser
from ml_postmortems.web.body_citations import mark_citations
from ml_postmortems.web.body_links import Places, adapt_links
from ml_postmortems.web.body_shapes import align_cells, shape_alerts, shape_headings, shape_tasks, show_emoji
from ml_postmortems.web.code_blocks import MOST_COLOURED_IN_ALL, code_block

_REL_WITHIN_THE_PAGE = re.compile(
    r'(<a (?:class="[^"]*" )?href="#[^"]*"(?: [a-z]+="[^"]*")*) rel="noopener noreferrer"'
)

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
class RenderedSection:
    """A heading of the second level, and what stands below it up to the next one."""

    title: str
    """Plain text."""
    anchor: str
    heading: Markup
    html: Markup


@dataclass(frozen=True, slots=True)
class RenderedBody:
    """A body as HTML."""

    opening: Markup
    """What stands above the first heading."""
    sections: tuple[RenderedSection, ...]
    footnotes: Markup
    headings: tuple[tuple[str, str], ...]
    """Every heading of the second level as (text, id), those in quotes and folds too."""

    @property
    def html(self) -> Markup:
        """The whole of it, in the order of the file."""
        sections = (each.heading + "\n" + each.html for each in self.sections)
        return Markup("").join((self.opening, *sections, self.footnotes))


def render_body(
    text: str,
    here: str,
    records: Collection[str],
    pictures: Collection[str],
    graph: str | None = None,
    evidence: Collection[str] = (),
) -> RenderedBody:
    """The HTML of a body; `here` is the address of the page it goes to, `graph` the id of its causal graph.

    Links to records and pictures that are not among `records` (ids) and `pictures` (`PM-2025-0007/graph.png`) become
    text: whoever may not see a record must not learn of it. A picture on another host becomes a link. Ids of `evidence`
    in brackets, as `(E1, E2)`, become marks that lead to it.
    """
    places = Places(here, frozenset(records), frozenset(pictures))
    headings: list[tuple[str, str]] = []
    env = {
        "places": places,
        "docId": "body",
        "headings": headings,
        "left_to_colour": MOST_COLOURED_IN_ALL,
        "graph": graph,
        "evidence": frozenset(evidence),
    }
    parser = _parser()
    opening, *sections, footnotes = [
        _clean(parser.renderer.render(part, parser.options, env)) for part in _parts(parser.parse(text, env))
    ]
    return RenderedBody(opening, tuple(_sections(sections, headings)), footnotes, tuple(headings))


def _sections(parts: Sequence[Markup], headings: Sequence[tuple[str, str]]) -> Iterator[RenderedSection]:
    """Each part with its heading, of which there is one at its beginning; further ones are within a fold."""
    titles = {anchor: title for title, anchor in headings}
    for part in parts:
        heading, end, rest = part.partition("</h2>")
        anchor = heading.split('"', 2)[1]
        yield RenderedSection(titles[anchor], anchor, heading + end, rest.lstrip("\n"))


def _parts(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """What stands above the first heading of the second level, each heading with what follows it, the footnotes.

    A heading within a fold begins no part: it could not be taken out of the fold.
    """
    starts, opened, end = [], 0, len(tokens)
    for place, token in enumerate(tokens):
        if token.type == "footnote_block_open":
            end = place
            break
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and not opened:
            starts.append(place)
        for piece in inline_tokens([token]):
            if piece.type == "html_inline":
                opened += {"details": 1, "/details": -1}.get(tag_name(piece.content), 0)
    cuts = [0, *starts, end]
    return [tokens[first:last] for first, last in zip(cuts, [*cuts[1:], len(tokens)], strict=True)]


def _clean(html: str) -> Markup:
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(_REL_WITHIN_THE_PAGE.sub(r"\1", cleaned))


@cache
def _parser() -> MarkdownIt:
    parser = new_parser()
    parser.core.ruler.push("pm_links", adapt_links)
    parser.core.ruler.push("pm_headings", shape_headings)
    parser.core.ruler.push("pm_alerts", shape_alerts)
    parser.core.ruler.push("pm_cells", align_cells)
    parser.core.ruler.push("pm_emoji", show_emoji)
    parser.core.ruler.push("pm_citations", mark_citations)
    parser.core.ruler.push("pm_tasks", shape_tasks)
    parser.add_render_rule("fence", code_block)
    parser.add_render_rule("table_open", lambda *_: '<div class="md-typeset__table"><table>\n')
    parser.add_render_rule("table_close", lambda *_: "</table></div>\n")
    return parser
