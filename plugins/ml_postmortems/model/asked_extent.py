"""Of which records the extent is asked for."""

from __future__ import annotations

from ml_postmortems.model.block import OWN, Gate, Requirement
from ml_postmortems.model.record import Record
from ml_postmortems.model.tiers import Tier

_ASKED = (
    Requirement(Gate.PUBLISHED, frozenset({Tier.SEV1}), OWN),
    Requirement(Gate.CLOSED, frozenset({Tier.SEV2}), OWN),
)


def asks_for_extent(record: Record) -> bool:
    """Whether a record has to say which other artifacts could have the same fault, or why there are none."""
    return any(each.applies(record.status, record.tier, record.origin) for each in _ASKED)
