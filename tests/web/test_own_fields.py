"""What an organisation adds to the format, from the settings to pages, search and exports."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.drafting.draft_form import draft_form
from ml_postmortems.authoring.drafting.draft_text import draft_text
from ml_postmortems.base.served_pages import served_files
from ml_postmortems.export.opensearch import bulk_lines, index_settings
from ml_postmortems.export.record_data import DataContext, record_document
from ml_postmortems.export.tables import tables
from ml_postmortems.lint.fixes.questions import without_questions
from ml_postmortems.model.facets import OWN_FIELD
from ml_postmortems.model.json_schema import record_schema
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.search.documents import documents_of
from ml_postmortems.web.pages import record_page
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import own_record, write_corpus

AS_OF = date(2026, 6, 1)
HOSTILE = "=1+1 <script>alert(1)</script> {{ 7*7 }}"
SETTINGS = """\
schema_version: 1
fields:
  region: {type: choice, label: Region & place, description: Where it was seen., choices: [eu, us], visibility: public}
  markets: {type: list, label: Markets, description: Which markets., visibility: public}
  cost: {type: number, label: Cost centre, description: Who pays., visibility: public}
  board: {type: url, label: Board <b>, description: "Where to [look].", visibility: public}
  agreed: {type: date, label: Agreed, description: When., visibility: public}
  secret-plan: {type: text, label: Secret plan, description: Hush., visibility: internal}
required:
  - {field: extra.region, from: closed}
"""
EXTRA = {
    "region": "eu",
    "markets": [HOSTILE, "Zanzibar"],
    "cost": "4711",
    "board": "https://example.com/?a=1&b=2",
    "agreed": "2025-03-12",
    "secret-plan": "Xylophone",
}


@pytest.fixture(name="corpus")
def _corpus(tmp_path: Path) -> Corpus:
    root = write_corpus(tmp_path, own_record(extra=EXTRA, visibility="public", status="published"))
    (root / "settings.yml").write_text(SETTINGS, "utf-8")
    return load_corpus(root)


def page_of(index: SiteIndex) -> str:
    """The page of the only record."""
    (file,) = index.with_bodies.files
    assert file.record
    return record_page(file, file.record, index).content().html


def test_values_stand_on_the_page_as_text(corpus: Corpus) -> None:
    """With labels, links for addresses and for grouped values, and no markup of their own."""
    index = SiteIndex(corpus.for_audience(Visibility.PUBLIC), AS_OF, audience=Visibility.PUBLIC)
    html = page_of(index)
    assert '<dt title="Where it was seen.">Region &amp; place</dt>' in html
    assert 'href="https://example.com/?a=1&amp;b=2"' in html
    assert "fields/region/eu/" in html
    assert '<time datetime="2025-03-12">12 Mar 2025</time>' in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def test_an_audience_learns_nothing_of_fields_that_it_may_not_see(corpus: Corpus) -> None:
    """Not their values, labels or keys: on pages, in data, tables, schemas, the reference and the search."""
    for audience, sees in ((Visibility.PUBLIC, False), (Visibility.INTERNAL, True)):
        seen = corpus.for_audience(audience)
        index = SiteIndex(seen, AS_OF, audience=audience)
        (document,) = documents_of(seen, seen.vocabulary)
        assert seen.taxonomy and seen.catalog
        told = [
            page_of(index),
            json.dumps(record_document(seen.files[0], (), DataContext(audience, AS_OF))),
            "".join(table.text() for table in tables(seen.records, (), (), seen.settings.fields)),
            json.dumps(index_settings(seen.vocabulary)),
            "".join(bulk_lines(seen.files, seen.vocabulary, DataContext(audience, AS_OF), "x")),
            json.dumps(record_schema(seen.taxonomy, seen.catalog, seen.settings)),
            served_files(seen.taxonomy, seen.catalog, seen.settings)["reference/fields.md"],
            json.dumps(dict(document.text)),
        ]
        found = [any(word in text for word in ("Xylophone", "Secret plan", "secret-plan")) for text in told]
        assert found == [sees] * len(told)


def test_values_are_found_and_grouped(corpus: Corpus) -> None:
    """Words by the search, and values of few kinds as terms of a facet."""
    (document,) = documents_of(corpus, corpus.vocabulary)
    assert "Zanzibar" in "\n".join(document.text.values())
    assert document.facts["field"] == ("region/eu", "markets/1-1-script-alert-1-script-7-7", "markets/zanzibar")
    index = SiteIndex(corpus, AS_OF)
    names = {term.term.key: term.term.name for term in index.terms(OWN_FIELD)}
    assert names["region/us"] == "Region & place: us"
    assert names["markets/zanzibar"] == index.name(OWN_FIELD, "markets/zanzibar") == "Markets: zanzibar"


def test_exports_have_the_values(corpus: Corpus) -> None:
    """As they are written in JSON, a row for each in CSV without a formula, and by type for a search engine."""
    data = record_document(corpus.files[0], (), DataContext(Visibility.INTERNAL, AS_OF))
    assert data["record"]["extra"] == EXTRA
    text = next(
        table.text() for table in tables(corpus.records, (), (), corpus.settings.fields) if table.name == "extra"
    )
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["value"] for row in rows if row["field"] == "markets"] == [f"'{HOSTILE}", "Zanzibar"]
    properties = index_settings(corpus.vocabulary)["mappings"]["properties"]["extra"]["properties"]
    assert {key: each["type"] for key, each in properties.items()} == {
        "region": "keyword",
        "markets": "keyword",
        "cost": "double",
        "board": "keyword",
        "agreed": "date",
        "secret-plan": "text",
    }
    _, line = bulk_lines(corpus.files, corpus.vocabulary, DataContext(Visibility.INTERNAL, AS_OF), "x")
    assert json.loads(line)["extra"] == EXTRA


def test_a_table_of_own_fields_is_there_only_with_such_fields(corpus: Corpus) -> None:
    """Who has none sees nothing of them."""
    assert "extra" not in {table.name for table in tables(corpus.records, (), (), {})}


def test_a_draft_and_the_form_ask_for_them(corpus: Corpus) -> None:
    """As comments that the fix after publication takes away, and as inputs by type."""
    text = draft_text({"id": "PM-2025-0009", "severity": "SEV3"}, corpus.settings.fields)
    assert "#?   region:  # Region & place: Where it was seen. One of: eu, us." in text
    assert "#?" not in without_questions(text.encode(), "PM-2025-0009").decode()
    assert "of your organisation" not in without_questions(text.encode(), "PM-2025-0009").decode()
    asked = next(each for each in draft_form(DraftContext.of(corpus, AS_OF)).questions if each.name == "extra")
    assert [field.path for field in asked.fields] == [f"extra.{key}" for key in EXTRA]
    assert [choice.word for choice in asked.fields[0].choices] == ["eu", "us"]


def test_the_reference_of_the_base_explains_them(corpus: Corpus) -> None:
    """With type, choices and when they are needed."""
    assert corpus.taxonomy and corpus.catalog
    page = served_files(corpus.taxonomy, corpus.catalog, corpus.settings)["reference/fields.md"]
    assert "### `extra.region` {#own-region}" in page
    assert "Board &lt;b&gt;: Where to \\[look\\]." in page
    assert "- **Type**: choice: `eu`, `us`" in page
    assert "- **Needed**: from `closed` on, for records of origin own" in page


def test_values_survive_the_cache(corpus: Corpus) -> None:
    """A text stays a text and a list a list when the folder is read again."""
    assert [each.extra for each in load_corpus(corpus.root).records] == [each.extra for each in corpus.records]
    assert corpus.records[0].extra["region"] == "eu"
