"""Answers a query with what a person wants to see: hits and why, counts by facet, and what else to try."""

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
from ml_postmortems.search.query import (
    BARE,
    And,
    Fact,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Words,
    both_readings,
    unpunctuated,
)
from ml_postmortems.search.ranking import Ranker, Ranking, telling, words_of
from ml_postmortems.search.snippets import IsWanted, Piece, count_wanted, highlighted, passage
from ml_postmortems.search.spelling import nearest
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import Token, folded, tokens
from ml_postmortems.similarity.record_text import TextField

_SHORTEST_MISSPELT = 4
"""Letters; anything is near a shorter word."""


_PROSE = tuple(each for each in TextField if each not in (TextField.TITLE, TextField.NAMES, TextField.SYNONYMS))
"""The title is shown anyway; names and synonyms are written for the index, and shown where nothing else says why."""


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
    """0 where only facts were asked for."""
    title: tuple[Piece, ...]
    field: TextField | None
    """Where the snippet comes from; None where the query asked for no words that could be shown."""
    snippet: tuple[Piece, ...]
    lacks: tuple[str, ...]
    """Parts of the query that others have and this one has not."""


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
    begun: str
    """The last word, where it was taken as the beginning of others, since no record has everything as it is written."""
    suggestion: str
    """The query as it may have been meant, where a word is in no record; else empty."""
    vocabulary: Vocabulary
    is_wanted: IsWanted

    def hits(self, most: int | None = None) -> Iterator[Hit]:
        """The hits, or the first of them."""
        for number in self.order[:most]:
            yield self._hit(number, self.ranking.scores[number])

    def near(self) -> Iterator[Hit]:
        """What has some of the words, where few records have all; see `Ranking.near`."""
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

    def _hit(self, number: int, score: float) -> Hit:
        """The passage of the field that has the most wanted words, of those of equal number the weightiest."""
        document, text = self.documents[number], self.index.text(number)
        title = highlighted(document.record.title, self.is_wanted)
        is_said = any(piece.is_match for piece in title)
        counts = {field: count_wanted(text[field], self.is_wanted) for field in TextField}
        best: TextField = max(_PROSE, key=lambda field: counts[field])
        if not counts[best] and not is_said:
            best = TextField.NAMES if counts[TextField.NAMES] else TextField.SYNONYMS
        shown = best if counts[best] else None
        explaining = text[shown or TextField.SUMMARY]
        if shown in (TextField.NAMES, TextField.SYNONYMS):
            explaining = ", ".join(line for line in explaining.split("\n") if count_wanted(line, self.is_wanted))
        snippet = passage(explaining, self.is_wanted)
        lacks = tuple(map(words_of, self.ranking.lacking.get(number, ())))
        return Hit(document, score, title, shown, snippet, lacks)


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
        query, begun = both_readings(text, self._values)
        if query.problems:
            raise QueryUnreadable([(each.condition, each.found, each.fix) for each in query.problems])
        ranking = self._ranker.rank(query.node, begun.node)
        asked = tuple(_texts(ranking.node))
        order = self._sorted(ranking, sort) if asked or sort is not Sort.RELEVANCE else tuple(sorted(ranking.order))
        return Found(
            self._documents,
            self._index,
            order,
            ranking,
            "" if ranking.node == telling(query.node) else begun.begun,
            self.suggestion(text, ranking.missing),
            self._vocabulary,
            _wanted(asked),
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
        """The query with each word that no record has as it is spelt elsewhere; empty where no word is near."""
        asked = [part for each in missing for part in _texts(each) if not isinstance(part, Prefix)]
        meant = {written: self._meant(written) for part in asked for written in part.text.split()}

        def respelt(match: re.Match[str]) -> str:
            written = unpunctuated(match[0])
            return (meant.get(written) or written) + match[0].removeprefix(written)

        better = BARE.sub(respelt, query)
        return better if better != query else ""

    def _meant(self, written: str) -> str | None:
        """A word as others spell it; None where a record has it or it is of the field, or none has one like it."""
        word = folded(written)
        if (
            word in self._field_words
            or not word.isalpha()
            or len(word) < _SHORTEST_MISSPELT
            or not self._ranker.is_missing(Words(written))
        ):
            return None
        return nearest(word, self._index.words_from(word[:2]))


def _texts(node: Node) -> Iterator[Words | Phrase | Prefix]:
    """The parts of a query that ask for text, but for what is excluded."""
    match node:
        case And(of) | Or(of):
            for part in of:
                yield from _texts(part)
        case Not() | Fact():
            return
        case _:
            yield node


def _wanted(asked: Sequence[Words | Phrase | Prefix]) -> IsWanted:
    terms = {token.term for part in asked if not isinstance(part, Prefix) for token in tokens(part.text)}
    starts = tuple(part.start for part in asked if isinstance(part, Prefix))

    def is_wanted(token: Token) -> bool:
        return token.term in terms or token.word.startswith(starts)

    return is_wanted
