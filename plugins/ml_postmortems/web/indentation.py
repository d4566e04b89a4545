"""Pages without the white space that the nesting of templates leaves, which is a sixth of them."""

from __future__ import annotations

import re

from ml_postmortems.web.line_breaks import with_line_breaks

_AS_IT_STANDS = re.compile(r"<(pre|textarea|script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_LINE_STARTS = re.compile(r"\n\s+")
_SPACES = re.compile(r"  +(?=<)")
_BLANKS = re.compile(r"([ \t])[ \t]+(?=<)")
"""The same with tabs, which takes four times as long."""


_ENDS = re.compile(r">(?=\s*<)")


def without_indentation(html: str) -> str:
    """The same page with each line at the margin and no blank ones, and with lines that break where they should.

    Code, scripts and styles stay as they are.
    """
    shortened, place = [], 0
    for kept in _AS_IT_STANDS.finditer(html):
        shortened += [_tidied(html[place : kept.start()]), kept.group()]
        place = kept.end()
    return "".join((*shortened, _tidied(html[place:])))


def cuts(html: str) -> list[int]:
    """Where a page can be cut, so that its parts without indentation are together the page without it.

    That is behind an element before another one, but for the places within what stays as it stands.
    """
    kept = [each.span() for each in _AS_IT_STANDS.finditer(html)]
    ends = [each.end() for each in _ENDS.finditer(html)]
    return [end for end in ends if not any(start < end < past for start, past in kept)]


def _tidied(html: str) -> str:
    """No value of an attribute has a `<` in it, so what stands before one is between two elements."""
    at_margin = _LINE_STARTS.sub("\n", html)
    return with_line_breaks(_BLANKS.sub(r"\1", at_margin) if "\t" in at_margin else _SPACES.sub(" ", at_margin))
