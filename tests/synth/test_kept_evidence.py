"""Captured copies of evidence: pages show what was planted, and no search index holds it."""

from __future__ import annotations

from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import Visibility
from ml_postmortems.search.documents import documents_of
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.synth.corpora import Written


def test_copies_of_the_corpus_are_those_that_were_planted(company: Written) -> None:
    """Each with its link, its day, which may be unknown, and its hash."""
    found = [
        {
            "record": record.id,
            "evidence": item.id,
            "copy": item.copy_uri,
            "captured": str(day) if (day := known(item.captured)) else None,
            "sha256": item.sha256,
        }
        for record in company.corpus.records
        for item in known_items(record.evidence)
        if item.copy_uri
    ]
    planted = company.truth["kept_evidence"]
    assert {each["captured"] is None for each in planted} == {True, False}
    assert sorted(found, key=lambda each: str(each["record"])) == sorted(planted, key=lambda each: str(each["record"]))


def test_the_page_of_a_record_leads_to_its_copy(company: Written) -> None:
    """With the day since when it is kept, where that is known."""
    index = SiteIndex(company.corpus.for_audience(Visibility.PUBLIC), company.until)
    pages = {page.url: page for page in site_pages(index)}
    for each in company.truth["kept_evidence"][:5]:
        html = pages[f"postmortems/{each['record']}/"].content().html
        assert f'<a href="{each["copy"]}"' in html
        assert ("kept since" in html) == (each["captured"] is not None)


def test_no_search_index_holds_links_and_hashes_of_copies(company: Written) -> None:
    """They are addresses and not words, so a query must not meet their parts."""
    documents = documents_of(company.corpus, company.corpus.vocabulary, company.until)
    text = "".join(part for document in documents for part in document.text.values())
    for each in company.truth["kept_evidence"]:
        assert each["copy"] not in text
        assert each["sha256"] not in text
