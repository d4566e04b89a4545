"""A finding: one thing to mend, in the parts of the one message grammar."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ml_postmortems.model.requirements import FieldPath


class Level(StrEnum):
    """Whether a finding stops the record from being merged."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule found in a file; the checker makes a finding of it by adding the rule and the file."""

    line: int
    subject: str
    condition: str
    found: str
    fix: str
    field: FieldPath = ()
    is_fault: bool = False
    """Whether reading found it, so that other rules leave the same field alone."""
    path: Path | None = None
    """The file, where a rule about the whole corpus knows which."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend: where, which rule, what must hold, what was found and how to mend it."""

    path: str
    line: int
    code: str
    subject: str
    condition: str
    found: str
    fix: str
    rule: str
    level: Level

    @property
    def sentence(self) -> str:
        """The finding as one sentence, without place and fix."""
        return f"{self.subject} {self.condition}: found {self.found}"
