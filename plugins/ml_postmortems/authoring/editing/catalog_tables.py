"""One more entry in a table of `catalog.yml`, on lines of its own or in braces, as the table is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import yaml

from ml_postmortems.reading.yaml_text import Value, mapping_to_yaml, scalar_to_yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INDENT = 2


def with_table_entry(text: str, table: str, name: str, entry: Mapping[str, Value]) -> str:
    """The text of a catalog that can be read, with one more entry in one of its tables; other lines stay.

    It goes where the order of the ids wants it if they are in order and on lines of their own, else behind the last.
    """
    if text.count("\r\n") == text.count("\n") > 0:
        return with_table_entry(text.replace("\r\n", "\n"), table, name, entry).replace("\n", "\r\n")
    root: Any = yaml.compose(text, Loader=_LOADER)
    head, node = next((key, value) for key, value in root.value if key.value == table)
    lines = text.split("\n")
    if not node.flow_style:
        at = _place(lines, node, name)
        lines[at:at] = _entry_lines(name, entry, node.start_mark.column)
    elif node.value or root.flow_style or node.end_mark.line != head.start_mark.line:
        _add_in_braces(lines, node, f"{name}: {_in_braces(entry)}")
    else:
        at, line = node.start_mark.line, lines[node.start_mark.line]
        before, after = line[: node.start_mark.column].rstrip(), line[node.end_mark.column :]
        lines[at : at + 1] = [before + after, *_entry_lines(name, entry, head.start_mark.column + _INDENT)]
    return "\n".join(lines)


def _entry_lines(name: str, entry: Mapping[str, Value], column: int) -> list[str]:
    return [" " * column + line for line in mapping_to_yaml({name: entry}).splitlines()]


def _add_in_braces(lines: list[str], node: Any, written: str) -> None:
    """Put it behind the last entry, on a line of its own where that one has one; else before the closing brace."""
    if not node.value:
        end = node.end_mark
        lines[end.line] = lines[end.line][: end.column - 1] + written + lines[end.line][end.column - 1 :]
        return
    key, value = node.value[-1]
    end = value.end_mark
    has_line = key.start_mark.line != node.start_mark.line
    gap = "\n" + " " * key.start_mark.column if has_line else " "
    lines[end.line] = f"{lines[end.line][: end.column]},{gap}{written}{lines[end.line][end.column :]}"


def _in_braces(value: Value) -> str:
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key}: {_in_braces(each)}" for key, each in value.items()) + "}"
        case str():
            plain = scalar_to_yaml(value)
            return json.dumps(value, ensure_ascii=False) if plain == value and "," in value else plain
        case int():
            return scalar_to_yaml(value)
        case _:
            return "[" + ", ".join(_in_braces(each) for each in value) + "]"


def _place(lines: list[str], node: Any, name: str) -> int:
    """The number of the line, from 0, before which the entry goes."""
    starts: dict[str, int] = {key.value: key.start_mark.line for key, _ in node.value}
    ids = list(starts)
    later = [each for each in ids if each > name] if ids == sorted(ids) else []
    if later:
        at = starts[later[0]]
        while lines[at - 1].lstrip().startswith("#"):
            at -= 1
        return at
    end = starts[ids[-1]] + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(" ")):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end
