"""What is searched on the command line: the readable records of a folder with their index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.search.document_cache import cached_documents
from ml_postmortems.search.documents import Document
from ml_postmortems.search.index_cache import cached_index
from ml_postmortems.search.whoosh_index import WhooshIndex


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The documents of a folder, their Whoosh index in the same order, and the vocabulary."""

    documents: Sequence[Document]
    index: WhooshIndex
    vocabulary: Vocabulary


def open_search_index(root: Path, audience: Visibility) -> SearchIndex:
    """The records of a folder as an audience may search them; raises FolderNotFound and VocabularyUnusable."""
    corpus = readable_corpus(root, audience)
    documents = cached_documents(corpus, audience, as_of_date(root))
    index = cached_index(documents, root, f"search for {audience}")
    return SearchIndex(documents, index, corpus.vocabulary)
