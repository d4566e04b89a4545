"""What all parts of a record share: immutable, closed to unknown keys, with requirements attached to the fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from ml_postmortems.model.terms import Origin, Status, Term
from ml_postmortems.model.tiers import EVERY_TIER, Tier


class Gate(Term):
    """The statuses at which a field must be filled in."""

    DRAFT = "draft", "From the first draft on."
    IN_REVIEW = "in-review", "From `in-review` on."
    PUBLISHED = "published", "From `published` on; `validating`, `adjusting` and `closed` need it too."
    CLOSED = "closed", "At `closed` only."
    TAKEN_BACK = "taken-back", "At `withdrawn` and `superseded` only."
    SUPERSEDED = "superseded", "At `superseded` only."

    def includes(self, status: Status) -> bool:
        """Whether a record of this status must pass the gate."""
        return status in _STATUSES_OF_GATE[self]


_STATUSES_OF_GATE: dict[Gate, set[Status]] = {
    Gate.DRAFT: set(Status),
    Gate.IN_REVIEW: {status for status in Status if status is not Status.DRAFT and not status.is_taken_back},
    Gate.PUBLISHED: {status for status in Status if status.is_counted},
    Gate.CLOSED: {Status.CLOSED},
    Gate.TAKEN_BACK: {status for status in Status if status.is_taken_back},
    Gate.SUPERSEDED: {Status.SUPERSEDED},
}


@dataclass(frozen=True, slots=True)
class Requirement:
    """From which status, and of which tiers and origins, something is asked of a record."""

    gate: Gate
    tiers: frozenset[Tier] = EVERY_TIER
    origins: frozenset[Origin] = frozenset(Origin)

    def applies(self, status: Status, tier: Tier, origin: Origin) -> bool:
        """Whether it is asked of a record with these three."""
        return self.gate.includes(status) and tier in self.tiers and origin in self.origins


@dataclass(frozen=True, slots=True)
class Needed(Requirement):
    """Metadata of a field: when it must be filled in, if only with the reason why nobody knows."""


@dataclass(frozen=True, slots=True)
class NeededWithItem(Requirement):
    """Metadata of a part that each item of a list must have from a status on; completeness counts the list alone."""


@dataclass(frozen=True, slots=True)
class Answered(Requirement):
    """Metadata of a field: when it must hold an answer; `{unknown: why}` and `{not_applicable: why}` will not do."""


@dataclass(frozen=True, slots=True)
class InsiderOnly:
    """Metadata of a field that only an insider can know: a record of an external incident must not have it."""


OWN = frozenset({Origin.OWN})


class Block(BaseModel):
    """A mapping of the front matter."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
    IDENTITY: ClassVar[tuple[str, ...]] = ()
    """The fields by which two items of a list are the same; all of them, where none is named."""
