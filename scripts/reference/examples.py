"""The example of every field, taken from one complete record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from pydantic import BaseModel

from ml_postmortems.model.requirements import FieldPath, FieldRule, field_rules
from ml_postmortems.reading.record_file import RecordFile, parse_record_file

EXAMPLE_RECORD = Path(__file__).resolve().parent.parent / "example_record.md"
OTHER_EXAMPLES: Mapping[tuple[str, ...], str] = {
    ("superseded_by",): "superseded_by: PM-2025-0012",
    ("evidence", "sha256"): "sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    ("status_reason",): "status_reason: PM-2025-0012 tells the whole incident.",
    ("assumptions", "broken_by"): "broken_by: PM-2025-0012",
    (
        "causes",
        "no_regression_case",
    ): "no_regression_case: The vendor's model of that day is gone.",
    ("detection", "caught_by"): "caught_by: [session-length-bounds]",
    ("times", "one_of"): "one_of: [{at: 2025-03-09, evidence: [E1]}, {at: 2025-03-10, evidence: [E2]}]",
    ("times", "one_of", "at"): "at: 2025-03-09",
    ("times", "one_of", "evidence"): "evidence: [E1]",
    ("times", "not_yet"): "not_yet: 2025-03-20",
}
"""Examples of fields that a record cannot have together with all others, or without a file beside it."""


@cache
def example_file() -> RecordFile:
    """The complete record that the examples are taken from."""
    file = parse_record_file(EXAMPLE_RECORD, EXAMPLE_RECORD.read_bytes())
    assert not file.faults, file.faults
    return file


@cache
def examples() -> Mapping[tuple[str, ...], str]:
    """An example of every field: its key and value as they stand in the complete record, of a list the first item."""
    return {
        rule.path: OTHER_EXAMPLES.get(rule.path) or _example_of(rule.path) for rule in field_rules() if is_told(rule)
    }


def _example_of(path: tuple[str, ...]) -> str:
    found = next(tree_places(example_file().tree, path), None)
    if found is None:
        raise LookupError(f"{EXAMPLE_RECORD.name} must have an example of {'.'.join(path)}")
    place, value = found
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{path[-1]}:\n{indent(_source((*place, 0)), '  ')}"
    return _source(place)


def tree_places(value: Any, path: tuple[str, ...], place: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    """Each place of front matter that says something of a field, and what it says."""
    if not path:
        if value not in (None, [], {}):
            yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from tree_places(item, path, (*place, index))
    elif isinstance(value, dict) and place == ("times",):
        for key, part in value.items():
            yield from tree_places(part, path, (*place, key))
    elif isinstance(value, dict) and path[0] in value:
        yield from tree_places(value[path[0]], path[1:], (*place, path[0]))


def _source(place: FieldPath) -> str:
    """The lines of a field or an item as the author wrote them, moved to the left edge."""
    lines = EXAMPLE_RECORD.read_text("utf-8").split("\n")[example_file().places.lines[place] - 1 :]
    first = (
        lines[0]
        if isinstance(place[-1], int)
        else lines[0].replace("- ", "  ", 1)
        if lines[0].lstrip()[:2] == "- "
        else lines[0]
    )
    margin = len(first) - len(first.lstrip())
    rest = []
    for line in lines[1:]:
        if len(line) - len(line.lstrip()) <= margin:
            break
        rest.append(line)
    return dedent("\n".join([first, *rest]))


@cache
def first_places() -> Mapping[type[BaseModel], tuple[str, ...]]:
    """The first path at which each block stands; its parts are told there, and nowhere else."""
    places: dict[type[BaseModel], tuple[str, ...]] = {}
    for rule in field_rules():
        places.setdefault(rule.block, rule.path[:-1])
    return places


def is_told(rule: FieldRule) -> bool:
    """Whether the field has a heading of its own."""
    return first_places()[rule.block] == rule.path[:-1]
