"""The JSON Schema of records: valid itself, true of every real record, and of one mind with the checker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.rule_set import select_rules
from ml_postmortems.model.json_schema import DIALECT, record_schema
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import FROZEN_RECORDS, external_record, own_record, record_text, write_corpus
from tests.model.one_change import CHANGES, front_matter_of
from tests.model.schema_readers import VALIDATORS

# Those about the form of one record, without its body.
RULES_OF_A_SCHEMA = tuple(
    f"PM{number}" for number in (101, 102, 103, 104, 105, 106, 107, 108, 110, 111, 112, 113, 117, 301, 311)
)


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


@pytest.mark.parametrize("base", [own_record, external_record], ids=["own", "external"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_schema_and_checker_agree(change: Any, base: Any, tmp_path: Path) -> None:
    """One change from a valid record, each validator refuses it exactly where the checker's rules about form do."""
    corpus = load_corpus(write_corpus(tmp_path / "corpus"))
    assert corpus.taxonomy and corpus.catalog
    schema, rules = record_schema(corpus.taxonomy, corpus.catalog), select_rules(RULES_OF_A_SCHEMA, ())
    names, values = ["valid"], [front_matter_of(record_text(base()))]
    faulty: set[int] = set()
    for number, (name, record) in enumerate(change(base()), 1):
        text = record_text(record)
        file = parse_record_file(corpus.root / "2025/PM-2025-0001-x.md", text.encode())
        context = Context(replace(corpus, files=(file,)), date(2026, 1, 1))
        if check(context, (file,), rules=rules).findings:
            faulty.add(number)
        names.append(name)
        values.append(front_matter_of(text))
    assert len(names) > 15
    for validator in VALIDATORS:
        refused = validator(schema, values, tmp_path)
        assert {names[number] for number in refused ^ faulty} == set(), validator
