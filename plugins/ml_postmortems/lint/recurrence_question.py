"""The recurrence question: which earlier records an author must say something about."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from ml_postmortems.model.durations import happened
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import CauseRole
from ml_postmortems.reading.corpus import Corpus

MOST_CANDIDATES = 5
_LOOK_BACK = 50

Key = tuple[str, str]
"""A kind of reason, and the term that two records share."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An earlier record that is alike in structure, and how."""

    record: Record
    reasons: tuple[str, ...]
    """In words: `same cause process/rollout-gap`, `same artifact ranker`; the strongest first, never empty."""


class RecurrenceIndex:
    """The records that count, by everything that can make two of them alike.

    Looking back is bounded: of all earlier records with one shared term, the latest 50 are considered. So the cost of
    a question does not grow with the corpus.
    """

    def __init__(self, corpus: Corpus) -> None:
        assert corpus.taxonomy and corpus.catalog, "without vocabulary nothing can be compared"
        self._taxonomy, self._catalog = corpus.taxonomy, corpus.catalog
        self._records = {record.id: record for record in corpus.records if record.status.is_counted}
        self._members: dict[Key, list[tuple[float, str]]] = {}
        for record in self._records.values():
            for key in self._keys(record, is_later=False):
                self._members.setdefault(key, []).append((_began(record), record.id))
        for members in self._members.values():
            members.sort()

    def candidates(self, record: Record) -> tuple[Candidate, ...]:
        """At most five earlier records that share a leaf, an artifact, lineage or a team; the most alike first.

        More kinds of reason make a record more alike; among equals the later one is nearer.
        """
        shared: dict[str, list[Key]] = {}
        began = _began(record)
        for key in self._keys(record, is_later=True):
            members = self._members.get(key, [])
            earlier = bisect_left(members, (began, ""))
            for _, other in members[max(0, earlier - _LOOK_BACK) : earlier]:
                if other != record.id:
                    shared.setdefault(other, []).append(key)
        ranked = sorted(
            shared, key=lambda other: (-len({kind for kind, _ in shared[other]}), -_began(self._records[other]), other)
        )
        return tuple(
            Candidate(self._records[other], tuple(_reason(key) for key in shared[other]))
            for other in ranked[:MOST_CANDIDATES]
        )

    def _keys(self, record: Record, is_later: bool) -> list[Key]:
        """The keys of a record, the strongest kinds first; the later one asks for lineage in both directions."""
        roles = (CauseRole.IMMEDIATE, CauseRole.SYSTEMIC)
        leaves = {self._taxonomy.current_name(cause.category) for cause in record.real_causes if cause.role in roles}
        artifacts = {use.id for use in known_items(record.artifacts)}
        upstream = self._upstream_of(artifacts)
        keys = [("cause", leaf) for leaf in sorted(leaves)]
        keys += [("artifact", artifact) for artifact in sorted(artifacts)]
        if is_later:
            keys += [("made of", artifact) for artifact in sorted(artifacts)]
            keys += [("artifact upstream", artifact) for artifact in sorted(upstream)]
        else:
            keys += [("made of", artifact) for artifact in sorted(upstream)]
            keys += [("artifact upstream", artifact) for artifact in sorted(artifacts)]
        return [*keys, ("team", record.teams.owner)]

    def _upstream_of(self, artifacts: set[str]) -> set[str]:
        """Everything that these are made of, directly or not, but themselves."""
        reached: set[str] = set()
        frontier = list(artifacts)
        while frontier:
            artifact = self._catalog.artifacts.get(frontier.pop())
            for source in artifact.upstream if artifact else ():
                if source not in reached:
                    reached.add(source)
                    frontier.append(source)
        return reached - artifacts


def _began(record: Record) -> float:
    return happened(record).sort_key().timestamp()


def _reason(key: Key) -> str:
    kind, term = key
    match kind:
        case "made of" | "artifact upstream":
            return f"same lineage through {term}"
        case _:
            return f"same {kind} {term}"


def answered(record: Record) -> frozenset[str]:
    """The ids of the records that the author said something about."""
    recurrence = known(record.recurrence)
    if not recurrence:
        return frozenset()
    return frozenset({*recurrence.of, *recurrence.related, *(each.id for each in recurrence.dismissed)})
