"""Where lines of a page may break: within words that are longer than a narrow column, not before a unit.

CSS can break any word, but then a table takes the width of a letter for the least that a column needs and breaks all
words of it.
"""

from __future__ import annotations

import re

_TEXT = re.compile(r">([^<>]{25,})(?=<)")
_TAG = re.compile(r"<(/?[a-zA-Z][\w-]*)[^<>]*>")
_TEXT_ONLY = {"title", "option", "text", "tspan", "desc"}
"""Elements, of HTML and of drawings, in which a mark would be shown or swallow what follows."""
_WORD = re.compile(r"[^\s<>&;\u00ad-]{25,}")
_PIECE = re.compile(r".{1,16}")
_MARKS = re.compile(r"<wbr>(?=[\u0300-\u036f\u0610-\u061a\u064b-\u065f\ufe00-\ufe0f\u200d])")
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_UNIT = rf"%|ms|s|min|h|d|(?:second|minute|hour|day|week|month|year|point)s?|[KMGT]i?B|UTC|{_MONTH}"
_TEXT_ENDS = r"(?![^<>]*(?:>|</code>))"
"""Follows a place in a text; not one in a tag, nor in code, which is copied."""
_KEPT = re.compile(
    rf" (?:(?<=\d )(?=(?:{_UNIT})(?!\w))|(?=[\d=])(?:(?<=\b(?:{_MONTH}) )(?=\d{{4}}\b)|(?<=\b[A-Z]{{3}} )(?=\d)"
    rf"|(?<=\bN )(?== \d)|(?<=\bN = )(?=\d))){_TEXT_ENDS}"
)
"""The spaces before a unit, within a day, after a currency, and in `N = 8`.

Most spaces have no digit on either side, so the two branches ask for one first.
"""


def with_line_breaks(html: str) -> str:
    """The same HTML with `<wbr>` within the long words of its texts, and with days and numbers that stay in one piece.

    Nothing that is read or copied changes but the kind of a space.
    """
    pieces, place = [], 0
    for text in _TEXT.finditer(html):
        if _WORD.search(html, *text.span(1)) and _may_be_broken(html, text.start(1)):
            pieces += [html[place : text.start(1)], _WORD.sub(_broken_word, text[1])]
            place = text.end()
    return _KEPT.sub("\u00a0", "".join((*pieces, html[place:])))


def _may_be_broken(html: str, start: int) -> bool:
    """Whether a tag ends where a text starts, and it is none of an element that holds text only."""
    tag = _TAG.match(html, html.rfind("<", 0, start))
    return tag is not None and tag.end() == start and tag[1].lower() not in _TEXT_ONLY


def _broken_word(match: re.Match[str]) -> str:
    return _MARKS.sub("", "<wbr>".join(_PIECE.findall(match.group())))
