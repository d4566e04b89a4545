"""The page of the settings of a base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ml_postmortems.base.reference_markdown import code, facts, nested
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model.json_schema import vocabulary_schema
from ml_postmortems.model.settings import RuleLevel, Settings
from scripts.reference.rules import address

SCHEMA_FILE = "settings.schema.json"
EXAMPLE = """\
schema_version: 1
# Later rules only warn of merged records.
rules_since: 0.1
rules:
  # Blame is an error in what a pull request changes.
  PM601: error
  PM603: off
bounds:
  removed_at_once: 3
recurrence_window: 180
ticket_url: https://tracker.example.com/browse/{ticket}
language: en
cadence:
  published:
    SEV1: 14
    SEV2: 30
  closed:
    SEV1: 120
texts:
  check: Ask in the channel of the reliability team.
fields:
  region:
    type: choice
    label: Region
    description: Where it was seen first.
    choices: [europe, america, asia]
    visibility: internal
required:
  # Of each SEV1 and SEV2 of ours that is closed.
  - {field: extra.region, from: closed, severities: [SEV1, SEV2]}"""
LEAD = f"""
    What a base decides for itself about checks, counts, dates and texts, in `postmortems/settings.yml`. The file may be
    missing, and so may every key but `schema_version`; then the defaults hold. A key that is not listed here is an
    error. Causes and the bounds of severities stand in the [taxonomy](taxonomy.md).

    A pull request is judged by the settings of its base and by its own, and the stricter holds: it cannot lower its own
    gate. A change of the settings leads the reviewer's report.

    The same as a [JSON Schema]({SCHEMA_FILE}) (draft 2020-12), for [editors](../editors.md) and other tools.
"""


def parts() -> Iterator[str]:
    """An example, then a heading for each key."""
    yield "## Example {#example}"
    yield code(EXAMPLE, "yaml")
    schema = vocabulary_schema(Settings)
    yield from _keys(schema, schema["$defs"], ())
    yield "## Rules that may be lowered {#rules-that-may-be-lowered}"
    yield (
        "Those of judgement and language, from which a record can be exempt. A setting that lowers any other rule is "
        "an error (PM118): nothing switches off what makes a record complete, consistent and safe."
    )
    yield "\n".join(f"- [{rule.code}]({address(rule.code)}) {rule.name}" for rule in all_rules() if rule.exemptable)


def _keys(block: Mapping[str, Any], definitions: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[str]:
    for key, schema in block["properties"].items():
        path = (*above, key)
        yield f"{'##' if len(path) == 1 else '###'} `{'.'.join(path)}` {{#{'-'.join(path)}}}"
        reference = _reference(schema)
        inner = definitions[reference.rpartition("/")[2]] if reference else {}
        if description := schema.get("description") or inner.get("description"):
            yield description
        needed = "yes" if key in block.get("required", ()) else "no"
        is_block = "properties" in inner
        default = "" if is_block else schema.get("default", "")
        default = ", ".join(default) if isinstance(default, list) else default
        yield facts(
            {
                "Type": _type(inner if "enum" in inner else schema),
                "Needed": needed,
                "Default": f"`{default}`" if default else "",
            }
        )
        if is_block:
            yield from _keys(inner, definitions, path)


def _reference(schema: Mapping[str, Any]) -> str:
    """The definition of a block, or of the blocks in a list or a mapping; empty for any other value."""
    parts = (schema, schema.get("items", {}), *schema.get("patternProperties", {}).values())
    return next((str(part["$ref"]) for part in parts if "$ref" in part), "")


def _type(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return "block"
    if schema.get("type") == "array":
        return f"list of at most {schema['maxItems']}"
    if _reference(schema) and not _reference(schema).endswith("/RuleLevel"):
        return "mapping from keys of your own, lower-case words joined by hyphens, to blocks"
    if (
        schema.get("type") in ("string", ["string", "number", "boolean"])
        and "maxLength" in schema
        and "enum" not in schema
    ):
        return f"text of up to {schema['maxLength']} characters, one line"
    if "enum" in schema:
        values = dict.fromkeys(f"`{each}`" for each in schema["enum"])  # 1 and "1" are written alike
        return f"{'one of ' if len(values) > 1 else ''}{', '.join(values)}"
    if "patternProperties" in schema:
        return "mapping from the code of a [rule](rules.md) to one of" + nested(
            f"`{each}`: {each.doc}" for each in RuleLevel
        )
    if isinstance(days := schema.get("additionalProperties"), dict):
        return f"mapping from a severity to a number of days from {days['minimum']} to {days['maximum']:,}"
    if any(each.get("type") == "null" for each in schema.get("anyOf", ())):
        return f"text of up to {schema['anyOf'][0]['maxLength']} characters, one line"
    if "minimum" in schema:
        return f"whole number from {schema['minimum']} to {schema['maximum']:,}"
    return f"`{schema['enum'][0]}`" if "enum" in schema else "version of the package, its first two numbers"
