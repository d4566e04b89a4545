"""The format as a JSON Schema (draft 2020-12), for editors and other tools; the checker remains the judge.

The schema says what one record can be told by itself: keys, types, words, and what status, severity and origin ask
for. It knows nothing of other records, of the body, or of how fields fit together; and where YAML reads a number or a
truth value, it takes that for the text it is to the checker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from ml_postmortems.model.block import Gate, Requirement
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.derived_values import derivations_of
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.own_fields import EXTRA, VALUE_SCHEMAS, FieldType, OwnField, OwnRequirement
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import (
    ARTIFACT_REFERENCES,
    CAUSE_FIELD,
    CONTROL_FIELD,
    STAGE_FIELD,
    TEAM_REFERENCES,
    TRIGGER_FIELDS,
    FieldRule,
    field_rules,
)
from ml_postmortems.model.scalars import SHORT_LIST, SLUG_LENGTH
from ml_postmortems.model.settings import DEFAULT_SETTINGS, Settings
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import KeyInstant, Kind, Origin, Status, Term
from ml_postmortems.model.tiers import EVERY_TIER, SHORT_KINDS, Tier

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_EMPTY: tuple[Any, ...] = (None, (), [], {})

Schema = dict[str, Any]
_NOT_KNOWN: Schema = {"$ref": "#/$defs/NotKnown"}
_NOT_GIVEN: Schema = {"enum": [None, []]}
_VERSION_1: Schema = {"schema_version": {"enum": [1, "1"]}}
_KEY_LENGTH: Schema = {"maxLength": SLUG_LENGTH}


def record_schema(taxonomy: Taxonomy, catalog: Catalog, settings: Settings = DEFAULT_SETTINGS) -> Schema:
    """The schema of front matter, with the words that taxonomy and catalog allow and the organisation's own fields."""
    made = Record.model_json_schema(by_alias=True, schema_generator=_Generator)
    definitions = {name: _tidied(part) for name, part in made.pop("$defs").items()}
    record = _tidied(made)
    definitions["NotKnown"] = _not_known()
    definitions["Interval"]["oneOf"] = [
        {"anyOf": [{"required": ["from"]}, {"required": ["to"]}]},
        {"required": ["one_of"], "properties": {"one_of": {"minItems": 2}}},
        {"required": ["not_yet"]},
    ]
    definitions["Impact"]["anyOf"] = [
        {"required": [key], "properties": {key: {"not": _NOT_GIVEN}}} for key in ("users", "groups")
    ]
    record["properties"]["times"] = _times(record["properties"]["times"])
    if settings.fields:
        record["properties"][EXTRA] = _own_fields(record["properties"][EXTRA], settings)
    definitions |= _vocabulary(taxonomy, catalog)
    written_in_version_1 = list(_let_go_of_derived(record, definitions))
    for name, paths in _VOCABULARY_FIELDS.items():
        for rule in field_rules():
            if rule.path in paths:
                block = record if rule.block is Record else definitions[rule.block.__name__]
                _refer(block["properties"][rule.path[-1]], name)
    return {
        "$schema": DIALECT,
        "title": "Front matter of an ML postmortem",
        "description": "`postmortems check` knows more rules than a schema can say.",
        **{key: value for key, value in record.items() if key not in ("title", "description")},
        "allOf": [
            *_requirements(),
            _insider_knowledge(),
            _version_1(written_in_version_1),
            *map(_own_requirement, settings.required),
        ],
        "$defs": dict(sorted(definitions.items())),
    }


def vocabulary_schema(block: type[Taxonomy] | type[Catalog] | type[Settings]) -> Schema:
    """The schema of a file beside the records, which is plain YAML that editors check as it is written."""
    made = block.model_json_schema(schema_generator=_Generator)
    definitions = {name: _tidied(part) for name, part in sorted(made.pop("$defs").items())}
    schema = _tidied(made)
    schema["properties"]["schema_version"] = {"enum": [1, "1"]}
    if block is Taxonomy:
        return {"$schema": DIALECT, **_extensible(schema, definitions)}
    return {"$schema": DIALECT, **schema, "$defs": definitions}


def _extensible(schema: Schema, definitions: Schema) -> Schema:
    """The schema of a taxonomy, and beside it a second one that asks for no key, for one that extends the packaged.

    What an extended taxonomy lacks once it is laid over the packaged one, only the checker can tell.
    """
    extends = {"properties": {"extends": {"const": "default"}}, "required": ["extends"]}
    whole, part = ({"$ref": f"#/$defs/{name}"} for name in ("WholeTaxonomy", "OwnTerms"))
    parts = {f"Own{name}": _without_required(each) for name, each in definitions.items()}
    named = {"WholeTaxonomy": schema, "OwnTerms": _without_required(schema)}
    return {"if": extends, "then": part, "else": whole, "$defs": named | definitions | parts}


def _without_required(schema: Any) -> Any:
    """A schema in which keys may be left out, at any depth."""
    if isinstance(schema, list):
        return [_without_required(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    loose = {key: _without_required(value) for key, value in schema.items() if key not in ("required", "minItems")}
    if reference := loose.get("$ref"):
        loose["$ref"] = reference.replace("#/$defs/", "#/$defs/Own")
    return loose


class _Generator(GenerateJsonSchema):
    """Pydantic's own, with the definition of each word of a closed vocabulary."""

    def enum_schema(self, schema: core_schema.EnumSchema) -> Schema:
        """The words with their definitions, which editors show beside them."""
        return _words({str(each): each.doc for each in schema["cls"] if isinstance(each, Term)})


def _words(terms: Mapping[str, str]) -> Schema:
    """One of these words; `markdownEnumDescriptions` is what VS Code and the YAML language server show."""
    return {"type": "string", "enum": list(terms), "markdownEnumDescriptions": list(terms.values())}


def _tidied(schema: Any) -> Any:
    """The same without titles and empty defaults, unions in unions flattened."""
    if isinstance(schema, list):
        return [_tidied(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy: Schema = {}
    for key, value in schema.items():
        match key:
            case "title":
                continue
            case "default" if value in _EMPTY:
                continue
            case "properties":
                tidy[key] = {name: _tidied(part) for name, part in value.items()}
            case "patternProperties":  # Pydantic says the form of the keys that it knows, and nothing of the others
                tidy |= {key: _tidied(value), "additionalProperties": False, "propertyNames": _KEY_LENGTH}
            case "anyOf" | "oneOf":
                tidy["anyOf"] = [each for part in value for each in _alternatives(_tidied(part))]
            case _:
                tidy[key] = _tidied(value)
    return tidy


def _alternatives(schema: Schema) -> list[Schema]:
    return schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]


def _not_known() -> Schema:
    text = Record.model_json_schema()["properties"]["symptom"]
    reason = {key: text[key] for key in ("type", "pattern", "maxLength")}
    return {
        "type": "object",
        "description": NotKnown.__doc__,
        "properties": {
            "unknown": {**reason, "description": "Nobody knows it, and why."},
            "not_applicable": {**reason, "description": "There is none, and why."},
        },
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }


def _times(schema: Schema) -> Schema:
    """The key instants as properties, so that editors complete them."""
    value = schema["additionalProperties"]
    return {
        "type": "object",
        "description": schema["description"],
        "properties": {term.value: {**value, "description": term.doc} for term in KeyInstant},
        "additionalProperties": False,
    }


def _own_fields(schema: Schema, settings: Settings) -> Schema:
    """The organisation's own fields as properties, each by its type."""
    return {
        "type": "object",
        "description": schema["description"],
        "properties": {
            key: {"description": f"{own.label}: {own.description}", "anyOf": [_own_value(own), _NOT_KNOWN]}
            for key, own in settings.fields.items()
        },
        "additionalProperties": False,
    }


def _own_value(own: OwnField) -> Schema:
    one: Schema = {"enum": list(own.choices)} if own.choices else VALUE_SCHEMAS[own.type]
    return {"type": "array", "minItems": 1, "maxItems": SHORT_LIST, "items": one} if own.type is FieldType.LIST else one


def _own_requirement(required: OwnRequirement) -> Schema:
    """If status, severity and origin are such, then the field must be there; of nested ones the first key alone."""
    words: dict[str, list[str]] = {
        "status": [each.value for each in Status if required.gate.includes(each)],
        "origin": [each.value for each in required.origins],
    }
    if required.severities:
        words["severity"] = [each.value for each in required.severities]
    keys = required.path if required.path[0] == EXTRA else required.path[:1]
    then: Schema = {"required": [keys[-1]]}
    for key in reversed(keys[:-1]):
        then = {"required": [key], "properties": {key: then}}
    asked = [key for key in words if key != "origin" or Origin.OWN not in required.origins]
    return {
        "if": {"properties": {key: {"enum": values} for key, values in words.items()}, "required": asked},
        "then": then,
    }


_VOCABULARY_FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "ArtifactId": ARTIFACT_REFERENCES,
    "CauseCategory": (CAUSE_FIELD,),
    "ControlKind": (CONTROL_FIELD,),
    "LifecycleStage": (STAGE_FIELD,),
    "TeamId": TEAM_REFERENCES,
    "TriggerCategory": TRIGGER_FIELDS,
}
"""The definitions made from taxonomy and catalog, with the fields that use them."""


def _vocabulary(taxonomy: Taxonomy, catalog: Catalog) -> dict[str, Schema]:
    causes = {name: f"{leaf.name}: {leaf.definition}" for name, leaf in taxonomy.leaves.items()}
    causes["unclassified"] = taxonomy.unclassified.definition
    causes |= {old: f"Former name of `{new}`." for old, new in taxonomy.renamed_leaves.items()}
    return {
        "ArtifactId": _words(
            {
                key: f"{each.name} ({each.kind}). {each.description or ''}".strip()
                for key, each in catalog.artifacts.items()
            }
        ),
        "CauseCategory": _words(causes),
        "ControlKind": _words({key: each.definition for key, each in taxonomy.controls.items()}),
        "LifecycleStage": _words({key: each.definition for key, each in taxonomy.lifecycle_stages.items()}),
        "TeamId": _words({key: each.name for key, each in catalog.teams.items()}),
        "TriggerCategory": _words({key: each.definition for key, each in taxonomy.triggers.items()}),
    }


def _refer(schema: Schema, name: str) -> None:
    """Make the text in a field's schema, alone, in a list or beside other cases, one of the words defined."""
    if "pattern" in schema:
        del schema["pattern"], schema["type"], schema["maxLength"]
        schema["$ref"] = f"#/$defs/{name}"
    for part in [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])]:
        _refer(part, name)


def _requirements() -> Iterable[Schema]:
    """If status, severity and origin are such, then these fields must be given, and some of them answered."""
    needed = [
        rule for rule in field_rules() if (asked := rule.needed or rule.with_item) and asked.gate is not Gate.DRAFT
    ]
    needed.sort(key=lambda rule: (_need_order(_need(rule)), _is_derived(rule)))
    for (need, is_derived), rules in groupby(needed, lambda rule: (_need(rule), _is_derived(rule))):
        condition = _condition(need)
        if is_derived:
            condition["properties"] |= _VERSION_1
        yield {"if": condition, "then": _with_keys([rule.path for rule in rules], {"not": _NOT_GIVEN})}
    answered = [(rule.path[0], rule.answered) for rule in field_rules() if rule.answered and len(rule.path) == 1]
    for when in dict.fromkeys(when for _, when in answered):
        answer = {"not": {"$ref": "#/$defs/NotKnown"}}
        yield {"if": _condition(when), "then": {"properties": {key: answer for key, each in answered if each == when}}}


def _need(rule: FieldRule) -> Requirement:
    need = rule.needed or rule.with_item
    assert need
    return need


def _need_order(need: Requirement) -> tuple[int, list[str], list[str]]:
    return list(Gate).index(need.gate), sorted(need.tiers), sorted(need.origins)


def _condition(need: Requirement) -> Schema:
    words: dict[str, list[str]] = {"status": [each.value for each in Status if need.gate.includes(each)]}
    if need.tiers != EVERY_TIER:
        assert Tier.SHORT not in need.tiers
        words["severity"] = [tier.value for tier in Tier if tier in need.tiers]
        words["kind"] = [each.value for each in Kind if each not in SHORT_KINDS]
    if len(need.origins) < len(Origin):
        words["origin"] = [each.value for each in Origin if each in need.origins]
    required = [key for key in words if key not in ("kind", "origin")]  # by default an incident of ours
    return {"properties": {key: {"enum": values} for key, values in words.items()}, "required": required}


def _is_derived(rule: FieldRule) -> bool:
    return bool(derivations_of(rule.path))


def _let_go_of_derived(record: Schema, definitions: Mapping[str, Schema]) -> Iterator[tuple[str, ...]]:
    """Ask no longer for the keys that version 2 derives, and give the paths of those that blocks cannot do without."""
    rules = [rule for rule in field_rules() if _is_derived(rule)]
    blocks = [record if rule.block is Record else definitions[rule.block.__name__] for rule in rules]
    needed = [block.get("required", ()) for block in blocks]
    yield from (rule.path for rule, keys in zip(rules, needed, strict=True) if rule.path[-1] in keys)
    for rule, block in zip(rules, blocks, strict=True):
        block["required"] = [key for key in block.get("required", ()) if key != rule.path[-1]]


def _version_1(paths: Sequence[tuple[str, ...]]) -> Schema:
    """A file of version 1 writes everything out, and knows nothing that only version 2 has."""
    then = _with_keys(paths)
    then["properties"]["evidence_default"] = {"enum": [[]]}
    return {"if": {"properties": _VERSION_1}, "then": then}


def _with_keys(paths: Sequence[tuple[str, ...]], value: Schema | None = None) -> Schema:
    """A block that has keys at these paths, with such a value; in lists each item has, where anything is known."""
    schema: Schema = {"properties": {}}
    if keys := [path[0] for path in paths if len(path) == 1]:
        schema["required"] = keys
        schema["properties"] = {key: value for key in keys if value}
    for key in dict.fromkeys(path[0] for path in paths if len(path) > 1):
        part = _with_keys([path[1:] for path in paths if path[0] == key and len(path) > 1], value)
        asked = {"if": {"not": {"$ref": "#/$defs/NotKnown"}}, "then": {**part, "items": part}}
        schema["properties"][key] = {**schema["properties"].get(key, {}), **asked}
    return schema


def _insider_knowledge() -> Schema:
    """A record of somebody else's incident leaves out what only an insider can know."""
    absent = {"enum": [None]}
    schema: Schema = {"properties": {}}
    for rule in field_rules():
        if rule.insider_only and len(rule.path) == 1:
            schema["properties"][rule.path[0]] = absent
        elif rule.insider_only:
            place = schema["properties"].setdefault(rule.path[0], {"items": {"properties": {}}})
            place["items"]["properties"][rule.path[1]] = absent
    return {
        "if": {"properties": {"origin": {"enum": [Origin.EXTERNAL.value]}}, "required": ["origin"]},
        "then": schema,
    }
