"""Every list, text, number and date of the format has a bound, and honest records stay far below it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems import model
from ml_postmortems.model.block import Block
from ml_postmortems.model.json_schema import record_schema
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.scalars import LARGEST_NUMBER, LINE_LENGTH, LONG_LIST, SHORT_LIST, TEXT_LENGTH
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import FROZEN_RECORDS, REPOSITORY, changed, own_record, record_text

HONEST_RECORDS = REPOSITORY / "tests/fixtures/honest/postmortems"
ENTRY = {"at": "2025-03-10", "phase": "response", "kind": "event", "text": "Something happens."}
FIXED_LENGTH = 12
"""Up to this length a bound is that of ids, which all have the same."""
FULL_BY_DESIGN = {"title"}
"""Fields whose bound authors are meant to come near to."""


def blocks() -> list[type[Block]]:
    """Every block of the model, those of the vocabulary files included."""
    for module in pkgutil.iter_modules(model.__path__):
        importlib.import_module(f"{model.__name__}.{module.name}")

    def below(block: type[Block]) -> Iterator[type[Block]]:
        for each in block.__subclasses__():
            yield each
            yield from below(each)

    return sorted(set(below(Block)), key=lambda block: block.__name__)


def unbounded(schema: Any, place: str = "") -> Iterator[str]:
    """The places of a JSON Schema that allow values without end."""
    if isinstance(schema, list):
        for part in schema:
            yield from unbounded(part, place)
    if not isinstance(schema, dict):
        return
    types = schema.get("type", [])
    types = {types} if isinstance(types, str) else set(types)
    if "string" in types and not schema.keys() & {"maxLength", "maximum", "enum", "const"}:
        yield f"{place}: text"
    if types & {"integer", "number"} and "maxLength" not in schema and not {"minimum", "maximum"} <= schema.keys():
        yield f"{place}: number"
    if "array" in types and not {"maxItems", "uniqueItems"} <= schema.keys():
        yield f"{place}: list"
    is_open = isinstance(schema.get("additionalProperties"), dict) and "maxProperties" not in schema
    if is_open and not schema.get("propertyNames", {}).keys() & {"enum", "$ref"}:
        yield f"{place}: mapping"
    for key, part in schema.items():
        yield from unbounded(part, f"{place}.{key}")


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.__name__)
def test_every_field_has_a_bound(block: type[Block]) -> None:
    """No field can be added whose lists, texts, numbers or mappings may grow without end."""
    assert list(unbounded(block.model_json_schema(by_alias=True), block.__name__)) == []


def test_the_published_schema_has_the_same_bounds() -> None:
    """What is put into the schema by hand is bounded too."""
    corpus = load_corpus(FROZEN_RECORDS)
    assert corpus.taxonomy and corpus.catalog
    assert list(unbounded(record_schema(corpus.taxonomy, corpus.catalog)["properties"])) == []
    assert len(blocks()) > 40


def test_a_field_without_a_bound_is_found() -> None:
    """The guard above sees plain texts, numbers, lists and mappings."""

    class Loose(Block):
        text: str
        items: tuple[str, ...]
        number: int
        amount: Decimal
        names: dict[str, int]

    assert {place.split(": ")[1] for place in unbounded(Loose.model_json_schema())} == {
        "text",
        "list",
        "number",
        "mapping",
    }


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("symptom", "x" * (TEXT_LENGTH + 1), "symptom must be at most 2000 characters: found 2001 characters"),
        ("incident_refs.0", "x" * (LINE_LENGTH + 1), "incident_refs[0] must be at most 300 characters: found 301"),
        ("tags", [f"tag-{n}" for n in range(2000)], f"tags must be at most {SHORT_LIST} items: found 2,000 items"),
        ("timeline", [ENTRY] * (LONG_LIST + 1), f"timeline must be at most {LONG_LIST} items: found 201"),
        ("impact.users.0.value", "-5", "impact.users[0].value must be at least 0: found `-5`"),
        ("impact.users.0.value", f"{LARGEST_NUMBER}1", "impact.users[0].value must be at most 999999999999999: found"),
        ("impact.requests.0.value.from", "-5", "impact.requests[0].value.from must be at least 0: found `-5`"),
        ("risk.likelihood", "-1", "risk.likelihood must be at least 1: found `-1`"),
        ("risk.likelihood", "7", "risk.likelihood must be at most 5: found `7`"),
        (
            "timeline.0.at",
            "2999-01-01",
            "timeline[0].at must be `2025-11-18T11:20:00Z` (any offset), `2025-11-18 11:20`",
        ),
        ("teams.owner", "x" * 121, "teams.owner must be at most 120 characters: found 121 characters"),
        ("evidence.0.uri", f"https://example.com/{'x' * 2000}", "evidence[0].uri must be at most 2000 characters"),
        ("impact.money", {"unknown": "x" * 2001}, "impact.money.unknown must be at most 2000 characters: found 2001"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_passes_its_bound_is_refused_with_a_line(path: str, value: Any, sentence: str) -> None:
    """The line says the bound and the size that was found, never the whole of what is too large."""
    text = record_text(changed(own_record(), path, value))
    (fault,) = parse_record_file(Path("2025/PM-2025-0001-x.md"), text.encode()).faults
    said = f"{fault.subject} {fault.condition}: found {fault.found}"
    assert said.startswith(sentence)
    assert len(said) < 200


@cache
def largest() -> dict[FieldPath, int]:
    """The length of the longest text and list of each field in records that were written in good faith."""
    found: dict[FieldPath, int] = {}

    def look(value: object, path: FieldPath) -> None:
        match value:
            case Block():
                for name in type(value).model_fields:
                    look(getattr(value, name), (*path, name))
            case str():
                found[path] = max(found.get(path, 0), len(value))
            case tuple() | dict():
                found[path] = max(found.get(path, 0), len(value))
                for item in value.values() if isinstance(value, dict) else value:
                    look(item, (*path, "*"))

    for root in (FROZEN_RECORDS, HONEST_RECORDS):
        for record in load_corpus(root).records:
            look(record, ())
    return found


def bound_of(schema: Any, definitions: Any, path: FieldPath) -> int | None:
    """The bound that a JSON Schema sets at a place; None for a closed vocabulary."""
    if "$ref" in schema:
        return bound_of(definitions[schema["$ref"].rpartition("/")[2]], definitions, path)
    for part in schema.get("anyOf", schema.get("oneOf", ())):
        try:
            if bound := bound_of(part, definitions, path):
                return bound
        except KeyError:
            continue
    if not path:
        most: int | None = schema.get("maxLength", schema.get("maxItems"))
        return most
    if path[0] == "*":
        inner = schema.get("items") or schema.get("additionalProperties") or {}
        return bound_of(inner, definitions, path[1:]) if inner else None
    return bound_of(schema["properties"][path[0]], definitions, path[1:]) if "properties" in schema else None


def test_bounds_are_twice_what_honest_records_need() -> None:
    """A bound is there against floods: no record written in good faith comes near to one."""
    schema = Record.model_json_schema(by_alias=False)
    close = {
        ".".join(map(str, path)): (size, bound)
        for path, size in largest().items()
        if (bound := bound_of(schema, schema["$defs"], path)) and bound > FIXED_LENGTH and size * 2 > bound
    }
    assert close.keys() == FULL_BY_DESIGN
