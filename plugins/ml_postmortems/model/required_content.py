"""What lists must hold: with `Answered` on the fields, the one list of what no record of ours may lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ml_postmortems.model.block import OWN, Answered, Gate
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.model.terms import ActionType, CauseRole
from ml_postmortems.model.tiers import SEVERE, Tier

_DEEPER_FAMILY = "process"
LASTING_TYPES = (ActionType.DETECT, ActionType.PREVENT, ActionType.PROCESS)
"""The types of actions that change something for the next time."""


@dataclass(frozen=True, slots=True)
class RequiredContent:
    """Something that a list must hold."""

    field: str
    """The key of the list."""
    text: str
    """What it must hold, as it reads after `must hold`."""
    fix: str
    when: Answered
    is_in: Callable[[Record], bool]


def _has_shown_cause(record: Record) -> bool:
    return any(cause.role is CauseRole.IMMEDIATE and cause.evidence for cause in known_items(record.causes))


def _has_deeper_cause(record: Record) -> bool:
    return any(
        cause.role is CauseRole.SYSTEMIC or family_of(cause.category) == _DEEPER_FAMILY for cause in record.real_causes
    )


def _has_lasting_action(record: Record) -> bool:
    return any(
        action.type in LASTING_TYPES
        and not (isinstance(action.person, NotKnown) and action.person.is_unknown)
        and not isinstance(action.due, NotKnown)
        for action in known_items(record.actions)
    )


REQUIRED_CONTENT = (
    RequiredContent(
        "causes",
        "one with `role: immediate` that names its evidence",
        "add what made it happen then and there, with `evidence:` that shows it",
        Answered(Gate.PUBLISHED, origins=OWN),
        _has_shown_cause,
    ),
    RequiredContent(
        "causes",
        "one with `role: systemic`, or one of the family `process`",
        "add what made it possible, and would make the next one possible",
        Answered(Gate.PUBLISHED, SEVERE, OWN),
        _has_deeper_cause,
    ),
    RequiredContent(
        "actions",
        "one of type `detect`, `prevent` or `process` whose owner and date are known",
        "add what will notice or stop the next one, with who does it and until when",
        Answered(Gate.PUBLISHED, SEVERE, OWN),
        _has_lasting_action,
    ),
)
"""What our own records must hold, by status and severity."""
MOST_NOT_KNOWN: Mapping[Tier, int] = {Tier.SEV1: 25, Tier.SEV2: 30, Tier.SEV3: 40, Tier.SHORT: 50}
"""How many per cent of what our own published records need may be unknown or not applicable, by tier."""
