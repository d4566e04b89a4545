"""What was computed of each record for searching, kept between runs: a search then makes only the records it shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.search.documents import Document, Row, documents_of
from ml_postmortems.search.index_cache import fingerprint_with
from ml_postmortems.text_store import TextStore, digest_of, text_store

_SPARE = 100
"""Rows that a search did not use, as of a file that is gone, are kept up to the number of those it used and these."""


def cached_documents(corpus: Corpus, audience: Visibility, as_of: date | None) -> tuple[Document, ...]:
    """The documents of what an audience may see of a folder on a date; raises VocabularyUnusable.

    Without a date, no action is overdue.
    """
    vocabulary = corpus.vocabulary
    state = digest_of(audience, *(file.text for file in corpus.vocabulary_files))
    with text_store(corpus.root, "documents", _fingerprint) as store:
        rows = _Rows(store, audience, state)
        documents = documents_of(corpus, vocabulary, as_of, rows.row)
        rows.save()
    return documents


@cache
def _fingerprint() -> str:
    return fingerprint_with(Path(__file__))


class _Rows:
    """The rows that an audience was told, in one text: asked for one by one they take twice the time."""

    def __init__(self, store: TextStore, audience: Visibility, state: str) -> None:
        self._store, self._audience, self._state = store, audience, state
        self._before: dict[str, list[Any]] = json.loads(store.get(audience) or "{}")
        self._now: dict[str, list[Any]] = {}

    def row(self, file: RecordFile, make: Callable[[], Row]) -> Row:
        """What of a record an audience sees depends on the file, and on which of the records that it names are seen."""
        if not self._store.is_open or not file.head:
            return make()
        key = digest_of(self._state, file.digest, *file.head.named)
        if kept := self._before.get(key):
            self._now[key] = kept
            return _row_of(*kept)
        row = make()
        self._now[key] = [row.digest, row.facts, row.day, row.began, row.overdue_from]
        return row

    def save(self) -> None:
        """Keep the rows, where there are new ones."""
        if self._now.keys() <= self._before.keys():
            return
        rows = self._before | self._now
        if len(rows) > 2 * len(self._now) + _SPARE:
            rows = self._now
        self._store.put(self._audience, json.dumps(rows, separators=(",", ":")))
        self._store.save(lambda: self._store.used, most=len(Visibility))


def _row_of(digest: str, facts: Mapping[str, list[str]], day: str, began: str, overdue_from: str) -> Row:
    return Row(digest, {name: tuple(values) for name, values in facts.items()}, day, began, overdue_from)
