"""A record that was kept is the one that was read, to the types of its values."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from ml_postmortems.model.allowed_secrets import AllowedSecrets
from ml_postmortems.model.block import Block
from ml_postmortems.model.exposure import Exposure
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_json import block_from_json, block_to_json
from scripts.reference.examples import example_file
from tests.helpers import FROZEN_RECORDS, external_record, own_record

RECORDS = [
    *load_corpus(FROZEN_RECORDS).records,
    Record.model_validate(own_record()),
    Record.model_validate(external_record()),
]


def with_types(value: Any) -> Any:
    """A value taken apart, with the type of each part; mappings in their order."""
    match value:
        case Block():
            return type(value), with_types(value.__dict__)
        case tuple():
            return tuple, [with_types(part) for part in value]
        case dict():
            return dict, [(with_types(key), with_types(part)) for key, part in value.items()]
        case _:
            return type(value), value


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.id)
def test_a_kept_record_is_the_same(record: Record) -> None:
    """Blocks, dates, numbers, names of terms, what is not known and what was left out: all as pydantic made them."""
    kept = block_from_json(Record, block_to_json(record))
    assert kept == record
    assert with_types(kept) == with_types(record)
    assert repr(kept) == repr(record)
    assert kept.model_copy(update={"title": "Other"}) == record.model_copy(update={"title": "Other"})


def test_every_field_is_kept() -> None:
    """The example of the reference fills in every field of the format, and each survives."""
    record = example_file().record
    assert record
    kept = block_from_json(Record, block_to_json(record))
    assert with_types(kept) == with_types(record)
    empty = [name for name, value in kept if value is None or value == ()]
    assert set(empty) <= {"superseded_by", "status_reason"}
    assert {Decimal, Enum} <= {base for leaf in _leaf_types(kept) for base in leaf.__mro__}


@pytest.mark.parametrize("name", ["taxonomy", "catalog", "settings", "exposure", "allowed_secrets"])
def test_a_kept_vocabulary_is_the_same(name: str) -> None:
    """What the base may name, its thresholds and its settings come back as they were read, to the types of values."""
    read = getattr(load_corpus(FROZEN_RECORDS), name) or _OPTIONAL[name]
    kept = block_from_json(type(read), block_to_json(read))
    assert kept == read
    assert with_types(kept) == with_types(read)


_OPTIONAL = {
    "exposure": Exposure.model_validate({"schema_version": "1", "months": {"2025-03": {"deploys": "3"}}}),
    "allowed_secrets": AllowedSecrets.model_validate(
        {
            "schema_version": "1",
            "secrets": [{"sha256": "0" * 64, "reason": "A sample.", "allowed_by": "@mchen", "date": "2025-03-01"}],
        }
    ),
}


def _leaf_types(value: Any) -> set[type]:
    match value:
        case Block():
            return _leaf_types(tuple(value.__dict__.values()))
        case tuple():
            return {leaf for part in value for leaf in _leaf_types(part)}
        case dict():
            return _leaf_types((*value, *value.values()))
        case _:
            return {type(value)}
