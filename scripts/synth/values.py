"""The values of a synthetic record, before they become YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ml_postmortems.reading import yaml_text

Value = None | str | int | Mapping[str, "Value"] | Sequence["Value"]
"""What the parts of a record are written as; None, empty texts and empty mappings stand for keys to leave out."""


def to_yaml(mapping: Mapping[str, Value]) -> str:
    """A mapping as YAML text, without the keys to leave out."""
    return yaml_text.mapping_to_yaml(filled(mapping))


def filled(mapping: Mapping[str, Value]) -> dict[str, yaml_text.Value]:
    """A mapping without the keys to leave out."""
    return {key: _value(value) for key, value in mapping.items() if value is not None and value not in ("", {})}


def _value(value: Value) -> yaml_text.Value:
    match value:
        case None:
            raise ValueError("a list must hold values")
        case str() | int():
            return value
        case Mapping():
            return filled(value)
        case _:
            return [_value(item) for item in value]
