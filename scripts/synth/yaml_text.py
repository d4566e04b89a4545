"""Values to the plain YAML that the strict reader takes: block style, a text in quotes where it needs them."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

Value = None | str | int | Mapping[str, "Value"] | Sequence["Value"]
"""What front matter is made of; None, empty texts and empty mappings are left out of mappings."""

_PLAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9 ,.;()/%+_'-]|:(?=[A-Za-z0-9/]))*(?<![ :])|[A-Za-z0-9]")
_WORD = re.compile(r"[\w@.:/+-]+")
_MEANS_SOMETHING = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n)|[\d.,+-][\d_.,:eE+-]*")
"""What YAML reads as something else than text; our reader does not, but those of others do."""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")
_WIDTH = 110


def to_yaml(mapping: Mapping[str, Value]) -> str:
    """A mapping as YAML text, its keys in the order given."""
    return "\n".join(_mapping_lines(mapping)) + "\n"


def _mapping_lines(mapping: Mapping[str, Value]) -> Iterator[str]:
    for key, value in mapping.items():
        match value:
            case None | "":
                continue
            case Mapping():
                if value:
                    yield f"{key}:"
                    for line in _mapping_lines(value):
                        yield f"  {line}"
            case str() if len(value) > _WIDTH:
                yield f"{key}: >-"
                yield from (f"  {line}" for line in textwrap.wrap(value, _WIDTH, break_on_hyphens=False))
            case str() | int():
                yield f"{key}: {_scalar(value)}"
            case _ if not value:
                yield f"{key}: []"
            case _ if short := _short_list(key, value):
                yield short
            case _:
                yield f"{key}:"
                for item in value:
                    yield from (f"  {line}" for line in _item_lines(item))


def _item_lines(item: Value) -> Iterator[str]:
    if isinstance(item, Mapping):
        lines = _mapping_lines(item)
        yield f"- {next(lines)}"
        yield from (f"  {line}" for line in lines)
    else:
        assert isinstance(item, str | int)
        yield f"- {_scalar(item)}"


def _short_list(key: str, items: Sequence[Value]) -> str:
    """The list in one line, if it holds single words and fits."""
    if not all(isinstance(item, str) and _WORD.fullmatch(item) for item in items):
        return ""
    line = f"{key}: [{', '.join(_scalar(str(item)) for item in items)}]"
    return line if len(line) <= _WIDTH else ""


def _scalar(value: str | int) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case _ if _INSTANT.fullmatch(value):
            return value
        case _ if _PLAIN.fullmatch(value) and not _MEANS_SOMETHING.fullmatch(value):
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
