"""Which way risks went from their first estimate to the last, counted; ordinal scales are never averaged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ml_postmortems.model.record import Record
from ml_postmortems.model.risk import Movement
from ml_postmortems.model.risk_steps import is_as_hoped, movement_of
from ml_postmortems.model.terms import Status


@dataclass(frozen=True, slots=True)
class RiskProgress:
    """The records of some set by where their risk went. Every record is in one group, or among those without."""

    moved: Mapping[Movement, tuple[str, ...]]
    """The ids of the records, by the way from the first estimate to the last; every movement is a key."""
    without: tuple[str, ...]
    """Records that estimate no risk; SEV3 and below are not asked to."""
    closed_not_again: tuple[str, ...]
    """Closed records whose risk was estimated once and never again."""
    as_hoped: tuple[str, ...]
    """Records whose last estimate is no worse than what was hoped for once the actions are done."""
    not_as_hoped: tuple[str, ...]
    """Those whose last estimate is still worse than that."""

    @property
    def estimated(self) -> int:
        """How many records estimate a risk at all."""
        return sum(map(len, self.moved.values()))


def risk_progress(records: Iterable[Record]) -> RiskProgress:
    """Count records by which way their risk went, in the order in which they are given."""
    moved: dict[Movement, list[str]] = {movement: [] for movement in Movement}
    without: list[str] = []
    closed: list[str] = []
    hoped: dict[bool, list[str]] = {True: [], False: []}
    for record in records:
        movement = movement_of(record)
        if movement is None:
            without.append(record.id)
            continue
        moved[movement].append(record.id)
        if movement is Movement.NOT_AGAIN and record.status is Status.CLOSED:
            closed.append(record.id)
        if (is_so := is_as_hoped(record)) is not None:
            hoped[is_so].append(record.id)
    return RiskProgress(
        moved={movement: tuple(ids) for movement, ids in moved.items()},
        without=tuple(without),
        closed_not_again=tuple(closed),
        as_hoped=tuple(hoped[True]),
        not_as_hoped=tuple(hoped[False]),
    )
