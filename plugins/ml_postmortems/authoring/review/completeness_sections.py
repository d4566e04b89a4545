"""How complete each part of a record is: what happened, why, the harm, actions, people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ml_postmortems.model.completeness import Completeness
from ml_postmortems.model.requirements import FieldPath

REST = "What happened"
"""The first section: every field that stands in no other."""
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Why it happened": ("evidence", "causes", "primary_cause", "hypotheses", "recurrence"),
    "Harm": ("impact", "risk", "affected_data", "extent", "reporting", "regulatory"),
    "Actions": ("actions", "validation", "lessons"),
    "People": ("people", "responsibilities", "communication", "alignment"),
}
"""The fields of the other sections, in the order of reading."""


@dataclass(frozen=True, slots=True)
class Section:
    """The places of one section, by what stands there."""

    name: str
    answered: int
    unknown: tuple[FieldPath, ...]
    missing: tuple[FieldPath, ...]


def by_section(measured: Completeness) -> tuple[Section, ...]:
    """The sections of which anything is needed, in the order of reading."""
    section_of = {field: name for name, fields in SECTIONS.items() for field in fields}
    found = []
    for name in (REST, *SECTIONS):
        answered, unknown, missing = (
            tuple(path for path in paths if section_of.get(str(path[0]), REST) == name)
            for paths in (measured.answered, measured.unknown, measured.missing)
        )
        if answered or unknown or missing:
            found.append(Section(name, len(answered), unknown, missing))
    return tuple(found)
