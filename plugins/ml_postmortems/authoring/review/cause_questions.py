"""What a reviewer should ask about the causes of a record, from the taxonomy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import UNCLASSIFIED, Leaf, Taxonomy
from ml_postmortems.model.terms import CauseRole

MOST_LEAVES = 8
_WEIGHT = {CauseRole.IMMEDIATE: 1, CauseRole.SYSTEMIC: 2, CauseRole.CONTRIBUTING: 3}


@dataclass(frozen=True, slots=True)
class LeafQuestions:
    """One leaf with its questions, and the causes that name it."""

    leaf: Leaf
    causes: tuple[str, ...]
    evidence: tuple[str, ...]
    """What these causes rest on, to compare with what should have been looked at."""


def questions_of(record: Record, taxonomy: Taxonomy | None) -> Iterator[LeafQuestions]:
    """The leaves of the causes that were not ruled out: the primary one, then immediate, systemic, contributing."""
    if not taxonomy:
        return
    causes = sorted(
        record.real_causes, key=lambda cause: 0 if cause.id == record.primary_cause else _WEIGHT[cause.role]
    )
    names = dict.fromkeys(taxonomy.current_name(cause.category) for cause in causes)
    for name in [name for name in names if name in taxonomy.leaves][:MOST_LEAVES]:
        of_leaf = [cause for cause in causes if taxonomy.current_name(cause.category) == name]
        evidence = dict.fromkeys(item for cause in of_leaf for item in cause.evidence)
        yield LeafQuestions(taxonomy.leaves[name], tuple(cause.id for cause in of_leaf), tuple(evidence))


def unclassified_causes(record: Record) -> tuple[str, ...]:
    """The causes for which the taxonomy has no leaf yet."""
    return tuple(cause.id for cause in record.real_causes if cause.category == UNCLASSIFIED)
