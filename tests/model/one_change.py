"""Values that are one change away from a valid one, and front matter as editors and validators read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import yaml

from tests.helpers import RecordDict, changed


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
    return yaml_value(text.split("\n---\n")[0].removeprefix("---\n"))


def yaml_value(text: str) -> Any:
    """A YAML text as an editor reads it."""
    return yaml.load(text, _CoreSchemaLoader)


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


def _names_wrong(record: RecordDict) -> Iterator[tuple[str, RecordDict]]:
    """A name that is no name, and one that is too long, in place of the first of each mapping."""
    for path, value in _paths(record):
        if isinstance(value, dict) and value:
            first, *rest = value.items()
            for name in ("No such_name", "x" * 130):
                yield f"{path} {name[:5]}", changed(record, path, {name: first[1], **dict(rest)})


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


CHANGES: tuple[Callable[[RecordDict], Iterator[tuple[str, RecordDict]]], ...] = (
    _keys_missing,
    _keys_empty,
    _keys_unknown,
    _names_wrong,
    _words_wrong,
    _values_not_known,
    _shapes_wrong,
    _out_of_bounds,
    _statuses,
)
CHANGES_OF_ANY_FILE = CHANGES[:-1]
"""Those that need not be a record."""
