"""How a record is written: in the newest version of the format, with no more than its tier asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.derived_values import as_version_2
from ml_postmortems.model.record import SCHEMA_VERSIONS
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.terms import Origin
from ml_postmortems.model.tiers import SEVERE, Tier
from ml_postmortems.reading import yaml_text
from scripts.synth.values import Value, filled

_NOT_OF_EVERY_TIER = (
    ("incident_refs",),
    ("failure",),
    ("hypotheses",),
    ("impact", "money"),
    ("impact", "harm"),
    ("affected_data",),
    ("people", "participants"),
    ("responsibilities",),
    ("communication",),
    ("alignment",),
)
"""What is left out where the tier does not ask for it. Numbers and planted truths rest on none of it."""
_RISK = "risk"
"""Estimated at SEV1 and SEV2, though it is asked for at SEV1 only: the planted movements rest on it."""
_KEPT_IF_SAID = (("impact", "harm"), ("affected_data",))
"""What stays where it tells of something."""


class _Plain(str):
    """A number or truth value as front matter says it, which is written without quotes."""

    __slots__ = ()


def front_matter_text(record: Mapping[str, Value], tier: Tier) -> str:
    """The front matter of a record: what its tier asks for, without what follows from the rest."""
    asked = _asked(filled(record), tier)
    shortest = as_version_2(_as_text(asked))
    return yaml_text.mapping_to_yaml(_as_values({**shortest, "schema_version": _Plain(SCHEMA_VERSIONS[-1])}))


def section_titles(tier: Tier) -> list[str]:
    """The sections of a body: the account, and what the tier asks for besides."""
    return [each.title for each in BODY_SECTIONS if each.carrier or each.is_asked_of(tier, Origin.OWN)]


def _asked(record: Mapping[str, yaml_text.Value], tier: Tier) -> dict[str, Any]:
    """The record without the parts that its tier does not ask for."""
    left: dict[str, Any] = {key: value for key, value in record.items() if key != _RISK or tier in SEVERE}
    for rule in field_rules():
        if rule.path not in _NOT_OF_EVERY_TIER or not rule.needed or tier in rule.needed.tiers:
            continue
        *parents, key = rule.path
        for parent in parents:
            left[parent] = {**left[parent]}
        block = left[parents[0]] if parents else left
        if rule.path not in _KEPT_IF_SAID or isinstance(block.get(key), Mapping):
            block.pop(key, None)
    return left


def _as_text(value: yaml_text.Value) -> Any:
    match value:
        case bool():
            return _Plain(str(value).lower())
        case int():
            return _Plain(value)
        case str():
            return value
        case Mapping():
            return {key: _as_text(part) for key, part in value.items()}
        case _:
            return [_as_text(item) for item in value]


def _as_values(value: Any) -> Any:
    match value:
        case _Plain():
            return value == "true" if value in ("true", "false") else int(value)
        case Mapping():
            return {key: _as_values(part) for key, part in value.items()}
        case list():
            return [_as_values(item) for item in value]
        case _:
            return value
