"""Shards that are kept between runs are those that would be made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.fingerprint import code_fingerprint
from ml_postmortems.search import document_cache, index_cache, kept_shards, kept_words, postings_words, shards
from ml_postmortems.search.documents import Document
from ml_postmortems.search.index_cache import code_of_an_index
from ml_postmortems.search.kept_shards import kept_term_shards
from ml_postmortems.search.shards import (
    Shard,
    edited_shards,
    places_of_texts,
    postings_of_document,
    term_shards,
)
from ml_postmortems.search.whoosh_index import WhooshIndex
from tests.search.edits import assert_kept_is_anew, edits
from tests.search.test_index_cache import documents_from

WORDS = ("unit", "session", "alpha", "beta", "naïve", "漢字", "ranker-starved")
FIRST = dict.fromkeys(range(1, 6), "alpha beta alpha")


def kept(documents: tuple[Document, ...], root: Path) -> list[Shard]:
    return kept_term_shards(documents, WhooshIndex(document.text for document in documents), root, "test")


def anew(documents: tuple[Document, ...]) -> list[Shard]:
    return term_shards(WhooshIndex(document.text for document in documents))


@settings(max_examples=10)
@given(states=edits(WORDS, records=6, most_words=4, most_edits=3))
def test_kept_shards_are_those_made_anew(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[int, str]]
) -> None:
    """After edits of some records, and where one came."""
    assert_kept_is_anew(kept, anew, FIRST, states, tmp_path_factory)


@settings(max_examples=10)
@given(change=st.dictionaries(st.integers(1, 5), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)))
def test_shards_that_are_edited_in_place_are_those_made_anew(change: dict[int, str]) -> None:
    """Where the texts of before are known: rows in which only the length of a field is another are cut as text."""
    before, now = ([document.text for document in documents_from(texts)] for texts in (FIRST, FIRST | change))
    edited = [number for number, text in enumerate(now) if text != before[number]]
    had = places_of_texts({number: before[number] for number in edited})
    last = [(shard.terms, shard.positions) for shard in term_shards(WhooshIndex(before))]
    index = WhooshIndex(now)
    postings = {number: postings_of_document(number, index) for number in edited}
    assert edited_shards(last, postings, had) == term_shards(index)


@pytest.mark.parametrize(
    ("module", "makers"),
    [(document_cache, []), (kept_shards, [shards]), (kept_words, [postings_words])],
    ids=["documents", "shards", "words"],
)
def test_what_is_kept_is_of_the_code_that_made_it(
    module: ModuleType, makers: list[ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other code would make differently is made anew after an upgrade."""
    covered: set[Path] = set()

    def noted(files: Iterable[Path], libraries: Sequence[str]) -> str:
        covered.update(files)
        return code_fingerprint(files, libraries)

    monkeypatch.setattr(index_cache, "code_fingerprint", noted)
    module._fingerprint.cache_clear()
    module._fingerprint()
    assert {Path(str(each.__file__)) for each in (module, *makers)} <= covered | set(code_of_an_index())


def test_an_edit_leaves_other_rows_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole index is not read for it; where a shard is damaged, it is."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    read: list[WhooshIndex] = []

    def noted(index: WhooshIndex) -> list[Shard]:
        read.append(index)
        return term_shards(index)

    monkeypatch.setattr(kept_shards, "term_shards", noted)
    kept(documents_from(FIRST), tmp_path)
    edited = documents_from(FIRST | {2: "gamma"})
    assert (kept(edited, tmp_path), len(read)) == (anew(edited), 1)
    [store] = (tmp_path / "cache").rglob("shards/**/*.sqlite")
    with sqlite3.connect(store) as database:
        database.execute("UPDATE texts SET text = replace(text, 'gamma', 'delta')")
    again = documents_from(FIRST | {2: "gamma", 3: "delta"})
    assert (kept(again, tmp_path), len(read)) == (anew(again), 2)
