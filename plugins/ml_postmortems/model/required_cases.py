"""Which records need regression cases, and which they have."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.model.action import Action
from ml_postmortems.model.block import OWN, Gate, Requirement
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.regression_case import RegressionCase
from ml_postmortems.model.terms import ActionStatus, CauseRole
from ml_postmortems.model.tiers import CRITICAL, SEVERE

_ASKED = (Requirement(Gate.PUBLISHED, CRITICAL, OWN), Requirement(Gate.CLOSED, SEVERE, OWN))


def asks_for_cases(record: Record) -> bool:
    """Whether each immediate cause must have a regression case, or the reason why none can exist.

    Our own SEV1 from `published`, our own SEV2 from `closed`. Of others the tests are not published.
    """
    return any(each.applies(record.status, record.tier, record.origin) for each in _ASKED)


def cases_of(record: Record) -> Iterator[tuple[int, Action, RegressionCase]]:
    """The cases that actions which are not given up put in place, with the place of the action in its list."""
    for index, action in enumerate(known_items(record.actions)):
        case = action.control.regression_case if action.control else None
        if case and action.status is not ActionStatus.WONT_DO:
            yield index, action, case


def immediate_causes(record: Record) -> Iterator[tuple[int, Cause]]:
    """The causes that each need a case, with their place in the list."""
    for index, cause in enumerate(known_items(record.causes)):
        if cause.role is CauseRole.IMMEDIATE:
            yield index, cause
