"""What was computed of each record for searching, kept between runs: a search then makes only the records it shows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path

from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.search.documents import Document, Row, documents_of
from ml_postmortems.search.index_cache import fingerprint_with
from ml_postmortems.text_store import TextStore, digest_of, text_store

_USES = 3
"""A row is kept for each audience that the command line knows."""
_SPARE = 100
"""Rows of files that are gone are kept up to these."""


def cached_documents(corpus: Corpus, audience: Visibility, as_of: date | None) -> tuple[Document, ...]:
    """The documents of what an audience may see of a folder on a date; raises VocabularyUnusable.

    Without a date, no action is overdue.
    """
    vocabulary = corpus.vocabulary
    state = digest_of(audience, *(file.text for file in corpus.vocabulary_files))
    with text_store(corpus.root, "documents", _fingerprint) as store:
        documents = documents_of(corpus, vocabulary, as_of, lambda file, make: _kept_row(store, state, file, make))
        store.save(lambda: store.used, most=_USES * len(corpus.files) + _SPARE)
    return documents


@cache
def _fingerprint() -> str:
    return fingerprint_with(Path(__file__))


def _kept_row(store: TextStore, state: str, file: RecordFile, make: Callable[[], Row]) -> Row:
    """What of a record an audience sees depends on the file, and on which of the records that it names are seen."""
    if not store.is_open or not file.head:
        return make()
    key = digest_of(state, file.digest, *file.head.named)
    if kept := store.get(key):
        fields = json.loads(kept)
        facts = {name: tuple(values) for name, values in fields["facts"].items()}
        return Row(fields["digest"], facts, fields["day"], fields["began"], fields["overdue_from"])
    row = make()
    store.put(key, json.dumps(asdict(row), separators=(",", ":")))
    return row
