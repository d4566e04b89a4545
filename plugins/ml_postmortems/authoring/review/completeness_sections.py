"""How complete a record is by what its parts are about."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.model.completeness import Completeness
from ml_postmortems.model.requirements import FieldPath

SECTIONS: dict[str, tuple[str, ...]] = {
    "What happened": (
        "schema_version",
        "id",
        "title",
        "kind",
        "origin",
        "status",
        "severity",
        "visibility",
        "teams",
        "symptom",
        "incident_refs",
        "summary",
        "trigger",
        "failure",
        "artifacts",
        "lifecycle_stage",
        "detection",
        "timeline",
        "times",
    ),
    "Why it happened": ("evidence", "causes", "primary_cause", "hypotheses", "recurrence"),
    "Harm": ("impact", "risk", "affected_data", "regulatory"),
    "Actions": ("actions", "validation", "lessons"),
    "People": ("people", "responsibilities", "communication", "alignment"),
}
"""The fields that publication needs or that can be said to be unknown, by what a reviewer asks."""


@dataclass(frozen=True, slots=True)
class Section:
    """The places of one section, by what stands there."""

    name: str
    answered: int
    """Or said not to apply."""
    unknown: tuple[FieldPath, ...]
    missing: tuple[FieldPath, ...]


def by_section(measured: Completeness) -> tuple[Section, ...]:
    """The sections of which anything is needed, in the order of reading."""
    found = []
    for name, fields in SECTIONS.items():
        answered, unknown, missing = (
            tuple(path for path in paths if path[0] in fields)
            for paths in (measured.answered + measured.not_applicable, measured.unknown, measured.missing)
        )
        if answered or unknown or missing:
            found.append(Section(name, len(answered), unknown, missing))
    return tuple(found)
