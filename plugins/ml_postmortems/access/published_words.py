"""What a site searches, and its words, which are read out of the same Whoosh index."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ml_postmortems.access.search_index import SearchIndex
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.search.document_cache import cached_documents
from ml_postmortems.search.index_cache import cached_index
from ml_postmortems.search.kept_words import kept_words
from ml_postmortems.similarity.written_words import WrittenWords


def site_use(audience: Visibility) -> str:
    """The name of the cached index of a site."""
    return f"site for {audience}"


def site_search_index(corpus: Corpus, audience: Visibility, as_of: date | None = None) -> SearchIndex:
    """The records of a corpus, which holds what this audience gets and nothing else, as its site searches them."""
    documents = cached_documents(corpus, audience, as_of)
    return SearchIndex(documents, cached_index(documents, corpus.root, site_use(audience)), corpus.vocabulary)


def words_of(searched: SearchIndex, root: Path, audience: Visibility) -> WrittenWords:
    """The words of what a site searches."""
    return kept_words(searched.documents, searched.index, searched.vocabulary, root, site_use(audience))


def published_words(corpus: Corpus, audience: Visibility) -> WrittenWords:
    """The words of the records of a corpus, which holds what this audience gets and nothing else."""
    return words_of(site_search_index(corpus, audience), corpus.root, audience)
