"""Each number of the trends page leads to a query, and what the query asks for is as many as the number says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.model.terms import Status, Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.search.documents import documents_of
from ml_postmortems.search.searching import Search
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.web.charts.drawing import Chart, NotEnoughData
from ml_postmortems.web.charts.term_trend import term_trend
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.trend_page import TrendPage
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus
from tests.helpers import FROZEN_RECORDS, FROZEN_TAXONOMY

UNTIL = date(2026, 6, 30)


@pytest.fixture(scope="module", params=["real", "company"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SiteIndex:
    """The records of this repository, and a company with withdrawn records, near misses and every facet."""
    root: Path = FROZEN_RECORDS
    if request.param == "company":
        folder = tmp_path_factory.mktemp("cells") / "company"
        write_corpus(folder, Settings(120, 5, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY))
        root = folder / "postmortems"
    return SiteIndex(load_corpus(root).for_audience(Visibility.PUBLIC), UNTIL)


def found(href: str, index: SiteIndex) -> list[str]:
    """The records that the query of a link asks for, by the facets: no search engine takes part."""
    (query,) = parse_qs(urlsplit(href).query, strict_parsing=True)["q"]
    terms = [term.partition(":")[::2] for term in query.split(" ")]
    records = [record for record in index.corpus.records if record.status not in (Status.WITHDRAWN, Status.SUPERSEDED)]
    return [record.id for record in records if all(_has(record, *term, index) for term in terms)]


def _has(record: Record, name: str, value: str, index: SiteIndex) -> bool:
    assert index.corpus.taxonomy
    assert index.corpus.catalog
    began = happened(record).earliest
    day = f"{began.year:04}-{began.month:02}-{began.day:02}"
    match name:
        case "primary":
            return record.primary is not None and value in (record.primary.category, family_of(record.primary.category))
        case "owner":
            return record.teams.owner == value
        case "since":
            return day >= value
        case "until":
            return day <= value
    facet = FACETS_BY_KEY[name]
    return value in facet.keys(record, index.vocabulary)


def numbers(chart: Chart | NotEnoughData) -> Iterator[tuple[int, str]]:
    """Every number of the table behind a chart with where it leads."""
    assert chart.table
    for row in chart.table.rows:
        for cell in row[1:]:
            if cell.href.startswith("search/"):
                yield int(cell.text), cell.href


def test_every_bar_leads_to_as_many_records_as_it_counts(index: SiteIndex) -> None:
    """By period, of all, of families and of leaves."""
    page = TrendPage(Archive(index.corpus, UNTIL), index)
    pairs = [pair for chart in (page.over_time, page.by_leaf) for pair in numbers(chart)]
    assert len(pairs) > 10
    for count, href in pairs:
        assert len(found(href, index)) == count, href


def test_every_cell_leads_to_as_many_records_as_it_counts(index: SiteIndex) -> None:
    """Of causes against teams, stages and detection; rows add up to their total, tables to the incidents."""
    archive = Archive(index.corpus, UNTIL)
    for table in TrendPage(archive, index).tables:
        cells = [cell for _, row, _ in table.rows for cell in row]
        assert any(cell.href for cell in cells)
        for cell in cells:
            if cell.href:
                assert len(found(cell.href, index)) == cell.count, cell.href
        for _, row, total in table.rows:
            assert sum(cell.count for cell in row) == total
        assert sum(total for _, _, total in table.rows) == len(archive.incidents)


def test_the_search_finds_as_many(index: SiteIndex) -> None:
    """What the Whoosh search finds for the query of a number is what the number counts, of bars and of cells."""
    vocabulary = index.vocabulary
    documents = documents_of(index.with_bodies, vocabulary)
    search = Search(documents, WhooshIndex(document.text for document in documents), vocabulary)
    page = TrendPage(Archive(index.corpus, UNTIL), index)
    pairs = [pair for chart in (page.over_time, page.by_leaf) for pair in numbers(chart)]
    pairs += [(cell.count, cell.href) for table in page.tables for _, row, _ in table.rows for cell in row if cell.href]
    assert len(pairs) > 50
    for count, href in pairs:
        (query,) = parse_qs(urlsplit(href).query, strict_parsing=True)["q"]
        result = search.run(query)
        assert len(result.order) == count, href
        facets = {facet.key: {each.term.key: each.count for each in terms} for facet, terms in result.facets}
        assert facets.get("kind", {}) == ({"incident": count} if count else {}), href


@pytest.mark.parametrize("facet", ["cause", "family", "team", "model"])
def test_small_trends_lead_to_as_many_records_as_they_count(index: SiteIndex, facet: str) -> None:
    """The ones on the pages of a cause, a team or a model."""

    charts = [chart for term in index.terms(FACETS_BY_KEY[facet]) if (chart := term_trend(term, index))]
    assert charts or facet == "model"  # of the real records no model has three
    for chart in charts:
        for count, href in numbers(chart):
            assert len(found(href, index)) == count, href
