"""What tables of records say of each one: rendered once a build, though a record stands in a score of tables."""

from __future__ import annotations

import re
from functools import lru_cache

from markupsafe import Markup, escape

from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.model.once import kept_with_record
from ml_postmortems.model.record import Record
from ml_postmortems.web.rendering import render
from ml_postmortems.web.urls import relative_url

_HREF = re.compile(r'href="([^"]*)"')
_ROOT = ""
"""The page at the root of the site, from which a link is the whole address of its target."""


class RecordRows:
    """The cells of a row by record; on each page only their links are made for it."""

    def __init__(self, index: object) -> None:
        """`index` is the site's, which the template reads."""
        self._rendered = kept_with_record(
            lambda record: render("record_cells.html", _ROOT, record=record, index=index, facets=FACETS_BY_KEY)
        )

    def cells(self, record: Record, here: str) -> Markup:
        """The cells of a record's row on the page at address `here`."""
        return Markup(_HREF.sub(lambda link: f'href="{_link(link[1], here)}"', self._rendered(record)))


@lru_cache(maxsize=4096)
def _link(target: str, here: str) -> str:
    return str(escape(relative_url(Markup(target).unescape(), here)))
