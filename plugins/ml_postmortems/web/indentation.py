"""Pages without the white space that the nesting of templates leaves, which is a sixth of them."""

from __future__ import annotations

import re

from ml_postmortems.web.line_breaks import with_line_breaks

_AS_IT_STANDS = re.compile(r"<(pre|textarea|script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_INDENTATION = re.compile(r"(\n)\s+|([ \t])[ \t]+(?=<)")


def without_indentation(html: str) -> str:
    """The same page with each line at the margin and no blank ones, and with lines that break where they should.

    Code, scripts and styles stay as they are.
    """
    shortened, place = [], 0
    for kept in _AS_IT_STANDS.finditer(html):
        shortened += [_tidied(html[place : kept.start()]), kept.group()]
        place = kept.end()
    return "".join((*shortened, _tidied(html[place:])))


def _tidied(html: str) -> str:
    """No value of an attribute has a `<` in it, so what stands before one is between two elements."""
    return with_line_breaks(_INDENTATION.sub(r"\1\2", html))
