"""How much more a record has of a text than chance would give it.

If the records with each word of a text were drawn by lot, a record would still get some of its score, and a long record
more than a short one. Bennett's inequality (1962) bounds the probability of a score at least as high, for independent
words of which none adds more than a most. The negative logarithm of that bound, in nats, is 0 for what chance gives.
It does not grow by length alone: a long text of other matters meets many words of a record, and expects to.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import log, log1p

from ml_postmortems.search.postings import Scores
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.record_text import OWN_TEXT

_VOCABULARY_GROWTH = 0.7
"""A text of twice the length has about 2 ** 0.7 times as many different words (Heaps' law)."""


def shares_of_words(index: WhooshIndex) -> Sequence[float]:
    """The share that each document has in all pairs of a word and a document with it, from the lengths of its texts."""
    lengths = zip(*(index.lengths(field) for field in OWN_TEXT), strict=True)
    words = [sum(of_fields) ** _VOCABULARY_GROWTH for of_fields in lengths]
    total = sum(words) or 1.0
    return [each / total for each in words]


def nats_beyond_chance(document: int, words: Collection[Scores], share: float) -> float:
    """The evidence that a document has more of some words than its share; each word has the scores of its documents."""
    expected = variance = most = score = 0.0
    for scores in words:
        total = sum(scores.values())
        mean = total / len(scores)
        probability = min(1.0, share * len(scores))
        expected += probability * mean
        square = sum(each * each for each in scores.values()) / len(scores)
        variance += probability * square - (probability * mean) ** 2
        most = max(most, mean)
        score += scores.get(document, 0.0)
    if score <= expected or not variance:
        return 0.0
    excess = most * (score - expected) / variance
    return variance / most**2 * ((1 + excess) * log1p(excess) - excess)


def floor_of(documents: int, most_by_chance: float) -> float:
    """The nats above which at most so many of the documents are expected by chance (the union bound)."""
    return max(0.0, log(documents / most_by_chance)) if documents else 0.0
