"""Answers a query with what a person needs: hits with explanations, counts by facet, and what else to try.

`searching.js` is its twin in the browser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from ml_postmortems.errors import QueryUnreadable
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Term
from ml_postmortems.search.documents import Document, field_words, query_values
from ml_postmortems.search.english import is_english
from ml_postmortems.search.found import Found
from ml_postmortems.search.query import Node, Prefix, Words, is_empty, text_parts, without_stop_words
from ml_postmortems.search.query_parser import both_readings
from ml_postmortems.search.query_words import WRITTEN_WORD, unpunctuated
from ml_postmortems.search.ranking import Ranker, Ranking
from ml_postmortems.search.spelling import may_begin, nearest_word
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import folded

SHORTEST_MISSPELT = 4
"""Letters of a word that gets a suggestion; some word is near any shorter one."""


class Sort(Term):
    """The order of hits."""

    RELEVANCE = "relevance", "The best match first; without words in the query, the newest."
    NEWEST = "newest", "The latest incident first."
    OLDEST = "oldest", "The earliest incident first."
    SEVERITY = "severity", "The worst first, and among those the best match."


class Search:
    """Answers queries about the records of one corpus, as one audience may see them."""

    def __init__(self, documents: Sequence[Document], index: WhooshIndex, vocabulary: Vocabulary) -> None:
        self._documents = documents
        self._index = index
        self._vocabulary = vocabulary
        self._values = query_values(documents, vocabulary)
        self._ranker = Ranker(documents, index)

    def run(self, text: str, sort: Sort = Sort.RELEVANCE) -> Found:
        """Find the records of a query; raises QueryUnreadable with all that cannot be read, and if it asks for none."""
        written, prefixed = both_readings(text, self._values)
        if written.problems:
            raise QueryUnreadable([(each.condition, each.found, each.fix) for each in written.problems])
        if is_empty(without_stop_words(written.node)):
            fix = "name a word of the incident, or a fact such as severity:SEV1"
            raise QueryUnreadable([("the query must ask for something", f"`{text}`, which asks for nothing", fix)])
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
        """A known word like this one; None where this one is English or known to a record or the taxonomy.

        Words that begin with other letters are asked only where none with the same two letters is like it.
        """
        word = folded(written)
        if (
            word in self._field_words
            or not word.isalpha()
            or len(word) < SHORTEST_MISSPELT
            or not self._ranker.is_missing(Words(written))
        ):
            return None
        near = nearest_word(word, self._index.words_from(word[:2])) or nearest_word(word, self._words_begun_wrong(word))
        return near if near and not is_english(word) else None

    def _words_begun_wrong(self, word: str) -> Iterator[tuple[str, int]]:
        return (each for each in self._index.words() if may_begin(each[0], word))
