"""The recurrence question: which earlier records an author must say something about."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from ml_postmortems.model.durations import happened
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.similarity.similar import WORDS_WEIGHT, telling_text
from ml_postmortems.similarity.structure import Key, Structure, tie_strength
from ml_postmortems.similarity.word_vectors import CountedText, WordVectors, cosine, count_terms

MOST_CANDIDATES = 5
_LOOK_BACK = 50
_MOST_COMPARED = 40
"""How many of the most strongly tied records are compared by their words."""
_MOST_READ = 2_000
"""Records whose words are kept, since those of one time are compared again and again; about 17 kB each."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier record that is tied to a later one, and how."""

    record: Record
    reasons: tuple[str, ...]
    """In words: `same cause process/rollout-gap`, `same artifact ranker`; the strongest first, never empty."""
    words: tuple[str, ...]
    """Words that both share, the most telling first: they rank a candidate and oblige to nothing."""


class RecurrenceIndex:
    """The records that count, by everything that can tie two of them.

    Looking back is bounded: of all earlier records with one shared key, the latest 50 are considered, and of those the
    40 with the strongest ties are compared by their words. So the cost of a question does not grow with the corpus.
    """

    def __init__(self, corpus: Corpus, words_weight: float = WORDS_WEIGHT) -> None:
        """`words_weight` is what words count beside ties; 0 orders by ties alone."""
        assert corpus.taxonomy and corpus.catalog, "without vocabulary nothing can be compared"
        self._words_weight = words_weight
        self._structure = Structure(corpus.taxonomy, corpus.catalog)
        self._records = {record.id: record for record in corpus.records if not record.status.is_taken_back}
        self._members: dict[Key, list[tuple[float, str]]] = {}
        for record in self._records.values():
            for key in self._structure.keys(record):
                self._members.setdefault(key, []).append((_began(record), record.id))
        for members in self._members.values():
            members.sort()
        self._sizes = {key: len(members) for key, members in self._members.items()}
        self._text_of = lru_cache(maxsize=_MOST_READ)(self._read)

    def candidates(self, record: Record, most: int = MOST_CANDIDATES) -> tuple[Candidate, ...]:
        """At most five earlier records that share a leaf, an artifact, lineage or a team; the most alike first.

        Ties count by their kind and by how few records have them, words by their cosine; among equals the later record
        is nearer.
        """
        shared = self._shared_with_earlier(record)
        strengths = {other: tie_strength(keys, self._sizes, len(self._records)) for other, keys in shared.items()}
        nearest = sorted(shared, key=lambda other: (-strengths[other], -_began(self._records[other]), other))
        compared = nearest[:_MOST_COMPARED]
        vectors = WordVectors(map(self._text_of, compared))
        own = vectors.vector_of(count_terms(telling_text(record)))
        vector_of = dict(zip(compared, vectors.vectors, strict=True))
        scores = {
            other: strengths[other] + self._words_weight * cosine(own, vector) for other, vector in vector_of.items()
        }
        ranked = sorted(compared, key=lambda other: (-round(scores[other], 6), -_began(self._records[other]), other))
        return tuple(
            Candidate(
                self._records[other],
                tuple(dict.fromkeys(key.reason for key in shared[other])),
                vectors.shared_words(own, vector_of[other]),
            )
            for other in ranked[:most]
        )

    def _read(self, record_id: str) -> CountedText:
        return count_terms(telling_text(self._records[record_id]))

    def _shared_with_earlier(self, record: Record) -> dict[str, list[Key]]:
        shared: dict[str, list[Key]] = {}
        began = _began(record)
        for key in self._structure.asked_keys(record):
            members = self._members.get(key, [])
            earlier = bisect_left(members, (began, ""))
            for _, other in members[max(0, earlier - _LOOK_BACK) : earlier]:
                if other != record.id:
                    shared.setdefault(other, []).append(key)
        return shared


def _began(record: Record) -> float:
    return happened(record).sort_key().timestamp()


def answered(record: Record) -> frozenset[str]:
    """The ids of the records that the author said something about."""
    recurrence = known(record.recurrence)
    if not recurrence:
        return frozenset()
    return frozenset({*recurrence.of, *recurrence.related, *(each.id for each in recurrence.dismissed)})
