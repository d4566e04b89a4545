"""Which blocks of deep machine learning a record holds: what `has:` finds besides what is owed."""

from __future__ import annotations

from collections.abc import Mapping

from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record

BLOCKS: Mapping[str, str] = {
    "agent": "An agent",
    "regression-case": "A regression case",
    "extent": "Where else it could be",
    "data-flow": "A data flow",
    "cause-age": "Since when a cause was there",
    "reporting": "Duties to report",
    "copies": "Captured copies",
    "risk-again": "Risk estimated again",
}
"""The values of `has` for blocks, with their names."""


def held_blocks(record: Record) -> tuple[str, ...]:
    """The blocks of which a record says something that is known, as far as its audience may read."""
    controls = [action.control for action in known_items(record.actions) if action.control]
    risk = known(record.risk)
    again = (*(each.risk for each in known_items(record.validation)), risk.at_closing if risk else None)
    holds = {
        "agent": known(record.agent) is not None,
        "regression-case": any(control.regression_case for control in controls),
        "extent": bool(known_items(record.extent)),
        "data-flow": any(use.upstream for use in known_items(record.artifacts)),
        "cause-age": any(known(cause.since) for cause in known_items(record.causes)),
        "reporting": known(record.reporting) is not None,
        "copies": any(item.copy_uri for item in known_items(record.evidence)),
        "risk-again": risk is not None and any(known(each) is not None for each in again),
    }
    return tuple(name for name in BLOCKS if holds[name])
