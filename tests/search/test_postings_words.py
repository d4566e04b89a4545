"""Words and phrases of the postings are those of the texts, less what says nothing; each audience has its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.access.published_words import published_words
from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import trend_report
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.model.terms import Kind, Visibility
from ml_postmortems.search.documents import documents_of
from ml_postmortems.search.postings_words import LEAST_RECORDS, postings_words
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import tokens
from ml_postmortems.similarity.record_text import TextField
from scripts.synth.body import RISING_WORD
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus
from tests.helpers import FROZEN_TAXONOMY

SETTINGS = Settings(80, 6, words=150, taxonomy=FROZEN_TAXONOMY)
SECRET = "zanzibarine"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company of which every restricted or internal record has a word of its own."""
    folder = tmp_path_factory.mktemp("words") / "company"
    write_corpus(folder, SETTINGS)
    for number, path in enumerate(sorted(folder.glob("postmortems/2*/*.md"))):
        text = path.read_text("utf-8")
        if number % 5 == 0:
            text = text.replace("visibility: public\n", "visibility: restricted\n", 1)
            path.write_text(f"{text}\nThe {SECRET} gave up.\n", "utf-8")
    return folder


def test_words_are_those_of_the_texts(company: Path) -> None:
    """Each word and phrase has just the records in whose text it stands, counted here from the texts."""
    corpus = readable_corpus(company / "postmortems", Visibility.RESTRICTED)
    documents = documents_of(corpus, corpus.vocabulary)
    words = postings_words(documents, WhooshIndex(each.text for each in documents), corpus.vocabulary)
    told = (TextField.TITLE, TextField.SUMMARY, TextField.LESSONS, TextField.CAUSES, TextField.ACTIONS, TextField.BODY)
    expected: dict[tuple[str, ...], set[str]] = {}
    for document in documents:
        for field in told:
            at = {each.position: each.term for each in tokens(document.text[field]) if each.term.isalpha()}
            for position, term in at.items():
                expected.setdefault((term,), set()).add(document.names[0])
                if position + 1 in at:
                    expected.setdefault((term, at[position + 1]), set()).add(document.names[0])
    assert len(words.bits) > 500
    for terms, bits in words.bits.items():
        ids = {id for place, id in enumerate(words.records) if bits >> place & 1}
        assert ids == expected[terms], terms
    missing = {terms for terms, ids in expected.items() if len(ids) >= LEAST_RECORDS} - words.bits.keys()
    singles = {terms[0] for terms in missing if len(terms) == 1}
    assert {"happen", "limit", "march"} & {terms[0] for terms in words.bits} == set()
    assert all(set(terms) & singles for terms in missing), "a phrase is left out for one of its words"


def test_names_of_operators_ids_and_numbers_are_left_out(company: Path) -> None:
    """They rise with who is written about, and not with what fails."""
    corpus = readable_corpus(company / "postmortems", Visibility.PUBLIC)
    words = published_words(corpus, Visibility.PUBLIC)
    names = {token.term for each in corpus.vocabulary.catalog.operators.values() for token in tokens(each.name)}
    found = {term for terms in words.bits for term in terms}
    assert names
    assert not names & found
    assert all(term.isalpha() for term in found)


def test_planted_word_rises_and_is_told_once(company: Path) -> None:
    """In all incidents, with records that have it, out of the index."""
    truth = json.loads((company / "ground-truth.json").read_text("utf-8"))["words"]
    corpus = readable_corpus(company / "postmortems", Visibility.RESTRICTED)
    archive = Archive(corpus, SETTINGS.until)
    report = trend_report(archive, words=published_words(corpus, Visibility.RESTRICTED)).words
    assert report
    (word,) = [each for each in report.rising if RISING_WORD in each.text.split()]
    assert word.group.kind == "all"
    counted = {record.id for record in archive.incidents}
    assert {*word.recent, *word.earlier} == set(truth["records"]) & counted
    assert sum(word.totals) == len(counted)


def test_public_never_sees_words_of_restricted_records(company: Path) -> None:
    """Neither as a word nor in a count."""
    corpus = readable_corpus(company / "postmortems", Visibility.PUBLIC)
    words = published_words(corpus, Visibility.PUBLIC)
    whole = readable_corpus(company / "postmortems", Visibility.RESTRICTED)
    assert any(SECRET.startswith(terms[0][:8]) for terms in published_words(whole, Visibility.RESTRICTED).bits)
    assert not any(term.startswith(SECRET[:8]) for terms in words.bits for term in terms)
    public = {record.id for record in whole.records if record.visibility is Visibility.PUBLIC}
    assert set(words.records) <= public


def test_counts_of_causes_are_those_of_the_index(company: Path) -> None:
    """The incidents of each series are those that the facets of the index's documents give its cause."""
    corpus = readable_corpus(company / "postmortems", Visibility.PUBLIC)
    archive = Archive(corpus, SETTINGS.until)
    counted = {record.id for record in archive.incidents}
    documents = documents_of(corpus, corpus.vocabulary)
    for series in trend_report(archive).series[1:]:
        found = {
            each.names[0]
            for each in documents
            if series.group in {name for key in each.facts["primary"] for name in (key, family_of(key))}
            and each.facts["kind"] == (Kind.INCIDENT.value,)
        }
        assert found & counted == set(series.ids), series.group
