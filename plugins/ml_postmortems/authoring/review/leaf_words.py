"""The words by which the leaves of a taxonomy are told, and which leaf a sentence is told most like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from math import log
from typing import NamedTuple

from ml_postmortems.authoring.review.specific_words import specific_stems
from ml_postmortems.model.taxonomy import Leaf, Taxonomy
from ml_postmortems.similarity.synonyms import synonyms_of

_LENGTH_POWER = 0.3
"""How much a leaf that is told at length has to share more than others."""
_LEAST_AHEAD = 2.5
"""How far another leaf is ahead of the one that was named; chosen on the causes of real and of terse records."""
_MOST_OF_NEAREST = 0.2
"""The part of the nearest leaf's likeness that the named one has at most."""


class NearerLeaf(NamedTuple):
    """A leaf that a sentence is told more like than the one that was named."""

    leaf: Leaf
    words: tuple[str, ...]
    """The words of the sentence that the leaf has too, as they are written."""


class LeafWords:
    """The words of each leaf; made when they are first asked for."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._groups = {word: number for number, group in enumerate(taxonomy.synonyms) for word in group}

    def stems_of(self, category: str) -> frozenset[str]:
        """The stems of the words of a leaf; none of a category that is no leaf."""
        return self._stems.get(self._taxonomy.current_name(category), frozenset())

    def nearer_leaf(self, category: str, text: str) -> NearerLeaf | None:
        """The leaf that a text is told most like, where it is clearly ahead of the one of this category."""
        named = self._taxonomy.current_name(category)
        if named not in self._stems:
            return None
        told = self._told(text)
        likeness = {name: self._likeness(told, name) for name in self._stems}
        nearest = max(likeness, key=lambda name: (likeness[name], name))
        most, own = likeness[nearest], likeness[named]
        if most - own < _LEAST_AHEAD or own > most * _MOST_OF_NEAREST:
            return None
        words = (word.strip(".,;:()“”\"'") for word in text.split())
        shared = [word for word in words if word and self._told(word) & self._stems[nearest]]
        return NearerLeaf(self._taxonomy.leaves[nearest], tuple(dict.fromkeys(shared)))

    def _likeness(self, told: frozenset[str], name: str) -> float:
        stems = self._stems[name]
        shared = sorted(told & stems)
        weight = sum(log(len(self._stems) / self._leaves_with[each]) for each in shared)
        return weight / float(len(stems) ** _LENGTH_POWER)

    @cached_property
    def _stems(self) -> Mapping[str, frozenset[str]]:
        return {name: self._told(_text(leaf)) for name, leaf in self._taxonomy.leaves.items()}

    @cached_property
    def _leaves_with(self) -> Counter[str]:
        return Counter(stem for stems in self._stems.values() for stem in stems)

    def _told(self, text: str) -> frozenset[str]:
        """The stems of a text, and a mark for each group of synonyms of which it has one."""
        marks = {f"#{self._groups[word]}" for word in synonyms_of(text, self._taxonomy.synonyms)}
        return specific_stems(text) | marks


def _text(leaf: Leaf) -> str:
    questions = leaf.questions
    parts = (leaf.name, leaf.definition, *leaf.includes, leaf.example, *leaf.aliases)
    return " . ".join((*parts, questions.data_source, questions.refutation))
