"""What a base tells those who use its artifacts: the form of `audit.json`."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Day = datetime.date


class _Part(BaseModel):
    """A part of the file; keys of a later version are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class AuditedArtifact(_Part):
    """An artifact of the catalog."""

    kind: str
    name: str
    team: str
    upstream: tuple[str, ...] = ()
    """Everything that it is made of, directly or not, the nearest first."""


class Contamination(_Part):
    """Bad data that an incident left behind, from a first to a last day; None where nobody knows."""

    record: str
    artifact: str
    reaches: tuple[str, ...]
    """What is made of the artifact, directly or not."""
    start: Annotated[Day | None, Field(alias="from")]
    end: Annotated[Day | None, Field(alias="to")]
    filter: str | None
    state: str
    """A term of `AffectedDataState`, or `unknown`."""

    @property
    def is_live(self) -> bool:
        """Whether the data must not be used: they are kept apart, or nobody knows what became of them."""
        return self.state in ("quarantined", "unknown")


class Prevention(_Part):
    """An action that shall prevent a failure, and is not shown to do so."""

    record: str
    action: str
    title: str
    team: str
    status: str
    """A term of `ActionStatus`."""
    is_open: bool
    overdue_from: Day | None
    """The first day on which it is overdue; None where it is finished or has no due date."""
    artifacts: tuple[str, ...]
    """Where the failure began or broke."""
    came_back: str | None
    """A later incident in spite of a verified prevention."""
    is_certain: bool
    """Whether that later record says that its control failed."""


class PastIncident(_Part):
    """An incident that counts."""

    record: str
    title: str
    severity: str
    began: Day
    artifacts: tuple[str, ...]
    causes: tuple[str, ...]


class AuditedCase(_Part):
    """A regression case."""

    record: str
    action: str
    suite: str
    case: str
    result: str | None
    stale_from: Day | None
    """The first day on which its last result is too old to count; None where it did not pass."""
    artifacts: tuple[str, ...]


class UncoveredCause(_Part):
    """An immediate cause of our own that has neither a regression case nor the reason why none can exist."""

    record: str
    is_asked: bool
    """Whether its record must have one."""
    cause: str
    category: str
    artifacts: tuple[str, ...]


class AuditBase(_Part):
    """What a base tells one audience as of one day."""

    format: Literal["ml-postmortems-audit"]
    version: Literal[1]
    as_of: Day
    audience: str
    artifacts: dict[str, AuditedArtifact]
    contamination: tuple[Contamination, ...]
    preventions: tuple[Prevention, ...]
    incidents: tuple[PastIncident, ...]
    cases: tuple[AuditedCase, ...]
    uncovered: tuple[UncoveredCause, ...]
