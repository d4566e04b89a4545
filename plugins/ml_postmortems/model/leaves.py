"""Every value of a record with its place, found in one walk that all who ask about the same record share."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from ml_postmortems.model.block import Block
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.once import once_for_record
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath


class Leaves(NamedTuple):
    """What a record says, in its own order."""

    values: tuple[tuple[FieldPath, Any], ...]
    """Every single value but None: texts, names of terms, numbers and instants, those of statements included."""
    statements: tuple[tuple[FieldPath, NotKnown], ...]
    """Every place that is said to be unknown or not applicable."""


@once_for_record
def leaves(record: Record) -> Leaves:
    """Every value and every statement of a record."""
    values: list[tuple[FieldPath, Any]] = []
    statements: list[tuple[FieldPath, NotKnown]] = []
    _collect(record, (), values, statements)
    return Leaves(tuple(values), tuple(statements))


def _collect(
    value: Any,
    path: FieldPath,
    values: list[tuple[FieldPath, Any]],
    statements: list[tuple[FieldPath, NotKnown]],
) -> None:
    if isinstance(value, str):
        values.append((path, value))
    elif isinstance(value, Block):
        if isinstance(value, NotKnown):
            statements.append((path, value))
        parts = value.__dict__
        for name, key in _keys(type(value)):
            part = parts[name]
            if isinstance(part, str):  # as most are; a call costs more than what it does
                values.append(((*path, key), part))
            elif part is not None:
                _collect(part, (*path, key), values, statements)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            _collect(item, (*path, index), values, statements)
    elif isinstance(value, dict):
        for key, item in value.items():
            _collect(item, (*path, str(key)), values, statements)
    else:
        values.append((path, value))


@cache
def _keys(block: type[Block]) -> tuple[tuple[str, str], ...]:
    """The attributes of a block with their keys in front matter."""
    return tuple((name, info.alias or name) for name, info in block.model_fields.items())
