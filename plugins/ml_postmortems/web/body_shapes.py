"""How the parts of a body look on its page: headings below the title, alerts as the theme's boxes, tasks, emoji."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markdown_it.token import Token
from pymdownx.gemoji_db import aliases, emoji

from ml_postmortems.reading.headings import heading_anchors, shown_text
from ml_postmortems.web.body_links import ID_PREFIX

_ALERT_BOXES: Mapping[str, str] = {
    "NOTE": "note",
    "TIP": "tip",
    "IMPORTANT": "info pm-important",
    "WARNING": "warning",
    "CAUTION": "danger",
}
"""The theme's box for each alert of GitHub."""
_SHORT_CODE = re.compile(r":[\w+-]+:", re.ASCII)


def shape_headings(state: Any) -> None:
    """A rule of the parser: no heading is as high as the title of the page, and no level is left out."""
    level = 1
    opened = {id(token): (content, anchor) for token, content, anchor in heading_anchors(state.tokens)}
    for token in state.tokens:
        if token.type == "heading_close":
            token.tag = f"h{level}"
        elif token.type == "heading_open":
            level = min(max(2, int(token.tag[1])), level + 1)
            token.tag = f"h{level}"
            content, anchor = opened[id(token)]
            token.attrSet("id", ID_PREFIX + anchor)
            if level == 2:
                state.env["headings"].append((with_emoji(shown_text(content.children or ())), ID_PREFIX + anchor))


def shape_alerts(state: Any) -> None:
    """A rule of the parser: GitHub's alerts have the classes of the theme's boxes."""
    for token in state.tokens:
        if token.type == "alert_open":
            token.attrSet("class", f"admonition {_ALERT_BOXES[token.meta['kind']]}")
        elif token.type == "alert_title_open":
            token.attrSet("class", "admonition-title")


def align_cells(state: Any) -> None:
    """A rule of the parser: say the alignment of cells by an attribute, since styles do not pass the cleaning."""
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.pop("style", None)):
            token.attrSet("align", str(style).removeprefix("text-align:"))


def shape_tasks(state: Any) -> None:
    """A rule of the parser: the text of a task is the label of its box, which shows what is done and stays so."""
    for position, token in enumerate(state.tokens):
        if token.type == "list_item_open" and "checked" in token.meta:
            checked = " checked" if token.meta.pop("checked") else ""
            box = f'<input type="checkbox" disabled{checked}> '
            following = state.tokens[position + 1 : position + 3]
            if [each.type for each in following] == ["paragraph_open", "inline"]:
                children = following[1].children or []
                following[1].children = [_html(f"<label>{box}"), *children, _html("</label>")]


def show_emoji(state: Any) -> None:
    """A rule of the parser: the short codes of emoji in text become emoji; those of an address stay."""
    for block in state.tokens:
        is_address = False
        for token in block.children or ():
            is_address = token.markup == "autolink" and token.nesting > 0 if token.nesting else is_address
            if token.type == "text" and not is_address:
                token.content = with_emoji(token.content)


def with_emoji(text: str) -> str:
    """A text with emoji in the place of their short codes; what is no code of GitHub's stands as it is."""
    return _SHORT_CODE.sub(lambda match: _emoji(match.group()), text) if text.count(":") > 1 else text


def _emoji(code: str) -> str:
    known = emoji.get(aliases.get(code, code), {})
    points = known.get("unicode_alt") or known.get("unicode")  # the first says that it is a picture, where both exist
    return "".join(chr(int(point, 16)) for point in points.split("-")) if points else code


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)
