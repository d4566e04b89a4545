"""Words that are kept between runs are those that are read anew from the index."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings

from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.search import kept_words as module
from ml_postmortems.search.documents import Document
from ml_postmortems.search.index_cache import cached_index
from ml_postmortems.search.kept_words import kept_words
from ml_postmortems.search.postings_words import postings_words, state_of_words
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.written_words import Terms, WrittenWords
from tests.search.edits import assert_kept_is_anew, edits
from tests.search.test_index_cache import documents_from

WORDS = ("unit", "session", "alpha", "beta", "naïve", "ranker-starved", "ReplayStarted", "v2", "the", "march")
FIRST = dict.fromkeys(range(1, 7), "alpha beta alpha")
Told = tuple[tuple[str, ...], list[tuple[Terms, int]], list[str]]


@pytest.fixture(autouse=True)
def any_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few records stand for many."""
    monkeypatch.setattr(module, "_MOST_EDITED", 1)


def told(words: WrittenWords) -> Told:
    return words.records, list(words.bits.items()), [words.text(terms) for terms in words.bits]


def kept(documents: tuple[Document, ...], root: Path) -> Told:
    return told(kept_words(documents, cached_index(documents, root, "test"), vocabulary_of(documents), root, "test"))


def anew(documents: tuple[Document, ...]) -> Told:
    index = WhooshIndex(document.text for document in documents)
    return told(postings_words(documents, index, vocabulary_of(documents)))


def vocabulary_of(documents: tuple[Document, ...]) -> Vocabulary:
    return documents[0].vocabulary


@settings(max_examples=15)
@given(states=edits(WORDS, records=7, most_words=6, most_edits=4))
def test_kept_words_are_those_read_anew(tmp_path_factory: pytest.TempPathFactory, states: list[dict[int, str]]) -> None:
    """In the same order, after edits of some records, and where one came."""
    assert_kept_is_anew(kept, anew, FIRST, states, tmp_path_factory)


def test_a_word_is_told_from_its_fourth_record_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though of those with fewer nothing is kept; phrases and words that become rare too."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    read: list[WhooshIndex] = []

    def noted(documents: tuple[Document, ...], index: WhooshIndex, vocabulary: Vocabulary) -> WrittenWords:
        read.append(index)
        return postings_words(documents, index, vocabulary)

    monkeypatch.setattr(module, "postings_words", noted)
    texts = FIRST | {1: "quokka starved", 2: "quokka starved", 3: "quokka starved"}
    kept(documents_from(texts), tmp_path)
    for number, text in ((4, "quokka"), (5, "starved"), (6, "quokka starved"), (1, "beta"), (2, "beta"), (2, "beta")):
        texts |= {number: text}
        documents = documents_from(texts)
        found = kept(documents, tmp_path)
        assert found == anew(documents)
        phrases = {terms for terms, _ in found[1]}
        assert (("quokka", "starv") in phrases) == (number == 6), text
    assert len(read) == 1
    [store] = (tmp_path / "cache").rglob("words/**/*.sqlite")
    with sqlite3.connect(store) as database:
        database.execute("UPDATE texts SET digest = '' WHERE key != 'words'")
    documents = documents_from(texts | {3: "gamma"})
    assert (kept(documents, tmp_path), len(read)) == (anew(documents), 2)


def test_the_state_of_words_is_that_of_all_that_is_told() -> None:
    """A number more is no word; a word more is, and another form of one, which may be the one that is told."""

    def state(text: str) -> str:
        documents = documents_from(FIRST | {1: text})
        index = WhooshIndex(document.text for document in documents)
        return state_of_words(postings_words(documents, index, vocabulary_of(documents)), index)

    assert state("alpha beta alpha") == state("alpha beta alpha 17")
    assert len({state(text) for text in ("alpha beta alpha", "alphas beta alpha", "alpha beta unit", "unit")}) == 4
