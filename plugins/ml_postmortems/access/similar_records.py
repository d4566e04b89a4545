"""The records that are similar to one, or to a pasted text, as their reader may see them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.access.corpora import readable_part, unreadable_files
from ml_postmortems.access.hidden import hidden_from
from ml_postmortems.errors import NothingToCompare
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record
from ml_postmortems.similarity.similar import Similar, SimilarRecords

LONGEST_TEXT = 100_000
"""Bytes of a pasted text that are read. More text does not change the answer."""


@dataclass(frozen=True, slots=True)
class SimilarFound:
    """The records of a folder that are similar to what was asked about."""

    similar: tuple[Similar, ...]
    """The most similar first."""
    unreadable: tuple[Path, ...]
    """The files of the folder whose record cannot be read and so was not compared."""
    hidden: tuple[Visibility, ...]
    """The visibility of each record of the folder that the audience may not see."""


def similar_to_record(name: str, root: Path, audience: Visibility, most: int) -> SimilarFound:
    """The records of a folder that are most similar to one of its records, which is named by a file or an id.

    The record itself may be one that the audience cannot see. Raises FolderNotFound, RecordNotFound and
    NothingToCompare.
    """
    corpus = load_corpus(root)
    readable = readable_part(corpus, audience)
    if not readable.taxonomy or not readable.catalog:
        raise NothingToCompare(root)
    file = find_record(corpus, name)
    if not file.record:
        raise NothingToCompare(file.path)
    similar = SimilarRecords(readable).to_record(file.record, most)
    return SimilarFound(similar, unreadable_files(corpus), hidden_from(corpus, audience))


def similar_to_pasted_text(content: bytes, root: Path, audience: Visibility, most: int) -> SimilarFound:
    """The records of a folder that are most similar to a text; bytes that are not UTF-8 are replaced.

    Raises FolderNotFound and VocabularyUnusable.
    """
    from ml_postmortems.access.search_index import (
        open_search_index,  # Whoosh takes 65 ms to import; only this function needs it
    )
    from ml_postmortems.search.pasted_text import similar_to_text

    opened = open_search_index(root, audience)
    text = content[:LONGEST_TEXT].decode("utf-8", errors="replace")
    similar = similar_to_text(text, opened.documents, opened.index, most)
    return SimilarFound(similar, opened.unreadable, opened.hidden)
