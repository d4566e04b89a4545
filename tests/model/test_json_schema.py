"""The JSON Schema of records: valid itself, true of every real record, and of one mind with the checker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.rule_set import select_rules
from ml_postmortems.model.json_schema import DIALECT, record_schema
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import FROZEN_RECORDS, RecordDict, changed, external_record, own_record, record_text, write_corpus

# Those about the form of one record, without its body.
RULES_OF_A_SCHEMA = tuple(
    f"PM{number}" for number in (101, 102, 103, 104, 105, 106, 107, 108, 110, 111, 112, 113, 117, 301, 311)
)


class _CoreSchemaLoader(yaml.CSafeLoader):
    """Reads YAML as editors do, by the core schema of YAML 1.2: dates, `yes` and `12:30` are text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  (as PyYAML has it)


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", [*"~nN", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _CoreSchemaLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)


def front_matter_of(text: str) -> Any:
    """The front matter of a record file as an editor reads it."""
    return yaml.load(text.split("\n---\n")[0].removeprefix("---\n"), _CoreSchemaLoader)


@cache
def real_validator() -> Draft202012Validator:
    """The schema as it is published, with the words of the real taxonomy and catalog."""
    return _validator(load_corpus(FROZEN_RECORDS))


def _validator(corpus: Corpus) -> Draft202012Validator:
    assert corpus.taxonomy and corpus.catalog
    return Draft202012Validator(record_schema(corpus.taxonomy, corpus.catalog))


def test_schema_is_valid() -> None:
    """The schema is itself a valid schema of draft 2020-12."""
    schema = real_validator().schema
    assert isinstance(schema, dict) and schema["$schema"] == DIALECT
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", sorted(FROZEN_RECORDS.glob("*/*.md")), ids=lambda path: path.name[:12])
def test_real_records_agree(path: Path) -> None:
    """Every record of the repository passes the published schema."""
    errors = real_validator().iter_errors(front_matter_of(path.read_text("utf-8")))
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


def test_every_object_is_closed() -> None:
    """Unknown keys are refused everywhere."""

    def walk(schema: Any) -> Iterator[dict[str, Any]]:
        if isinstance(schema, dict):
            yield schema
            for part in schema.values():
                yield from walk(part)
        elif isinstance(schema, list):
            for part in schema:
                yield from walk(part)

    objects = [part for part in walk(real_validator().schema) if part.get("type") == "object"]
    assert len(objects) > 35
    assert all(part["additionalProperties"] is False for part in objects)


def test_every_word_is_defined() -> None:
    """Each word of a vocabulary carries its definition, for the editor to show."""
    schema = real_validator().schema
    assert isinstance(schema, dict)
    definitions = schema["$defs"]
    vocabularies = {name: part for name, part in definitions.items() if "enum" in part}
    assert {"Severity", "CauseCategory", "TeamId", "ArtifactId", "TriggerCategory"} <= vocabularies.keys()
    for name, part in vocabularies.items():
        assert len(part["enum"]) == len(part["markdownEnumDescriptions"]), name
        assert all(part["markdownEnumDescriptions"]), name


# One change from a valid record


def _paths(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every place of a record with what stands there, as `tests.helpers.changed` writes places."""
    if prefix:
        yield prefix, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from _paths(part, f"{prefix}.{key}".strip("."))


def _keys_missing(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    for path, _ in _paths(record):
        if not path.rpartition(".")[2].isdigit():
            yield path, changed(record, path, None)


def _keys_empty(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    for path, _ in _paths(record):
        emptied = changed(record, path, "")
        *parents, last = path.split(".")
        place: Any = emptied
        for part in parents:
            place = place[int(part)] if isinstance(place, list) else place[part]
        if isinstance(place, dict):
            place[last] = None
            yield path, emptied


def _keys_unknown(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    yield "severty", record | {"severty": "SEV1"}
    for path, value in _paths(record):
        if isinstance(value, dict):
            yield path, changed(record, f"{path}.severty", "SEV1")


def _words_wrong(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    for path, value in _paths(record):
        if isinstance(value, str):
            yield path, changed(record, path, "no such: word")


def _values_not_known(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    for path, _ in _paths(record):
        for statement in ("unknown", "not_applicable"):
            yield f"{path} {statement}", changed(record, path, {statement: "It was not kept."})


def _shapes_wrong(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    for path, value in _paths(record):
        yield path, changed(record, path, [["x"]] if not isinstance(value, list) else "x")


def _out_of_bounds(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    """Texts that are too long, lists that are too long or repeat an item, and numbers below zero."""
    for path, value in _paths(record):
        if isinstance(value, list) and value:
            yield f"{path} repeated", changed(record, path, [value[0], value[0]])
            if isinstance(value[0], str):
                yield f"{path} too long", changed(record, path, [f"{value[0]}-{n}" for n in range(40)])
        elif isinstance(value, str):
            yield f"{path} too long", changed(record, path, "x" * 2500)
            if value.isdigit():
                yield f"{path} negative", changed(record, path, "-5")


def _statuses(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    """Every status, severity and origin, with all fields and with those of a draft only."""
    draft = {key: record[key] for key in ("schema_version", "id", "title", "kind", "visibility", "teams", "symptom")}
    for status in ["draft", "in-review", "published", "validating", "adjusting", "closed", "withdrawn", "superseded"]:
        for severity in ("SEV1", "SEV2", "SEV3", "SEV5"):
            for origin in ("own", "external"):
                words = {"status": status, "severity": severity, "origin": origin}
                yield f"{words}", record | words
                yield f"{words} draft", draft | words


CHANGES = (
    _keys_missing,
    _keys_empty,
    _keys_unknown,
    _words_wrong,
    _values_not_known,
    _shapes_wrong,
    _out_of_bounds,
    _statuses,
)


@pytest.mark.parametrize("base", [own_record, external_record], ids=["own", "external"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_schema_and_checker_agree(change: Any, base: Any, tmp_path: Path) -> None:
    """One change from a valid record, the schema refuses it exactly where the checker's rules about form do."""
    corpus = load_corpus(write_corpus(tmp_path))
    validator, rules = _validator(corpus), select_rules(RULES_OF_A_SCHEMA, ())
    assert validator.is_valid(front_matter_of(record_text(base())))
    disagreements: list[str] = []
    count = 0
    for count, (name, record) in enumerate(change(base()), 1):  # noqa: B007  (counted after the loop)
        text = record_text(record)
        file = parse_record_file(corpus.root / "2025/PM-2025-0001-x.md", text.encode())
        context = Context(replace(corpus, files=(file,)), date(2026, 1, 1))
        findings = check(context, (file,), rules=rules).findings
        if validator.is_valid(front_matter_of(text)) != (not findings):
            disagreements.append(f"{name}: checker {[finding.sentence for finding in findings]}")
    assert count >= 15
    assert not disagreements, "\n".join(disagreements)
