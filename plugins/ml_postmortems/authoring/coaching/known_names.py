"""The names that a form can fill in or offer: of teams, artifacts, terms and the parts of the record itself."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ml_postmortems.authoring.coaching.closest_leaves import closest_leaves
from ml_postmortems.model.awaited import will_follow, with_awaited
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import (
    ARTIFACT_REFERENCES,
    CAUSE_FIELD,
    CONTROL_FIELD,
    EVIDENCE_REFERENCES,
    STAGE_FIELD,
    TEAM_REFERENCES,
    TRIGGER_FIELDS,
)
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import CauseRole
from ml_postmortems.reading.corpus import Corpus

LOCAL_IDS = {"evidence": "E", "causes": "C", "actions": "A", "lessons": "L"}
"""The lists whose items have ids of the record's own, with the letter of the ids."""
_OWN_REFERENCES = {
    **dict.fromkeys(EVIDENCE_REFERENCES, "evidence"),
    ("primary_cause",): "causes",
    ("causes", "caused_by"): "causes",
    ("actions", "addresses"): "causes",
    ("validation", "actions"): "actions",
    ("extent", "actions"): "actions",
}
"""The fields that name items of another list of the record."""
_MAIN_ROLES = (CauseRole.IMMEDIATE, CauseRole.SYSTEMIC)
_MOST_OFFERED, _NAME_WIDTH, _DEFINITION_WIDTH = 12, 60, 140
_CLOSEST = "Closest to the words written so far:"


@dataclass(frozen=True)
class KnownNames:
    """What the record, the catalog and the taxonomy name already."""

    record: Record
    corpus: Corpus
    leaves: tuple[str, ...] = ()
    """Cause leaves of similar records."""
    written: Mapping[str, Any] = field(default_factory=dict)
    """The front matter as it is written."""

    def first_id(self, key: str) -> str:
        """The id that the next item of a list gets: `E3` where the record has `E1` and `E2`."""
        return f"{LOCAL_IDS[key]}{self.next_number(key)}"

    def next_number(self, key: str) -> int:
        """The first number that no id of the list has."""
        return max((int(name[1:]) for name, _ in self._items(key)), default=0) + 1

    def certain(self, path: tuple[str, ...]) -> str:
        """The only name that the field can have as far as is known; empty where there are several or none."""
        if path == ("actions", "team"):
            return self.record.teams.owner
        if path == ("evidence", "visibility"):
            return self.record.visibility.value
        if key := _OWN_REFERENCES.get(path):
            names = [name for name, _ in self._items(key)] or [f"{LOCAL_IDS[key]}1"]
        else:
            names = list(self._artifacts) if path in ARTIFACT_REFERENCES else []
        return names[0] if len(names) == 1 else ""

    def offered(self, path: tuple[str, ...]) -> str:
        """What there is to choose from, in words; empty where everything may be written."""
        taxonomy = self.corpus.taxonomy
        if key := _OWN_REFERENCES.get(path):
            return _offer([f"{name} ({text})" for name, text in self._items(key)])
        if path in TEAM_REFERENCES:
            return _offer(self._teams, "Ids of teams stand in catalog.yml.")
        if path in ARTIFACT_REFERENCES:
            return _offer(self._artifacts, "Ids of artifacts stand in catalog.yml.")
        if not taxonomy:
            return ""
        if path == CAUSE_FIELD:
            return self._offered_leaves(taxonomy)
        tables: dict[tuple[str, ...], Mapping[str, Any]] = {
            **dict.fromkeys(TRIGGER_FIELDS, taxonomy.triggers),
            STAGE_FIELD: taxonomy.lifecycle_stages,
            CONTROL_FIELD: taxonomy.controls,
        }
        return _offer(tuple(tables[path]), most=len(tables[path])) if path in tables else ""

    def _offered_leaves(self, taxonomy: Taxonomy) -> str:
        """The leaves told most like what was seen, those of similar records, then all of them family by family."""
        closest = (
            f"{name}: {textwrap.shorten(leaf.definition, _DEFINITION_WIDTH, placeholder='...')}"
            for name, leaf in closest_leaves(self.record, taxonomy)
        )
        families = (f"{name}/ {', '.join(family.leaves)}" for name, family in taxonomy.causes.items())
        return "\n".join(
            [
                *([_CLOSEST, *told] if (told := list(closest)) else []),
                *([f"Of similar records: {_listed(self.leaves)}."] if self.leaves else []),
                "All, by family; taxonomy.yml says what each means:",
                *families,
            ]
        )

    def is_derived(self, path: tuple[str, ...], preset: Mapping[str, str]) -> bool:
        """Whether a part of an entry may be left out, because the rest of the record gives it or is going to.

        `preset` are the parts of the entry that are known, as they are written. A missing field that everything else
        is derived from counts as filled in the way its form begins it.
        """
        entry = {key: _as_read(value) for key, value in preset.items() if key != path[-1]}
        return will_follow(path, self._completed, entry, self.written.get("schema_version"))

    def has_no(self, path: tuple[str, ...]) -> bool:
        """Whether the file does not have a field of the record."""
        return path[0] not in self.written

    @property
    def main_causes(self) -> tuple[str, ...]:
        """The ids of an immediate and of a systemic cause; where there are none yet, those that they will have."""
        causes = known_items(self.record.causes)
        found = {cause.role: cause.id for cause in reversed(causes) if cause.role in _MAIN_ROLES}
        return tuple(found[role] for role in _MAIN_ROLES if role in found) or ("C1", "C2")

    @property
    def is_short_format(self) -> bool:
        """Whether the file may leave out what is derived."""
        return self.written.get("schema_version") == "2"

    @cached_property
    def _completed(self) -> dict[str, Any]:
        return with_awaited(self.written, self.record.tier).tree

    @cached_property
    def _teams(self) -> tuple[str, ...]:
        """The teams of the record, then the others of the same operator."""
        used = (self.record.teams.owner, *self.record.teams.involved)
        catalog = self.corpus.catalog
        if not catalog:
            return used
        operator = catalog.operator_of(used[0])
        return tuple(dict.fromkeys((*used, *(name for name in catalog.teams if catalog.operator_of(name) == operator))))

    @cached_property
    def _artifacts(self) -> tuple[str, ...]:
        used = tuple(use.id for use in known_items(self.record.artifacts))
        if used or not self.corpus.catalog:
            return used
        every = self.corpus.catalog.artifacts.items()
        return tuple(name for name, each in every if each.team == self.record.teams.owner)

    def _items(self, key: str) -> list[tuple[str, str]]:
        items = known_items(getattr(self.record, key))
        return [(item.id, getattr(item, "title", None) or item.text) for item in items]


def _as_read(value: str) -> str | list[str]:
    """A word, or a list between brackets, as the reader gives it."""
    return [word.strip() for word in value[1:-1].split(",")] if value.startswith("[") else value


def _offer(names: Sequence[str], where: str = "", most: int = _MOST_OFFERED) -> str:
    """A sentence for each: the names, and where all of them are."""
    return " ".join(part for part in (f"One of: {_listed(names, most)}." if names else "", where) if part)


def _listed(names: Sequence[str], most: int = _MOST_OFFERED) -> str:
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(textwrap.shorten(name, _NAME_WIDTH, placeholder="...") for name in names[:most]) + more
