"""The words of what is published, out of the same Whoosh index that the site's search is made of."""

from __future__ import annotations

from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.search.documents import documents_of
from ml_postmortems.search.index_cache import cached_index
from ml_postmortems.search.postings_words import postings_words
from ml_postmortems.similarity.written_words import WrittenWords


def site_use(audience: Visibility) -> str:
    """The name of the cached index of a site."""
    return f"site for {audience}"


def published_words(corpus: Corpus, audience: Visibility) -> WrittenWords:
    """The words of the records of a corpus, which holds what this audience gets and nothing else."""
    documents = documents_of(corpus, corpus.vocabulary)
    return postings_words(documents, cached_index(documents, corpus.root, site_use(audience)), corpus.vocabulary)
