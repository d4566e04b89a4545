"""Edits of the texts of some records, after which what was kept is what would be made anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st

from ml_postmortems.search.documents import Document
from tests.search.test_index_cache import documents_from

Texts = dict[int, str]


def edits(words: Sequence[str], records: int, most_words: int, most_edits: int) -> st.SearchStrategy[list[Texts]]:
    """Up to so many edits, each with new texts of some records by number."""
    text = st.lists(st.sampled_from(words), min_size=1, max_size=most_words).map(" ".join)
    return st.lists(st.dictionaries(st.integers(1, records), text), min_size=1, max_size=most_edits)


def assert_kept_is_anew(
    kept: Callable[[tuple[Document, ...], Path], object],
    anew: Callable[[tuple[Document, ...]], object],
    first: Mapping[int, str],
    states: Sequence[Texts],
    folders: pytest.TempPathFactory,
) -> None:
    """After each edit of the first texts both give the same."""
    root, texts = folders.mktemp("records"), dict(first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folders.mktemp("cache")))
        kept(documents_from(texts), root)
        for changes in states:
            texts = texts | changes
            documents = documents_from(texts)
            assert kept(documents, root) == anew(documents)
