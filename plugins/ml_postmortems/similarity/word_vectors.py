"""Texts as vectors of their terms, for telling how alike they are: TF-IDF and the cosine (Salton and Buckley 1988)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from ml_postmortems.similarity.analysis import tokens

Vector = Mapping[str, float]
"""The weight of each term; of length 1, or empty for a text without terms."""

MOST_TELLING = 24
"""Terms of a text by which others are looked for: its heaviest ones."""
MOST_MEMBERS = 200
"""Texts that are looked at for one term, the latest ones, so that the cost of a question does not grow."""
MOST_SHARED = 5
"""Shared words that are named as a reason."""
_MOST_COMMON = 0.15
_LEAST_LETTERS = 4
"""Words that more of the texts have, and shorter ones, tell a reader nothing."""


class WordVectors:
    """The vectors of a list of texts, numbered in their order. One pass over all; nothing is compared in pairs."""

    def __init__(self, texts: Iterable[Sequence[tuple[str, float]]]) -> None:
        """Each text is a list of passages, each with what its terms count."""
        self._counts: list[dict[str, float]] = []
        self._words: dict[str, Counter[str]] = {}
        members: Counter[str] = Counter()
        for text in texts:
            counts = self._counted(text)
            self._counts.append(counts)
            members.update(counts.keys())
        self._size = len(self._counts)
        self._rarity = {term: log((self._size + 1) / often) for term, often in members.items()}
        self.vectors: list[Vector] = [self._weighted(counts) for counts in self._counts]
        self._members: dict[str, list[int]] = {}
        for number, vector in enumerate(self.vectors):
            for term in vector:
                self._members.setdefault(term, []).append(number)

    def vector_of(self, text: Sequence[tuple[str, float]]) -> Vector:
        """The vector of a text that is not in the list."""
        return self._weighted(self._counted(text))

    def near(self, vector: Vector) -> dict[int, float]:
        """The texts that share telling terms with a vector, each with its cosine (above 0, at most 1)."""
        telling = sorted(vector, key=lambda term: (-vector[term], term))[:MOST_TELLING]
        found = {number for term in telling for number in self._members.get(term, ())[-MOST_MEMBERS:]}
        return {number: cosine(vector, self.vectors[number]) for number in sorted(found)}

    def shared_words(self, one: Vector, other: Vector) -> tuple[str, ...]:
        """The words, as they are mostly written, that make two vectors alike; those that do most come first."""
        rare = log((self._size + 1) / max(2.0, self._size * _MOST_COMMON))
        common = [term for term in one.keys() & other.keys() if self._rarity[term] >= rare]
        ranked = sorted(common, key=lambda term: (-one[term] * other[term], term))
        words = [self._spelling(term) for term in ranked]
        return tuple(word for word in words if len(word) >= _LEAST_LETTERS)[:MOST_SHARED]

    def _counted(self, text: Sequence[tuple[str, float]]) -> dict[str, float]:
        counts: dict[str, float] = {}
        for passage, weight in text:
            for token in tokens(passage):
                counts[token.term] = counts.get(token.term, 0.0) + weight
                self._words.setdefault(token.term, Counter())[token.word] += 1
        return counts

    def _weighted(self, counts: Mapping[str, float]) -> Vector:
        """Counts damped by the logarithm, times rarity, at length 1; without terms that no text of the list has."""
        weights = {
            term: (1 + log(count)) * self._rarity[term]
            for term, count in counts.items()
            if count >= 1 and term in self._rarity
        }
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {term: weight / length for term, weight in weights.items()} if length else {}

    def _spelling(self, term: str) -> str:
        words = self._words.get(term)
        return min(words, key=lambda word: (-words[word], word)) if words else term


def cosine(one: Vector, other: Vector) -> float:
    """How alike two vectors of length 1 are, from 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return min(1.0, sum(weight * other[term] for term, weight in one.items() if term in other))
