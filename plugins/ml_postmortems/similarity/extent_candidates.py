"""Which other artifacts could have the same fault: by lineage, and by causes that records of other artifacts share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

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
    assert corpus.taxonomy
    current = corpus.taxonomy.current_name
    leaves = {current(cause.category) for cause in record.telling_causes}
    for other in sorted(corpus.records, key=lambda each: each.id, reverse=True):
        shared = leaves & {current(cause.category) for cause in other.telling_causes}
        if shared and other.id != record.id and other.status.is_counted:
            for use in known_items(other.artifacts):
                if use.role in _BROKEN:
                    yield use.id, f"{min(shared)} broke it in {other.id}"
