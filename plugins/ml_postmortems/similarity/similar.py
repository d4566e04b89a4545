"""The records most similar to another one, with the reasons.

This is the only order of similar records: the record page, `similar`, `next`, `new`, the review and the recurrence
question all take it from here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice
from math import log
from typing import NamedTuple

from ml_postmortems.model.durations import happened
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Leaf
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.similarity.ties import Key, TieFinder, tie_strength
from ml_postmortems.similarity.word_vectors import (
    MOST_MEMBERS,
    CountedText,
    Passages,
    Vector,
    WordVectors,
    cosine,
    count_terms,
)
from ml_postmortems.text_store import digest_of

WORDS_WEIGHT = 3.0
"""The weight of the likeness of words beside `structure.TIE_WEIGHTS`: cosines of records seldom exceed 0.4."""
LEAST_SCORE = 0.25
"""Records with a lower score are not shown."""
_LEAST_LIKENESS = 0.05
"""Below this likeness, shared words are not named as a reason."""
_DIGITS = 6
"""Of a score, behind the point, by which records are ordered."""
_ROUNDING = 1e-9
"""More than sums in another order differ by."""
_Estimate = tuple[float, int, float, list[Key]]
"""Before words are compared: what the score does not exceed, the record's number, the strength of its ties, and these.

A bare tuple, since there are hundreds for each record.
"""


class _Compared(NamedTuple):
    """The same when words were compared."""

    score: float
    number: int
    likeness: float
    shared: list[Key]


@dataclass(frozen=True, slots=True)
class Similar:
    """A record that is similar to another one."""

    record: Record
    score: float
    """What the order is by: the strength of the ties plus the weighted likeness of the words."""
    ties: tuple[Key, ...]
    """What both share besides words, the strongest kinds first; may be empty."""
    words: tuple[str, ...]
    """Words that both use, those that weigh most first; may be empty."""

    @property
    def reasons(self) -> tuple[str, ...]:
        """The ties and the shared words as text; never empty."""
        ties = tuple(key.reason for key in self.ties)
        return (*ties, f"shared words {', '.join(self.words)}") if self.words else ties


class KnownTexts:
    """The counted words of the records that were compared last, for whoever compares again after an edit."""

    def __init__(self) -> None:
        self._counted: dict[int, tuple[Record, CountedText]] = {}

    def of(self, records: Sequence[Record]) -> list[CountedText]:
        """Those of these records; only what was not there before is counted, and what is there no more is dropped."""
        known = self._counted
        self._counted = {id(record): known.get(id(record)) or (record, _counted(record)) for record in records}
        return [text for _, text in self._counted.values()]


class SimilarRecords:
    """All records that were not taken back, indexed by their words and by what can tie two of them.

    Building it reads each record once. The cost of a question is bounded: for each key and each of the heaviest words
    of the record, only the latest 200 records that have it are compared.
    """

    def __init__(self, corpus: Corpus, words_weight: float = WORDS_WEIGHT, known: KnownTexts | None = None) -> None:
        """`words_weight` is what words count beside ties; 0 orders by ties alone. `known` spares counting again."""
        assert corpus.taxonomy and corpus.catalog, "without vocabulary nothing can be compared"
        self._words_weight = words_weight
        self._structure = TieFinder(corpus.taxonomy, corpus.catalog)
        compared = (record for record in corpus.records if not record.status.is_taken_back)
        self._records = sorted(compared, key=lambda record: (happened(record).sort_key(), record.id))
        by_alias = {alias: number for number, record in enumerate(self._records) for alias in record.aliases}
        self._numbers = by_alias | {record.id: number for number, record in enumerate(self._records)}
        counted = known.of(self._records) if known else map(_counted, self._records)
        self._vectors = WordVectors(counted)
        keys_of_each = [self._structure.keys(record) for record in self._records]
        self._members: dict[Key, list[int]] = {}
        for number, keys in enumerate(keys_of_each):
            for key in set(keys):
                self._members.setdefault(key, []).append(number)
        # By number, since records are compared a thousand times more often than keys are named.
        self._key_numbers = {key: number for number, key in enumerate(self._members)}
        self._keys = [frozenset(self._key_numbers[key] for key in keys) for keys in keys_of_each]
        self._sizes = {key: len(numbers) for key, numbers in self._members.items()}
        self._taxonomy = corpus.taxonomy
        self._accounts: dict[int, Vector] = {}

    def to_record(self, record: Record, most: int = 5, without: Collection[str] = ()) -> tuple[Similar, ...]:
        """The records most similar to this one, which may be one of them or not; `without` are ids to leave out."""
        return tuple(islice(self.ranked(record, without), most))

    def ranked(self, record: Record, without: Collection[str] = ()) -> Iterator[Similar]:
        """All similar records, the most similar first; of two with the same score the later one comes first."""
        vector = self._vector(record)
        keys = self._structure.asked_keys(record)
        left_out = {self._numbers[name] for name in (record.id, *without) if name in self._numbers}
        asked = {self._key_numbers[key]: key for key in keys if key in self._key_numbers}
        numbers = frozenset(asked)
        most_alike = self._vectors.most_alike(vector)
        shared_by: dict[frozenset[int], tuple[list[Key], float]] = {}
        estimates: list[_Estimate] = []
        for number in self._candidates(vector, keys) - left_out:
            both = numbers & self._keys[number]
            if both not in shared_by:
                named = [key for each, key in asked.items() if each in both]
                shared_by[both] = named, tie_strength(named, self._sizes, len(self._records))
            shared, strength = shared_by[both]
            most = strength + self._words_weight * most_alike[number] + _ROUNDING
            if most >= LEAST_SCORE:
                estimates.append((most, number, strength, shared))
        for score, number, likeness, shared in self._best_first(vector, estimates):
            ties = tuple({key.reason: key for key in shared}.values())
            words = self._words(vector, number) if likeness >= _LEAST_LIKENESS else ()
            if ties or words:
                yield Similar(self._records[number], score, ties, words)

    def _best_first(self, vector: Vector, estimates: list[_Estimate]) -> Iterator[_Compared]:
        """In order of score; words are compared only as far as somebody asks, by what each can have at most."""
        estimates.sort(reverse=True)
        compared: list[tuple[float, int, _Compared]] = []
        for most, number, strength, shared in estimates:
            while compared and -compared[0][0] > round(most, _DIGITS):
                yield heappop(compared)[-1]
            likeness = cosine(vector, self._vectors.vectors[number])
            score = strength + self._words_weight * likeness
            if score >= LEAST_SCORE:
                heappush(compared, (-round(score, _DIGITS), -number, _Compared(score, number, likeness, shared)))
        while compared:
            yield heappop(compared)[-1]

    def account_likeness(self, record: Record) -> Callable[[Record], float]:
        """How similar the words of this record are to those of another one of the corpus, from 0 to 1.

        In contrast to the order, this depends on no third record: words count by how rare they are in the texts of the
        taxonomy. So what is merged meanwhile does not move a pair across a threshold.
        """
        own = self._vectors.reweighted(self._vector(record), self._taxonomy_rarity)

        def likeness(other: Record) -> float:
            number = self._numbers[other.id]
            if number not in self._accounts:
                vector = self._vectors.vectors[number]
                self._accounts[number] = self._vectors.reweighted(vector, self._taxonomy_rarity)
            return cosine(own, self._accounts[number])

        return likeness

    @cached_property
    def _taxonomy_rarity(self) -> Callable[[str], float]:
        leaves = [set(count_terms(_leaf_text(leaf)).weights) for leaf in self._taxonomy.leaves.values()]
        members = Counter(term for terms in leaves for term in terms)
        return lambda term: log((len(leaves) + 1) / (members[term] + 1))

    def _vector(self, record: Record) -> Vector:
        number = self._numbers.get(record.id)
        if number is not None and self._records[number] is record:
            return self._vectors.vectors[number]
        return self._vectors.vector_of(_counted(record))

    def _candidates(self, vector: Vector, keys: Sequence[Key]) -> set[int]:
        """The records that share a key or one of the heaviest words; per key and word, the latest ones."""
        tied = {number for key in keys for number in self._members.get(key, ())[-MOST_MEMBERS:]}
        return tied | self._vectors.near(vector)

    def _words(self, vector: Vector, number: int) -> tuple[str, ...]:
        return self._vectors.shared_words(vector, self._vectors.vectors[number])


def _counted(record: Record) -> CountedText:
    return count_terms(compared_text(record))


def _leaf_text(leaf: Leaf) -> Passages:
    asked = leaf.questions
    questions = (asked.data_source, asked.alternative, asked.refutation, asked.bias)
    return [(text, 1.0) for text in (leaf.name, leaf.definition, *leaf.includes, leaf.example, *questions)]


def compared_state(corpus: Corpus) -> str:
    """A hash of all that the answers of `SimilarRecords` depend on, but for what is asked and the code."""
    assert corpus.taxonomy and corpus.catalog, "without vocabulary nothing can be compared"
    finder = TieFinder(corpus.taxonomy, corpus.catalog)
    return digest_of(*(_compared_parts(record, finder) for record in corpus.records))


def _compared_parts(record: Record, finder: TieFinder) -> str:
    names = (record.id, record.aliases, record.status.is_taken_back, happened(record).sort_key())
    return repr((names, finder.keys(record), finder.asked_keys(record), compared_text(record)))


def compared_text(record: Record) -> Passages:
    """The passages that say what kind of incident it is, each with its weight.

    Accounts of the response are left out, because they are similar in all records.
    """
    failure = known(record.failure)
    passages: list[tuple[str | None, float]] = [
        (record.title, 3.0),
        (record.symptom, 2.0),
        (known(record.summary), 1.0),
        *((trigger.text, 1.0) for trigger in record.triggers),
        (known(failure.observed) if failure else None, 1.0),
        *((cause.text, 1.0) for cause in record.real_causes),
        *((lesson.text, 1.0) for lesson in known_items(record.lessons)),
        (" ".join(record.tags), 1.0),
    ]
    return [(text, weight) for text, weight in passages if text]
