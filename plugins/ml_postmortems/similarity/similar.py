"""The records most like another, each with the reasons why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ml_postmortems.model.durations import happened
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.similarity.structure import Key, Structure, tie_strength
from ml_postmortems.similarity.word_vectors import MOST_MEMBERS, Passages, Vector, WordVectors, count_terms

WORDS_WEIGHT = 3.0
"""What alike words count beside the ties of `structure.TIE_WEIGHTS`: cosines of records seldom exceed 0.4."""
LEAST_SCORE = 0.25
"""What is less alike is not worth a reader's time."""
_LEAST_COSINE = 0.05


@dataclass(frozen=True, slots=True)
class Similar:
    """A record that is like another."""

    record: Record
    score: float
    ties: tuple[Key, ...]
    """What both share besides words, the strongest kinds first; may be empty."""
    words: tuple[str, ...]
    """The words that make them alike, the most telling first; may be empty."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in words; never empty."""
        told = tuple(key.reason for key in self.ties)
        return (*told, f"shared words {', '.join(self.words)}") if self.words else told


class SimilarRecords:
    """Every record that counts, by its words and its ties. Built in one pass, asked at a bounded cost."""

    def __init__(self, corpus: Corpus) -> None:
        assert corpus.taxonomy and corpus.catalog, "without vocabulary nothing can be compared"
        self._structure = Structure(corpus.taxonomy, corpus.catalog)
        counted = (record for record in corpus.records if not record.status.is_taken_back)
        self._records = sorted(counted, key=lambda record: (happened(record).sort_key(), record.id))
        by_alias = {alias: number for number, record in enumerate(self._records) for alias in record.aliases}
        self._numbers = by_alias | {record.id: number for number, record in enumerate(self._records)}
        self._vectors = WordVectors(count_terms(telling_text(record)) for record in self._records)
        self._members: dict[Key, list[int]] = {}
        for number, record in enumerate(self._records):
            for key in self._structure.keys(record):
                self._members.setdefault(key, []).append(number)
        self._sizes = {key: len(numbers) for key, numbers in self._members.items()}

    def to_record(self, record: Record, most: int = 5, told: Collection[str] = ()) -> tuple[Similar, ...]:
        """The records most like this one, which may be one of them or a draft; without those of these ids."""
        here = self._numbers.get(record.id)
        vector = (
            self._vectors.vectors[here]
            if here is not None
            else self._vectors.vector_of(count_terms(telling_text(record)))
        )
        shared: dict[int, list[Key]] = {}
        for key in self._structure.asked_keys(record):
            for number in self._members.get(key, ())[-MOST_MEMBERS:]:
                shared.setdefault(number, []).append(key)
        left_out = {self._numbers[name] for name in (record.id, *told) if name in self._numbers}
        return tuple(islice(self._ranked(vector, shared, left_out), most))

    def _ranked(self, vector: Vector, shared: Mapping[int, list[Key]], left_out: Collection[int]) -> Iterator[Similar]:
        """All that are alike, the most alike first; words are looked for when a record's turn comes."""
        cosines = self._vectors.near(vector)
        scores = {
            number: WORDS_WEIGHT * cosines.get(number, 0.0)
            + tie_strength(shared.get(number, ()), self._sizes, len(self._records))
            for number in cosines.keys() | shared.keys()
            if number not in left_out
        }
        found = [number for number, score in scores.items() if score >= LEAST_SCORE]
        found.sort(key=lambda number: (-round(scores[number], 6), -number))
        for number in found:
            ties = tuple({key.reason: key for key in shared.get(number, ())}.values())
            words = self._words(vector, number, cosines)
            if ties or words:
                yield Similar(self._records[number], scores[number], ties, words)

    def _words(self, vector: Vector, number: int, cosines: Mapping[int, float]) -> tuple[str, ...]:
        if cosines.get(number, 0.0) < _LEAST_COSINE:
            return ()
        return self._vectors.shared_words(vector, self._vectors.vectors[number])


def telling_text(record: Record) -> Passages:
    """The passages that tell what kind of incident it is, with what their words count; accounts of the response are
    alike everywhere and left out."""
    failure, trigger = known(record.failure), known(record.trigger)
    passages: list[tuple[str | None, float]] = [
        (record.title, 3.0),
        (record.symptom, 2.0),
        (known(record.summary), 1.0),
        (trigger.text if trigger else None, 1.0),
        (known(failure.observed) if failure else None, 1.0),
        *((cause.text, 1.0) for cause in record.real_causes),
        *((lesson.text, 1.0) for lesson in known_items(record.lessons)),
        (" ".join(record.tags), 1.0),
    ]
    return [(text, weight) for text, weight in passages if text]
