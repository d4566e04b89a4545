"""Which other artifacts could have the same fault: by lineage, and by causes that records of other artifacts share."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from weakref import ref

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ArtifactRole
from ml_postmortems.reading.corpus import Corpus

MOST_SUGGESTED = 5
_BROKEN = (ArtifactRole.ORIGIN, ArtifactRole.FAILED)


@dataclass(frozen=True, slots=True)
class ExtentCandidate:
    """An artifact that the record does not speak of and that could have the same fault."""

    artifact: str
    team: str
    """The team that owns it."""
    reason: str

    @property
    def line(self) -> str:
        """The entry for the record, as an open question to the team."""
        return f"- {{artifact: {self.artifact}, state: open, by: {self.team}}}"


def extent_candidates(corpus: Corpus, record: Record) -> tuple[ExtentCandidate, ...]:
    """The artifacts of the same operator that are most likely to have the fault, the nearest first; at most five.

    These are what is made of an artifact that broke or carried the fault on, what is made of the same sources as one
    that broke, and what broke before by the same cause. Artifacts that the record names already are left out.
    """
    if not corpus.catalog or not corpus.taxonomy:
        return ()
    return tuple(islice(_in_order(corpus, corpus.catalog, record), MOST_SUGGESTED))


def _in_order(corpus: Corpus, catalog: Catalog, record: Record) -> Iterator[ExtentCandidate]:
    operator = catalog.operator_of(record.teams.owner)
    told = {use.id for use in known_items(record.artifacts)} | {each.artifact for each in known_items(record.extent)}
    reasons = [_downstream(catalog, record), _siblings(catalog, record), _same_cause(corpus, record)]
    for found in reasons:
        for artifact, reason in found:
            entry = catalog.artifacts.get(artifact)
            if entry and artifact not in told and entry.until is None and catalog.operator_of(entry.team) == operator:
                told.add(artifact)
                yield ExtentCandidate(artifact, entry.team, reason)


def _downstream(catalog: Catalog, record: Record) -> Iterator[tuple[str, str]]:
    """What is made of an artifact that broke or carried the fault on, one step after the other."""
    carriers = {
        use.id: use.role for use in known_items(record.artifacts) if use.role in (*_BROKEN, ArtifactRole.CARRIER)
    }
    made_of = catalog.made_of
    seen, frontier = set(carriers), [(name, name) for name in carriers]
    while frontier:
        following = [(each, root) for name, root in frontier for each in made_of.get(name, ()) if each not in seen]
        frontier = list(dict(following).items())
        seen |= {each for each, _ in frontier}
        yield from ((each, f"it is made of {root}, whose role here was `{carriers[root]}`") for each, root in frontier)


def _siblings(catalog: Catalog, record: Record) -> Iterator[tuple[str, str]]:
    """What is of the kind of an artifact that broke, and made of one of its sources."""
    for use in known_items(record.artifacts):
        broken = catalog.artifacts.get(use.id)
        if broken and use.role in _BROKEN:
            for source in broken.upstream:
                for name in catalog.made_of[source]:
                    if catalog.artifacts[name].kind is broken.kind:
                        yield name, f"it is made of {source}, as {use.id} is"


def _same_cause(corpus: Corpus, record: Record) -> Iterator[tuple[str, str]]:
    """What broke in other records by an immediate or systemic cause of this one, the newest record first."""
    leaves = _leaves_of(record, corpus)
    broken = _broken_by_leaf(corpus)
    seen = -1
    for other in heapq.merge(*(broken[leaf] for leaf in leaves if leaf in broken)):
        if other.number != seen and other.record_id != record.id:
            seen = other.number
            for artifact in other.artifacts:
                yield artifact, f"{min(leaves & other.leaves)} broke it in {other.record_id}"


class _Broken(NamedTuple):
    """What broke in one record."""

    number: int
    """Its place among all records, the newest first; no two have the same."""
    record_id: str
    leaves: frozenset[str]
    artifacts: tuple[str, ...]


_last: list[tuple[Callable[[], Corpus | None], Mapping[str, Sequence[_Broken]]]] = []
"""What was found out about the corpus that was asked about last: a check asks about many of its records."""


def _broken_by_leaf(corpus: Corpus) -> Mapping[str, Sequence[_Broken]]:
    """By leaf the records that count and have it as a cause, the newest first."""
    if not _last or _last[0][0]() is not corpus:
        by_leaf = defaultdict[str, list[_Broken]](list)
        for number, other in enumerate(sorted(corpus.records, key=lambda each: each.id, reverse=True)):
            artifacts = tuple(use.id for use in known_items(other.artifacts) if use.role in _BROKEN)
            if artifacts and other.status.is_counted:
                leaves = _leaves_of(other, corpus)
                for leaf in leaves:
                    by_leaf[leaf].append(_Broken(number, other.id, leaves, artifacts))
        _last[:] = [(ref(corpus), dict(by_leaf))]
    return _last[0][1]


def _leaves_of(record: Record, corpus: Corpus) -> frozenset[str]:
    assert corpus.taxonomy
    return frozenset(corpus.taxonomy.current_name(cause.category) for cause in record.telling_causes)
