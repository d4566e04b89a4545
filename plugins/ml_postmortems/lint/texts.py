"""The texts and dates of a record, for rules that read them all."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from ml_postmortems.model.instant import Instant
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath

QUOTED_FIELDS = frozenset({"dissent", "evidence"})
"""Fields that nobody may reword: dissent, and the titles of evidence."""


def record_texts(record: Record) -> Iterator[tuple[FieldPath, str]]:
    """Every text of the front matter with its place, names and ids included."""
    yield from ((path, value) for path, value in _values(record, ()) if isinstance(value, str))


def prose(record: Record) -> Iterator[tuple[FieldPath, str]]:
    """Every text of the front matter that has several words and is the authors' own."""
    for path, text in record_texts(record):
        if " " in text and path[0] not in QUOTED_FIELDS:
            yield path, text


def record_instants(record: Record) -> Iterator[tuple[FieldPath, Instant]]:
    """Every date and time of the front matter with its place."""
    yield from ((path, value) for path, value in _values(record, ()) if isinstance(value, Instant))


def _values(value: object, path: FieldPath) -> Iterator[tuple[FieldPath, object]]:
    match value:
        case BaseModel():
            for name, info in type(value).model_fields.items():
                yield from _values(getattr(value, name), (*path, info.alias or name))
        case tuple():
            for index, item in enumerate(value):
                yield from _values(item, (*path, index))
        case dict():
            for name, item in value.items():
                yield from _values(item, (*path, str(name)))
        case _:
            yield path, value
