"""Texts as vectors of their terms, to compute how similar they are: TF-IDF and the cosine (Salton and Buckley 1988)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from ml_postmortems.similarity.analysis import tokens

Vector = Mapping[str, float]
"""The weight of each term; of length 1, or empty for a text without terms."""

Passages = Sequence[tuple[str, float]]
"""The passages of a text, each with the weight of its terms."""

MOST_HEAVY_TERMS = 24
"""Similar texts are looked up by so many terms of a text, those of the largest weight."""
MOST_MEMBERS = 200
"""For one term only the latest texts are compared, so that the cost does not grow with the number of texts."""
MOST_SHARED = 5
"""Shared words that are named as a reason."""
MOST_COMMON = 0.15
"""A word that a larger share of the texts has is not specific, and no reason for similarity."""
LEAST_LETTERS = 4
"""Letters of the shortest word that is named as a reason."""


@dataclass(frozen=True, slots=True)
class CountedText:
    """The terms of a text: the slow part of reading it, which does not depend on the texts it is compared with."""

    weights: Mapping[str, float]
    """The weight of each term, over all passages."""
    spellings: Mapping[tuple[str, str], int]
    """How often each term is written as each word."""


def count_terms(passages: Passages) -> CountedText:
    """Count the terms of a text."""
    weights: dict[str, float] = {}
    spellings: Counter[tuple[str, str]] = Counter()
    for passage, weight in passages:
        for token in (token for token in tokens(passage) if not token.is_part):
            weights[token.term] = weights.get(token.term, 0.0) + weight
            spellings[token.term, token.word] += 1
    return CountedText(weights, spellings)


class WordVectors:
    """The vectors of a list of texts, numbered in their order. Made in one pass, without comparing pairs."""

    def __init__(self, texts: Iterable[CountedText]) -> None:
        self._words: dict[str, Counter[str]] = {}
        members: Counter[str] = Counter()
        all_weights = []
        for text in texts:
            self._note_spellings(text)
            members.update(text.weights.keys())
            all_weights.append(text.weights)
        self._size = len(all_weights)
        self._rarity = {term: log((self._size + 1) / often) for term, often in members.items()}
        self.vectors: list[Vector] = [self._weighted(weights) for weights in all_weights]
        self._members: dict[str, list[int]] = {}
        for number, vector in enumerate(self.vectors):
            for term in vector:
                self._members.setdefault(term, []).append(number)

    def vector_of(self, text: CountedText) -> Vector:
        """The vector of a text that is not in the list."""
        return self._weighted(text.weights)

    def reweighted(self, vector: Vector, rarity: Callable[[str], float]) -> Vector:
        """The vector that a text has where its terms are as rare as `rarity` says, in place of their rarity here."""
        weights = {term: weight / self._rarity[term] * rarity(term) for term, weight in vector.items()}
        return _at_length_1(weights)

    def near(self, vector: Vector) -> set[int]:
        """The texts that have one of the heaviest terms of a vector; for each term, the latest ones."""
        heaviest = sorted(vector, key=lambda term: (-vector[term], term))[:MOST_HEAVY_TERMS]
        return {number for term in heaviest for number in self._members.get(term, ())[-MOST_MEMBERS:]}

    def shared_words(self, one: Vector, other: Vector) -> tuple[str, ...]:
        """The words that make two vectors similar, in their most frequent spelling; those that add most come first."""
        rare = log((self._size + 1) / max(2.0, self._size * MOST_COMMON))
        common = [term for term in one.keys() & other.keys() if self._rarity[term] >= rare]
        ranked = sorted(common, key=lambda term: (-one[term] * other[term], term))
        words = [self._spelling(term) for term in ranked]
        return tuple(word for word in words if len(word) >= LEAST_LETTERS)[:MOST_SHARED]

    def _note_spellings(self, text: CountedText) -> None:
        for (term, word), often in text.spellings.items():
            self._words.setdefault(term, Counter())[word] += often

    def _weighted(self, counts: Mapping[str, float]) -> Vector:
        """Counts damped by the logarithm, times rarity, at length 1; without terms that no text of the list has."""
        weights = {
            term: (1 + log(count)) * self._rarity[term]
            for term, count in counts.items()
            if count >= 1 and term in self._rarity
        }
        return _at_length_1(weights)

    def _spelling(self, term: str) -> str:
        words = self._words.get(term)
        return min(words, key=lambda word: (-words[word], word)) if words else term


def _at_length_1(weights: Mapping[str, float]) -> Vector:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """The similarity of two vectors of length 1, from 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other[term] for term, weight in one.items() if term in other))
