"""What the reference says of one field: its type, when it is needed, who reads it and an example."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from ml_postmortems.base.reference_markdown import code, facts, nested
from ml_postmortems.model import scalars
from ml_postmortems.model.block import Requirement
from ml_postmortems.model.derived_values import derivations_of
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import REQUIRED_CONTENT
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Origin
from ml_postmortems.model.tiers import tier_names
from ml_postmortems.model.versioned_artifact import VersionedArtifact
from scripts.reference.examples import examples, first_places
from scripts.reference.readers import Reader

SCHEMA_FILE = "record.schema.json"
SCALARS: Mapping[str, Any] = {
    f"text of at most {scalars.TEXT_LENGTH} characters": scalars.Text,
    f"text of at most {scalars.LINE_LENGTH} characters": scalars.Line,
    f"text of at most {scalars.TITLE_LENGTH} characters": scalars.Title,
    f"id: lower-case words and digits joined by hyphens, at most {scalars.SLUG_LENGTH} characters": scalars.Slug,
    "id of an artifact in `catalog.yml`, with its version after `@` where one is known": VersionedArtifact,
    f"handle of at most {scalars.HANDLE_LENGTH} characters": scalars.Handle,
    f"name of a term, without spaces, at most {scalars.NAME_LENGTH} characters": scalars.Name,
    "id of a record, `PM-YYYY-NNNN`": scalars.RecordId,
    "code of a [rule](../rules.md)": scalars.RuleCode,
    "id of evidence, `E1` to `E999`": scalars.EvidenceId,
    "id of a cause, `C1` to `C999`": scalars.CauseId,
    "id of an action, `A1` to `A999`": scalars.ActionId,
    "id of a lesson, `L1` to `L999`": scalars.LessonId,
    f"time from {FIRST_YEAR} to {LAST_YEAR}: "
    "`2025-11-18T11:20:00Z` with any offset, `2025-11-18`, `2025-11` or `2025`; as pasted, `2025-11-18 11:20 UTC`, or "
    "`2025-11-18 11:20` in a record with a [`timezone`](record.md#timezone)": scalars.When,
    "time zone of the IANA database": scalars.TimeZone,
    "SHA-256, in 64 lower-case hexadecimal digits": scalars.Sha256,
    "hash, in 7 to 128 lower-case hexadecimal digits, if need be with its algorithm in front": scalars.ContentHash,
    "whole number": scalars.Integer,
    "number": scalars.Number,
    "`true` or `false`": scalars.Flag,
    f"link of at most {scalars.URI_LENGTH} characters: "
    "http, https or mailto, or the path of a file beside the record": scalars.Uri,
}
VOCABULARIES = {
    "ArtifactId": "id of an artifact in `catalog.yml`",
    "CauseCategory": "a [cause of the taxonomy](../taxonomy.md#causes), `family/leaf`",
    "ControlKind": "a [control of the taxonomy](../taxonomy.md#controls)",
    "LifecycleStage": "a [lifecycle stage of the taxonomy](../taxonomy.md#lifecycle-stages)",
    "TeamId": "id of a team in `catalog.yml`",
    "TriggerCategory": "a [trigger of the taxonomy](../taxonomy.md#triggers)",
}
"""The definitions of the schema whose words stand on another page or in the catalog."""
_NOT_KNOWN = {"$ref": "#/$defs/NotKnown"}
RECORD = "record"
"""The page of the keys that stand for themselves."""


def page_of(path: tuple[str, ...]) -> str:
    """The name of the page of a field: its block, or the page of the keys that stand for themselves."""
    is_block = any(rule.path[:1] == path[:1] and len(rule.path) > 1 for rule in field_rules())
    return path[0] if is_block else RECORD


def anchor(path: tuple[str, ...]) -> str:
    """The fragment of a field on its page."""
    return "-".join(path)


def address(path: tuple[str, ...]) -> str:
    """Where a field is told, seen from the other pages of fields."""
    return f"{page_of(path)}.md#{anchor(path)}"


def field_parts(rule: FieldRule, schema: Mapping[str, Any], readers: Sequence[Reader]) -> Iterator[str]:
    """A heading, and below it what the model says of the field and who reads it."""
    block = schema if rule.block is Record else schema["$defs"][rule.block.__name__]
    field = block["properties"][rule.path[-1]]
    yield f"{'##' if len(rule.path) == 1 else '###'} `{'.'.join(rule.path)}` {{#{anchor(rule.path)}}}"
    yield rule.description
    example = examples()[rule.path]
    is_short = "\n" not in example and len(rule.path) > 1
    blocks = [first_places()[part.block] for part in field_rules() if part.path[:-1] == rule.path]
    elsewhere = next((place for place in blocks if place != rule.path), None)
    yield facts(
        {
            "Type": _type(field, schema) + nested(f"`{word}`: {doc}" for word, doc in _words(field, schema).items()),
            "Needed": needed_text(rule),
            "Read by": ", ".join(readers),
            "Left out": _left_out(rule),
            "May be unknown": _may_be_unknown(rule, field),
            "Must hold": nested(
                f"{each.text} ({needed_when(each.when)})" for each in REQUIRED_CONTENT if rule.path == (each.field,)
            ),
            "External records": "must not have it" if rule.insider_only else "",
            "Parts": f"as under [`{'.'.join(elsewhere)}`]({address(elsewhere)})" if elsewhere else "",
            "Example": f"`{example.strip()}`" if is_short else "",
        }
    )
    if not is_short:
        yield code(example, "yaml")


def _type(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "properties" in field:
        return f"block; its keys are the [key instants]({address(('timeline', 'marks'))})"
    if "patternProperties" in field:
        return "keys under `fields` of [`settings.yml`](../settings.md), each with a text or a list of texts"
    if "enum" in field:
        return " or ".join(f"`{word}`" for word in field["enum"] if not isinstance(word, str))
    cases = [case for case in field.get("anyOf", ()) if case != _NOT_KNOWN and case != {"type": "null"}]
    if cases:
        return ", or ".join(_type(case, schema) for case in cases)
    if field.get("type") == "array":
        return f"list of at most {field['maxItems']}: {_type(field['items'], schema)}"
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        if name in VOCABULARIES:
            return VOCABULARIES[name]
        return "one of" if "enum" in schema["$defs"][name] else "block"
    bare = {key: value for key, value in field.items() if key not in ("description", "default")}
    for text, scalar in SCALARS.items():
        if _without_range(TypeAdapter(scalar).json_schema()) == _without_range(bare):
            return f"{text}{_range(bare)}"
    raise LookupError(f"no name for the type {bare}")


def _without_range(field: Mapping[str, Any]) -> dict[str, Any]:
    return {key: field[key] for key in field if key not in ("minimum", "maximum")}


def _range(field: Mapping[str, Any]) -> str:
    return f" from {field['minimum']} to {field['maximum']:,}" if "minimum" in field else ""


def _words(field: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, str]:
    """The words of a closed vocabulary with their definitions; none for other types."""
    reference = re.search(r"#/\$defs/(\w+)", json.dumps([part for part in _flat(field) if part != _NOT_KNOWN]))
    if not reference or reference[1] in VOCABULARIES:
        return {}
    definition = schema["$defs"][reference[1]]
    return (
        dict(zip(definition["enum"], definition["markdownEnumDescriptions"], strict=True))
        if "enum" in definition
        else {}
    )


def _flat(field: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for case in field.get("anyOf", [field] if "properties" not in field else []):
        yield case.get("items", case)


def _may_be_unknown(rule: FieldRule, field: Mapping[str, Any]) -> str:
    if _NOT_KNOWN in field.get("anyOf", ()):
        return f"no, {needed_when(rule.answered)}; yes before and elsewhere" if rule.answered else "yes"
    return "each value" if rule.may_be_unknown else ""


def _left_out(rule: FieldRule) -> str:
    """What version 2 takes the value from when the file does not give it."""
    sources = [each.source for each in derivations_of(rule.path)]
    return f"taken from {', else from '.join(sources)}" if sources else ""


def needed_text(rule: FieldRule) -> str:
    """From which status on a field must be there, in words."""
    if rule.needed:
        return needed_when(rule.needed)
    return f"with `{'.'.join(rule.path[:-1])}`" if rule.always_with_parent else "no; optional"


def needed_when(needed: Requirement) -> str:
    """The status, tiers and origins of a requirement in words."""
    when = needed.gate.doc.rstrip(".")
    return when[0].lower() + when[1:] + _restriction(needed)


def _restriction(needed: Requirement) -> str:
    tiers = tier_names(needed.tiers)
    own = "our own records" if needed.origins == {Origin.OWN} else ""
    words = [f"at {tiers}" if tiers else "", f"in {own}" if own else ""]
    return "".join(f", {word}" for word in words if word)
