"""Matches a plan against the index and scores what matches, by BM25F. `engine.js` is its twin in the browser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import log
from typing import assert_never

from ml_postmortems.search.field_weights import FIELD_WEIGHTS, K1
from ml_postmortems.search.plan import AllOf, AnyOf, NoneOf, OneTerm, Plan, TermPrefix, TermSequence, TheseDocuments
from ml_postmortems.search.postings import Scores, unpack_positions
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import are_in_sequence, stem
from ml_postmortems.similarity.record_text import TextField

MOST_EXPANSIONS = 64
"""How many words a prefix stands for: the most frequent ones."""
_MOST_REMEMBERED = 64
"""Terms whose scores are kept, because a query that finds nothing is asked again in parts. Prefixes may need more."""


class Engine:
    """Scores the documents of one index. A document is a number; numbers are in the order of the documents."""

    def __init__(self, index: WhooshIndex, fields: Sequence[TextField] = tuple(TextField)) -> None:
        """Only these fields are searched."""
        self.index = index
        self._fields = fields
        self._factors: dict[TextField, list[float]] = {}
        self._remembered = lru_cache(maxsize=_MOST_REMEMBERED)(self._score_term)

    def scores(self, plan: Plan) -> Scores:
        """The score of each document that matches. The result may be shared: do not change it."""
        match plan:
            case OneTerm(term):
                return self.term(term)
            case TermSequence(terms):
                return self._score_sequence(terms)
            case TermPrefix(start):
                return either(self.term(term) for term in self._expansions(start))
            case TheseDocuments(numbers):
                return dict.fromkeys(numbers, 0.0)
            case AllOf(of):
                return both([self.scores(part) for part in of]) if of else self._unscored()
            case AnyOf(of):
                return either(map(self.scores, of))
            case NoneOf(of):
                found = self.scores(of)
                return {number: 0.0 for number in range(self.index.size) if number not in found}
            case _:
                assert_never(plan)

    def term(self, term: str) -> Scores:
        """The documents with a term in any field, scored. The result is shared: do not change it."""
        return self._remembered(term)

    def _unscored(self) -> Scores:
        return dict.fromkeys(range(self.index.size), 0.0)

    def _expansions(self, start: str) -> list[str]:
        words = sorted(self.index.words_from(start), key=lambda each: (-each[1], each[0]))
        return list(dict.fromkeys(stem(word) for word, _ in words[:MOST_EXPANSIONS]))

    def _score_term(self, term: str) -> Scores:
        by_field = {field: self._weighted_frequencies(field, term) for field in self._fields}
        return self._bm25f(either(by_field.values()), _documents_with(by_field))

    def _score_sequence(self, terms: Sequence[tuple[str, int]]) -> Scores:
        """The documents with the terms in sequence, scored by those fields only that have the sequence."""
        standing = {field: self._with_sequence(field, terms) for field in self._fields}
        if not any(standing.values()):
            return {}
        return either(self._score_standing(term, standing) for term, _ in terms)

    def _score_standing(self, term: str, standing: Mapping[TextField, set[int]]) -> Scores:
        by_field = {field: self._weighted_frequencies(field, term) for field in self._fields}
        frequencies = either(
            {document: frequency for document, frequency in by_field[field].items() if document in found}
            for field, found in standing.items()
            if found
        )
        return self._bm25f(frequencies, _documents_with(by_field))

    def _with_sequence(self, field: TextField, terms: Sequence[tuple[str, int]]) -> set[int]:
        """The documents that have the terms in a field at their positions relative to each other."""
        packed = {}
        for term, _ in terms:
            packed[term] = self.index.positions(field, term)
            if not packed[term]:
                return set()
        documents = set.intersection(*map(set, packed.values()))
        return {
            document
            for document in documents
            if are_in_sequence(terms, {term: unpack_positions(of[document]) for term, of in packed.items()})
        }

    def _bm25f(self, frequencies: Scores, documents: int) -> Scores:
        """BM25F of a term from its weighted frequency in each document; `documents` have it, for its rarity.

        As Robertson and Zaragoza define it (2009, 3.6): fields are added up before a higher frequency saturates, and
        the rarity of a term does not depend on the field. Whoosh's own BM25F takes each field by itself, so that a
        common word such as `after` counts as rare in titles. The rarity is computed as Whoosh does.
        """
        if not frequencies:
            return {}
        most = (log(self.index.size / (documents + 1)) + 1) * (K1 + 1)
        return {document: most * frequency / (frequency + K1) for document, frequency in frequencies.items()}

    def _weighted_frequencies(self, field: TextField, term: str) -> Scores:
        """How often each document has a term in a field, by the weight of the field and its length there."""
        return self.index.frequencies(field, term, self._factors_of(field))

    def _factors_of(self, field: TextField) -> list[float]:
        """What one occurrence of a term counts in a field, by document: less in a longer text."""
        if field not in self._factors:
            weight, b, average = FIELD_WEIGHTS[field].weight, FIELD_WEIGHTS[field].b, self.index.average_length(field)
            lengths = self.index.lengths(field)
            self._factors[field] = [weight / ((1 - b) + b * length / average) for length in lengths]
        return self._factors[field]


def _documents_with(by_field: Mapping[TextField, Scores]) -> int:
    """How many documents have a term, for its rarity; fields that say the same of many count where no other has it."""
    common = [found for field, found in by_field.items() if found and FIELD_WEIGHTS[field].makes_common]
    return len(set().union(*common or by_field.values()))


def either(all_scores: Iterable[Scores]) -> Scores:
    """The documents in at least one of these, with their scores added up."""
    first, *others = sorted(all_scores, key=len, reverse=True) or [{}]
    total = dict(first)
    for scores in others:
        for document, score in scores.items():
            total[document] = total.get(document, 0.0) + score
    return total


def both(all_scores: Sequence[Scores]) -> Scores:
    """The documents in all of these, with their scores added up; at least one must be given."""
    total, *others = all_scores
    for scores in others:
        total = {document: total[document] + scores[document] for document in total.keys() & scores.keys()}
    return total


def ordered(scores: Scores) -> tuple[int, ...]:
    """Documents by falling score, then by number. Scores that differ by rounding only count as equal."""
    ranks = sorted((-millionths(score), document) for document, score in scores.items())
    return tuple(document for _, document in ranks)


def millionths(score: float) -> int:
    """A score as scores are compared, because Python and the browser round differently."""
    return int(score * 1e6 + 0.5)
