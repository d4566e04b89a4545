"""The candidates of the recurrence question: similar records, and which of them need an answer.

A record needs an answer about another one only for a specific tie. All other similar records are shown and need none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.similarity.record_facts import primary_category
from ml_postmortems.similarity.similar import Similar, SimilarRecords
from ml_postmortems.similarity.ties import Key, Tie

MOST_SHOWN = 5
"""Similar records that are shown to an author and a reviewer, needed answers apart."""
MOST_ASKED = 5
"""Answers that one record needs at most, those that it has included."""
LEAST_LIKENESS = 0.2
"""The likeness of two accounts from which a cause shared with another team needs an answer; set on judged pairs."""


class SpecificTie(NamedTuple):
    """A tie for which a similar record needs an answer."""

    reason: str
    keys: frozenset[Key]
    """The shared keys that it is made of."""
    is_by_words: bool = False
    """True if the tie rests on the likeness of the words."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A similar record, and what the record in hand has to say about it."""

    similar: Similar
    specific_ties: tuple[SpecificTie, ...]
    """Why it needs an answer; empty for one that is only shown."""
    is_answered: bool
    """True if one of the two records names the other one under `recurrence`."""
    is_asked: bool
    """True if the answer is needed and missing."""

    @property
    def record(self) -> Record:
        """The similar record."""
        return self.similar.record

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is a candidate, the ties that need an answer first; never empty."""
        used = {key for tie in self.specific_ties for key in tie.keys}
        others = dict.fromkeys(key.reason for key in self.similar.ties if key not in used)
        words = [f"shared words {', '.join(self.similar.words)}"] if self.similar.words else []
        return (*self.specific_reasons, *others, *words)

    @property
    def specific_reasons(self) -> tuple[str, ...]:
        """Why it needs an answer, in words."""
        return tuple(tie.reason for tie in self.specific_ties)

    @property
    def is_tied_by_words_only(self) -> bool:
        """True if nothing but the likeness of the words asks for an answer."""
        return bool(self.specific_ties) and all(tie.is_by_words for tie in self.specific_ties)


class RecurrenceCandidates:
    """Finds the candidates of records in the one order of similar records."""

    def __init__(self, corpus: Corpus, similar: SimilarRecords) -> None:
        assert corpus.taxonomy, "without vocabulary nothing can be compared"
        self._taxonomy, self._similar = corpus.taxonomy, similar

    def of(self, record: Record) -> tuple[Candidate, ...]:
        """The five most similar records and all that need an answer, in the one order.

        At most five answers are needed, those about a place or a team before those about words. Given answers count,
        so that a record that has its answers is not asked again because another record was added.
        """
        likeness = self._similar.account_likeness(record)
        ranked = [self._candidate(record, similar, likeness) for similar in self._similar.ranked(record)]
        specific = [each for each in ranked if each.specific_ties]
        by_words = [each for each in specific if each.is_tied_by_words_only]
        asked = _first_open([each for each in specific if not each.is_tied_by_words_only], MOST_ASKED)
        others = sum(each.is_answered for each in specific if not each.is_tied_by_words_only) + len(asked)
        asked |= _first_open(by_words, MOST_ASKED - others)
        answered = [each.record.id for each in specific if each.is_answered]
        shown = {*(each.record.id for each in ranked[:MOST_SHOWN]), *answered[:MOST_ASKED], *asked}
        return tuple(replace(each, is_asked=each.record.id in asked) for each in ranked if each.record.id in shown)

    def _candidate(self, record: Record, similar: Similar, likeness: Callable[[Record], float]) -> Candidate:
        ties = tuple(specific_ties(record, similar, self._taxonomy, likeness))
        return Candidate(similar, ties, are_linked(record, similar.record), is_asked=False)


def _first_open(candidates: Sequence[Candidate], most: int) -> set[str]:
    """The ids of the first candidates without an answer, so many that `most` have or need one."""
    room = most - sum(each.is_answered for each in candidates)
    return {each.record.id for each in [each for each in candidates if not each.is_answered][: max(0, room)]}


def specific_ties(
    record: Record, similar: Similar, taxonomy: Taxonomy, likeness: Callable[[Record], float]
) -> Iterator[SpecificTie]:
    """The ties for which a similar record needs an answer.

    These are a shared cause at the same artifact or in its lineage; the same primary cause in the same team; and, for
    records of different teams, a shared cause in an account of similar words. Within a team, similar words say little,
    because all accounts name the same product.
    """
    causes = [key for key in similar.ties if key.tie is Tie.CAUSE]
    places = [key for key in similar.ties if key.tie is Tie.ARTIFACT]
    places = places or [key for key in similar.ties if key.tie is Tie.LINEAGE]
    is_same_team = any(key.tie is Tie.TEAM for key in similar.ties)
    primary = primary_category(record, taxonomy) if is_same_team else None
    if causes and places:
        yield SpecificTie(f"{causes[0].reason} and {places[0].reason}", frozenset({causes[0], places[0]}))
    if primary and primary == primary_category(similar.record, taxonomy):
        keys = frozenset({Key(Tie.CAUSE, primary), Key(Tie.TEAM, record.teams.owner)})
        yield SpecificTie(f"same primary cause {primary} in the same team {record.teams.owner}", keys)
    if causes and not is_same_team and likeness(similar.record) >= LEAST_LIKENESS:
        yield SpecificTie(f"{causes[0].reason} in an account of similar words", frozenset(causes[:1]), is_by_words=True)


def are_linked(one: Record, other: Record) -> bool:
    """True if one of two records names the other under `recurrence`, by its id or a former id."""
    return _is_named(other, answered(one)) or _is_named(one, answered(other))


def answered(record: Record) -> frozenset[str]:
    """The ids that a record names under `recurrence`."""
    recurrence = known(record.recurrence)
    if not recurrence:
        return frozenset()
    return frozenset({*recurrence.of, *recurrence.related, *(each.id for each in recurrence.dismissed)})


def _is_named(record: Record, names: Collection[str]) -> bool:
    return not {record.id, *record.aliases}.isdisjoint(names)
