"""Which documents a query finds, and in which order. `ranking.js` is its twin in the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ml_postmortems.search.documents import Document
from ml_postmortems.search.engine import Engine, both, either, millionths, ordered
from ml_postmortems.search.plan import plan_of
from ml_postmortems.search.postings import Scores
from ml_postmortems.search.query import (
    TAKEN_BACK_STATUSES,
    Fact,
    Node,
    asks_for_taken_back,
    conjuncts,
    is_text,
    separate_words,
    without_stop_words,
)
from ml_postmortems.search.query_parser import MOST_TERMS
from ml_postmortems.search.whoosh_index import WhooshIndex

FEW = 5
"""Where fewer documents match the whole query, up to this many partial matches are shown besides."""
WEAK_SHARE = 0.25
"""Partial matches below this share of the best score are dropped. Of the 296 right answers to 277 judged queries this
loses 7, and it lists 15 records in place of 33."""


@dataclass(frozen=True)
class Part:
    """A part of a query with the documents that match it."""

    node: Node
    scores: Scores


@dataclass(frozen=True)
class PartialMatches:
    """The documents that match some parts of a query; none for a query of a single word."""

    scores: Scores
    parts: Sequence[Part]
    missing: tuple[Node, ...]
    """Parts of the query that no document matches, not even a withdrawn one."""


@dataclass(frozen=True)
class Ranking:
    """The documents that a query finds."""

    node: Node
    """The reading of the query that was answered, without stop words."""
    scores: Scores
    """All matches, with withdrawn and superseded records that are not in `order`."""
    order: tuple[int, ...]
    """The best first; equal ones newest first."""
    is_partial: bool = False
    """Whether no document matches the whole query, so that these are partial matches."""
    missing: tuple[Node, ...] = ()
    """Parts that no document matches, not even a withdrawn one; told only where none matches the whole query."""
    near: tuple[int, ...] = ()
    """Where only few documents match the whole query, the best partial matches besides; in no count."""
    parts: Sequence[Part] = ()
    """Where there are partial matches, the parts of the query."""

    def lacks(self, document: int) -> Iterator[Node]:
        """The parts of the query that other documents match and this one does not."""
        return (part.node for part in self.parts if part.scores and document not in part.scores)


class Ranker:
    """Answers queries about a fixed list of documents."""

    def __init__(self, documents: Sequence[Document], index: WhooshIndex | None = None) -> None:
        """`index` holds the documents in their order; without one, it is made in memory."""
        self.documents = documents
        self.engine = Engine(index or WhooshIndex(document.text for document in documents))
        self._documents_with = lru_cache(maxsize=MOST_TERMS)(self._find_documents_with)
        statuses = (document.facts["status"] for document in documents)
        self._taken_back = {number for number, [status] in enumerate(statuses) if status in TAKEN_BACK_STATUSES}

    def rank(self, *readings: Node) -> Ranking:
        """The documents that match the whole query, by the first of its readings that any document matches.

        Where no document does, the partial matches of the first reading.
        """
        nodes = tuple(dict.fromkeys(map(without_stop_words, readings)))
        is_listed = self._filter_of(nodes[0])
        for node in nodes:
            scores = self._scores(node)
            order = _ordered_where(is_listed, scores)
            if len(order) >= FEW:
                return Ranking(node, scores, order)
            if order:
                partial = self._partial_matches(node)
                others = {number: score for number, score in partial.scores.items() if number not in scores}
                near = _ordered_where(is_listed, others)[:FEW]
                return Ranking(node, scores, order, near=near, parts=partial.parts)
        partial = self._partial_matches(nodes[0])
        order = _ordered_where(is_listed, partial.scores)
        scores = partial.scores if order else self._scores(nodes[0])
        return Ranking(nodes[0], scores, order, bool(order), partial.missing, parts=partial.parts)

    def is_missing(self, node: Node) -> bool:
        """Whether no document matches a query, not even a withdrawn one."""
        return not self._scores(node)

    def _partial_matches(self, node: Node) -> PartialMatches:
        asked = self._matched_parts(part for part in conjuncts(node) if is_text(part))
        missing = tuple(dict.fromkeys(part.node for part in asked if not part.scores))
        parts: list[Part] = []
        for part in asked:
            parts += [part] if part.scores else self._matched_parts(separate_words(part.node))
        if len(parts) < 2:
            return PartialMatches({}, (), missing)
        others = [self._scores(part) for part in conjuncts(node) if not is_text(part)]
        scores = both([either(part.scores for part in parts), *others])
        return PartialMatches(drop_weak_matches(scores, self._filter_of(node)), parts, missing)

    def _matched_parts(self, nodes: Iterable[Node]) -> list[Part]:
        return [Part(node, self._scores(node)) for node in nodes]

    def _filter_of(self, node: Node) -> Callable[[int], bool]:
        """Which documents a query shows: withdrawn and superseded ones only where it asks for them."""
        shows_all = asks_for_taken_back(node)
        return lambda number: shows_all or number not in self._taken_back

    def _scores(self, node: Node) -> Scores:
        return self.engine.scores(plan_of(node, self._documents_with))

    def _find_documents_with(self, fact: Fact) -> tuple[int, ...]:
        return tuple(number for number, document in enumerate(self.documents) if document.has(fact))


def drop_weak_matches(scores: Scores, is_listed: Callable[[int], bool]) -> Scores:
    """The scores of at least `WEAK_SHARE` of the best score among the listed documents."""
    listed = (millionths(score) for document, score in scores.items() if is_listed(document))
    least = WEAK_SHARE * max(listed, default=0)
    return {document: score for document, score in scores.items() if millionths(score) >= least}


def _ordered_where(is_listed: Callable[[int], bool], scores: Scores) -> tuple[int, ...]:
    return ordered({document: score for document, score in scores.items() if is_listed(document)})
