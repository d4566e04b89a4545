"""Rows of tables of records, which are rendered once for all pages."""

from __future__ import annotations

from datetime import date

from ml_postmortems.model.facets import CAUSE, FACETS_BY_KEY, TEAM
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import RECORDS
from tests.helpers import FROZEN_RECORDS


def test_a_row_is_the_one_that_its_page_would_render() -> None:
    """On pages of any depth, those that links of the row lead to among them."""
    index = SiteIndex(load_corpus(FROZEN_RECORDS).for_audience(Visibility.INTERNAL), date(2026, 6, 30))
    pages = [
        RECORDS,
        f"{RECORDS}page-2/",
        "index/",
        "",
        *(term.url for term in (*index.terms(TEAM), *index.terms(CAUSE))),
    ]
    assert index.counted
    for record in index.counted:
        for here in pages:
            plain = render("record_cells.html", here, record=record, index=index, facets=FACETS_BY_KEY)
            assert index.record_rows.cells(record, here) == plain
