"""What is searched on the command line: the readable records of a folder with their index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ml_postmortems.access.corpora import readable_part, unreadable_files
from ml_postmortems.access.hidden import hidden_from
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.search.document_cache import cached_documents
from ml_postmortems.search.documents import Document
from ml_postmortems.search.index_cache import cached_index
from ml_postmortems.search.whoosh_index import WhooshIndex

if TYPE_CHECKING:  # with all rules of the checker, 50 ms
    from ml_postmortems.access.publication import Publication


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The documents of a folder, their Whoosh index in the same order, and the vocabulary."""

    documents: Sequence[Document]
    index: WhooshIndex
    vocabulary: Vocabulary
    unreadable: tuple[Path, ...] = ()
    """The files of the folder whose record cannot be read and so is not searched."""
    hidden: tuple[Visibility, ...] = ()
    """The visibility of each record of the folder that the audience may not see."""


def open_search_index(root: Path, audience: Visibility) -> SearchIndex:
    """The records of a folder, drafts included, as an audience may search them.

    Raises FolderNotFound and VocabularyUnusable.
    """
    corpus = load_corpus(root, by_times=True)
    opened = _index_of(readable_part(corpus, audience), audience, as_of_date(root), "search")
    return replace(opened, unreadable=unreadable_files(corpus), hidden=hidden_from(corpus, audience))


def published_search_index(publication: Publication) -> SearchIndex:
    """What is published, as the site searches it: no draft and nothing with an error; raises VocabularyUnusable."""
    return _index_of(publication.corpus, publication.audience, publication.as_of, "search what is published")


def _index_of(corpus: Corpus, audience: Visibility, as_of: date, use: str) -> SearchIndex:
    documents = cached_documents(corpus, audience, as_of)
    index = cached_index(documents, corpus.root, f"{use} for {audience}")
    return SearchIndex(documents, index, corpus.vocabulary)
