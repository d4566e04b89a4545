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
_MOST_LOOKED_UP = 10_000
"""Weights of other texts that are looked up for one estimate, so that its cost does not grow with their number."""


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
        self._weights: dict[str, list[float]] = {}
        for number, vector in enumerate(self.vectors):
            for term, weight in vector.items():
                self._members.setdefault(term, []).append(number)
                self._weights.setdefault(term, []).append(weight)

    def vector_of(self, text: CountedText) -> Vector:
        """The vector of a text that is not in the list."""
        return self._weighted(text.weights)

    def reweighted(self, vector: Vector, rarity: Callable[[str], float]) -> Vector:
        """The vector that a text has where its terms are as rare as `rarity` says, in place of their rarity here."""
        weights = {term: weight / self._rarity[term] * rarity(term) for term, weight in vector.items()}
        return _at_length_1(weights)

    def near(self, vector: Vector) -> set[int]:
        """The texts that have one of the heaviest terms of a vector; for each term, the latest ones."""
        return {number for term in _heaviest(vector) for number in self._members.get(term, ())[-MOST_MEMBERS:]}

    def most_alike(self, vector: Vector) -> list[float]:
        """For each text, by its number, what its cosine with this vector does not exceed.

        The heaviest terms count as they do in the cosine. What the others add is at most the product of the lengths of
        both rests, by the inequality of Cauchy and Schwarz, and no rest of a text is longer than 1.
        """
        by_heaviest = [0.0] * self._size
        rest, looked_up = dict(vector), 0
        for term in _heaviest(vector):
            members = self._members.get(term, [])
            looked_up += len(members)
            if looked_up > _MOST_LOOKED_UP:
                break
            own = rest.pop(term)
            for number, weight in zip(members, self._weights.get(term, []), strict=True):
                by_heaviest[number] += own * weight
        most_of_rest = sqrt(sum(weight * weight for weight in rest.values()))
        return [weight + most_of_rest for weight in by_heaviest]

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


def _heaviest(vector: Vector) -> list[str]:
    return sorted(vector, key=lambda term: (-vector[term], term))[:MOST_HEAVY_TERMS]


def _at_length_1(weights: Mapping[str, float]) -> Vector:
    length = sqrt(sum(weight * weight for weight in weights.values()))
    return {term: weight / length for term, weight in weights.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """The similarity of two vectors of length 1, from 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other[term] for term, weight in one.items() if term in other))
