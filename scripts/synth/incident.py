"""What the generator decides about one incident before a word of it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ml_postmortems.model.tiers import Tier
from scripts.synth.company import Area


class Purpose(StrEnum):
    """Why an incident is in the corpus."""

    BACKGROUND = "background"
    RISING = "rising"
    FALLING = "falling"
    PATTERN = "pattern"
    TEAM_PAIR = "team-pair"
    DUPLICATE = "duplicate"

    @property
    def is_planted(self) -> bool:
        """Whether analyses have to see it as it was meant: counted, with key instants that are known."""
        return self not in (Purpose.BACKGROUND, Purpose.DUPLICATE)


class Retraction(StrEnum):
    """How a record was taken back, if it was."""

    NONE = "none"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


@dataclass(slots=True, eq=False)
class Incident:
    """One incident; `number` and `id` are given once all of them are in order of time."""

    started: datetime
    leaf: str
    """Its primary cause."""
    area: Area
    focus: str
    """The kind of artifact at which it broke."""
    purpose: Purpose
    kind: str = "incident"
    severity: str = "SEV3"
    visibility: str = "public"
    retraction: Retraction = Retraction.NONE
    superseded_by: Incident | None = None
    of: list[Incident] = field(default_factory=list)
    related: list[Incident] = field(default_factory=list)
    dismissed: list[Incident] = field(default_factory=list)
    is_verified_soon: bool = False
    """Whether its prevention passes a validation round within weeks."""
    failed_control_of: Incident | None = None
    """The earlier incident whose verified control did not hold."""
    control_outcome: str = ""
    broken_controls: list[BrokenControl] = field(default_factory=list)
    """Further controls that did not hold, each with its outcome."""
    caught_by: list[Incident] = field(default_factory=list)
    """The earlier incidents whose controls stopped this one before harm."""
    has_rising_word: bool = False
    """Whether its text has the planted word."""
    number: int = 0
    id: str = ""

    @property
    def tier(self) -> Tier:
        """How much its record is asked for."""
        return Tier.of(self.kind, self.severity)

    @property
    def file_name(self) -> str:
        """The path below the folder of records."""
        return f"{self.id[3:7]}/{self.id}-{self.area.key}-{self.leaf.split('/')[1]}.md"

    @property
    def focus_artifact(self) -> str:
        """The id of the artifact at which it broke."""
        return self.area.artifacts[self.focus]


@dataclass(frozen=True, slots=True)
class BrokenControl:
    """The control of an earlier incident, and what it did at a later one."""

    earlier: Incident
    outcome: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cause that comes back at one artifact."""

    leaf: str
    artifact: str
    incidents: Sequence[Incident]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two incidents of one signature."""

    earlier: Incident
    later: Incident
    by: str
    """`cause-and-artifact` or `cause-and-team`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Every incident of a corpus in order of time, and what was planted among them."""

    incidents: Sequence[Incident]
    patterns: Sequence[Pattern] = ()
    pairs: Sequence[Pair] = ()
    rising: str | None = None
    falling: str | None = None
    flat: Sequence[str] = ()
    """Leaves whose incidents were drawn evenly over time, all of them."""
