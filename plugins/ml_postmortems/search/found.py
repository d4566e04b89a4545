"""What a query found: hits with their explanations, and counts by facet. `found.js` is its twin in the browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ml_postmortems.model.facets import FACETS, Facet, FacetTerm, Vocabulary, facet_term, facet_terms
from ml_postmortems.search.documents import Document
from ml_postmortems.search.explanation import explain_by_long_fields, explain_by_short_fields
from ml_postmortems.search.query import query_text, text_parts
from ml_postmortems.search.ranking import Ranking
from ml_postmortems.search.snippets import IsWanted, Piece, highlighted, wanted_by
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.record_text import TextField


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found, and why."""

    document: Document
    score: float
    """0 where the query asks for no text, and for partial matches beside full ones."""
    title: tuple[Piece, ...]
    field: TextField | None
    """Where the snippet comes from; None where it is the beginning of the summary and shows no wanted word."""
    snippet: tuple[Piece, ...]
    lacks: tuple[str, ...]
    """Parts of the query that other records match and this one does not."""


@dataclass(frozen=True, slots=True)
class TermCount:
    """How many of the found records belong to one term of a facet."""

    term: FacetTerm
    count: int


@dataclass(frozen=True)
class Found:
    """What a query found."""

    documents: Sequence[Document]
    index: WhooshIndex
    order: tuple[int, ...]
    """Numbers of documents, in the order asked for."""
    ranking: Ranking
    prefix: str
    """The last word, where it was read as a prefix because no record matches the query as it is written."""
    suggestion: str
    """The query with better spelling, where no record has a word of it; else empty."""
    vocabulary: Vocabulary

    def hits(self, most: int | None = None) -> Iterator[Hit]:
        """The hits, or the first of them."""
        for number in self.order[:most]:
            yield self._hit(number, self.ranking.scores[number])

    def near(self) -> Iterator[Hit]:
        """Partial matches, where few records match the whole query; see `Ranking.near`."""
        for number in self.ranking.near:
            yield self._hit(number, 0.0)

    @cached_property
    def facets(self) -> tuple[tuple[Facet, tuple[TermCount, ...]], ...]:
        """Every facet with the terms that the found records have: the most frequent first, then as defined."""
        counted = []
        for facet in FACETS:
            counts = Counter(key for number in self.order for key in self.documents[number].facts[facet.key])
            defined = facet_terms(facet, self.vocabulary)
            keys = [*(key for key in defined if key in counts), *sorted(counts.keys() - defined.keys())]
            terms = [TermCount(facet_term(facet, key, self.vocabulary), counts[key]) for key in keys]
            terms.sort(key=lambda each: -each.count)
            if terms:
                counted.append((facet, tuple(terms)))
        return tuple(counted)

    @cached_property
    def _is_wanted(self) -> IsWanted:
        return wanted_by(self.ranking.node)

    @cached_property
    def _has_words(self) -> bool:
        return next(text_parts(self.ranking.node), None) is not None

    def _hit(self, number: int, score: float) -> Hit:
        title, text = self.documents[number].record.title, self.index.text(number)
        why = explain_by_short_fields(
            title, text, self._is_wanted, has_words=self._has_words
        ) or explain_by_long_fields(text, self._is_wanted)
        lacks = tuple(map(query_text, self.ranking.lacks(number)))
        marked_title = highlighted(title, self._is_wanted)
        return Hit(self.documents[number], score, marked_title, why.field, why.pieces, lacks)
