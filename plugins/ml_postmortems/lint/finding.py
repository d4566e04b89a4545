"""A finding: one fault to correct, in the parts that every message is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as _field
from enum import StrEnum
from pathlib import Path

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import field_text

DATA_NAMES: Mapping[str, Mapping[str, str]] = {
    "PM303": {"section": "the title of the section of the body"},
    "PM503": {
        "action": "the id of the action",
        "title": "its title",
        "team": "the id of the team that owns it",
        "person": "the handle of who does it; empty where the record names nobody",
        "due": "its due date",
        "days": "for how many days it has been overdue",
        "as_of": "the date that counts as today",
    },
    "PM701": {"sha256": "the hash of what looks like a secret, by which `allowed-secrets.yml` lists what is none"},
    "PM803": {"record": "the id of the other record", "title": "its title, where readers of this record may see it"},
}
"""By rule, the names of the facts that its findings carry, each with its meaning; other rules carry none."""


class Level(StrEnum):
    """Errors block the merge, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a rule reports; the checker adds the rule and the file and makes it a `Finding`."""

    line: int
    subject: str
    condition: str
    found: str
    fix: str
    field: FieldPath = ()
    """The field as it is written in the file; empty for problems of the body or of the whole file."""
    data: Mapping[str, str] = _field(default_factory=dict)
    """Facts that programs read, by name: see `DATA_NAMES`."""
    is_fault: bool = False
    """True if reading the file found it; other rules then report nothing about the same field."""
    path: Path | None = None
    """The file, set by rules about the whole corpus."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault to correct: its place, its rule, what must hold, what was found and how to fix it.

    Programs read `code`, `field` and `data`. The texts are for people and may be reworded at any time.
    """

    path: str
    line: int
    code: str
    subject: str
    condition: str
    found: str
    fix: str
    rule: str
    level: Level
    field: FieldPath = _field(default=(), compare=False)
    """The field as it is written in the file, such as `("actions", 2, "due")`; empty where there is none."""
    data: Mapping[str, str] = _field(default_factory=dict, compare=False)
    """Facts that programs read, by name: see `DATA_NAMES`."""

    @property
    def field_name(self) -> str:
        """The field as people write it, `actions[2].due`; empty where there is none."""
        return field_text(self.field)

    @property
    def place_text(self) -> str:
        """What it is about and what was found there, where the condition has been said."""
        return f"{self.subject}: found {self.found}"

    @property
    def sentence(self) -> str:
        """The finding as one sentence, without place and fix."""
        return f"{self.subject} {self.condition}: found {self.found}"
