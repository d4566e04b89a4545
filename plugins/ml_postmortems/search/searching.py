"""Answers a query with what a person needs: hits with explanations, counts by facet, and what else to try.

`searching.js` is its twin in the browser.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ml_postmortems.errors import QueryUnreadable
from ml_postmortems.model.facets import FACETS, Facet, FacetTerm, Vocabulary, facet_terms
from ml_postmortems.model.terms import Term
from ml_postmortems.search.documents import Document, field_words, query_values
from ml_postmortems.search.explanation import explain_by_long_fields, explain_by_short_fields
from ml_postmortems.search.query import Node, Prefix, Words, query_text, text_parts, without_stop_words
from ml_postmortems.search.query_parser import WRITTEN_WORD, both_readings, unpunctuated
from ml_postmortems.search.ranking import Ranker, Ranking
from ml_postmortems.search.snippets import IsWanted, Piece, highlighted, wanted_by
from ml_postmortems.search.spelling import nearest_word
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import folded
from ml_postmortems.similarity.record_text import TextField

SHORTEST_MISSPELT = 4
"""Letters of a word that gets a suggestion; some word is near any shorter one."""


class Sort(Term):
    """The order of hits."""

    RELEVANCE = "relevance", "The best match first; without words in the query, the newest."
    NEWEST = "newest", "The latest incident first."
    OLDEST = "oldest", "The earliest incident first."
    SEVERITY = "severity", "The worst first, and among those the best match."


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
            terms = [TermCount(defined.get(key, FacetTerm(key, key, "")), counts[key]) for key in keys]
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


class Search:
    """Answers queries about the records of one corpus, as one audience may see them."""

    def __init__(self, documents: Sequence[Document], index: WhooshIndex, vocabulary: Vocabulary) -> None:
        self._documents = documents
        self._index = index
        self._vocabulary = vocabulary
        self._values = query_values(documents, vocabulary)
        self._ranker = Ranker(documents, index)

    def run(self, text: str, sort: Sort = Sort.RELEVANCE) -> Found:
        """Find the records of a query; raises QueryUnreadable with everything that cannot be read."""
        written, prefixed = both_readings(text, self._values)
        if written.problems:
            raise QueryUnreadable([(each.condition, each.found, each.fix) for each in written.problems])
        ranking = self._ranker.rank(written.node, prefixed.node)
        has_words = next(text_parts(ranking.node), None) is not None
        if sort is Sort.RELEVANCE and not has_words:
            sort = Sort.NEWEST
        is_as_written = ranking.node == without_stop_words(written.node)
        return Found(
            self._documents,
            self._index,
            self._sorted(ranking, sort),
            ranking,
            "" if is_as_written else prefixed.prefix,
            self.suggestion(text, ranking.missing),
            self._vocabulary,
        )

    def _sorted(self, ranking: Ranking, sort: Sort) -> tuple[int, ...]:
        match sort:
            case Sort.NEWEST:
                return tuple(sorted(ranking.order))
            case Sort.OLDEST:
                return tuple(sorted(ranking.order, reverse=True))
            case Sort.SEVERITY:
                return tuple(sorted(ranking.order, key=lambda number: self._documents[number].record.severity))
            case _:
                return ranking.order

    @cached_property
    def _field_words(self) -> frozenset[str]:
        return field_words(self._vocabulary)

    def suggestion(self, query: str, missing: Sequence[Node]) -> str:
        """The query with better spelling of each word that no record has; empty where no word is near."""
        parts = (part for node in missing for part in text_parts(node) if not isinstance(part, Prefix))
        better_words = {written: self._respelt(written) for part in parts for written in part.text.split()}

        def replaced(match: re.Match[str]) -> str:
            written = unpunctuated(match[0])
            return (better_words.get(written) or written) + match[0].removeprefix(written)

        better = WRITTEN_WORD.sub(replaced, query)
        return better if better != query else ""

    def _respelt(self, written: str) -> str | None:
        """A known word like this one; None where this one is known to a record or the taxonomy, or none is like it."""
        word = folded(written)
        if (
            word in self._field_words
            or not word.isalpha()
            or len(word) < SHORTEST_MISSPELT
            or not self._ranker.is_missing(Words(written))
        ):
            return None
        return nearest_word(word, self._index.words_from(word[:2]))
