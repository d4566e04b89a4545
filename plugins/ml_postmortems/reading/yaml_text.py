"""Values to front matter as people would write it: plain where that is safe, folded where it is long, else quoted."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence

from ml_postmortems.lazy_pattern import lazy_pattern

Value = str | int | Mapping[str, "Value"] | Sequence["Value"]
"""What front matter is made of."""
WIDTH = 110
_PLAIN = lazy_pattern(r"[^\W_](?:[\w .,;()/+%&@=’–×-]*[\w.)%])?|https?://[\w./?=&%+~@-]+")
_INSTANT = lazy_pattern(r"\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?", re.ASCII)
_WORD = lazy_pattern(r"[A-Za-z0-9@][\w./@-]*", re.ASCII)
_MEANS_SOMETHING = lazy_pattern(
    r"(?i:null|true|false|yes|no|on|off|y|n)|[\d.,+-][\d_.,:eE+-]*|0[box][0-9a-fA-F_]*", re.ASCII
)
"""What YAML reads as something else than text; our reader does not, but those of others do."""


def mapping_to_yaml(mapping: Mapping[str, Value]) -> str:
    """A mapping as YAML that the strict reader gives back unchanged, its keys in the order given."""
    return "".join(f"{line}\n" for line in _mapping_lines(mapping, 0))


def scalar_to_yaml(value: str | int) -> str:
    """One value on one line, quoted only where it has to be."""
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


def short_item_to_yaml(item: Mapping[str, str | int]) -> list[str]:
    """An item of a list between braces, as its lines: as many keys on each as fit."""
    parts = [f"{key}: {_between_braces(value)}" for key, value in item.items()]
    lines = ["- {" + parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + 3 > WIDTH:
            lines[-1] += ","
            lines.append(f"   {part}")
        else:
            lines[-1] += f", {part}"
    return [*lines[:-1], lines[-1] + "}"]


def _between_braces(value: str | int) -> str:
    """A value where a comma would end it."""
    written = scalar_to_yaml(value)
    return json.dumps(value, ensure_ascii=False) if "," in written and written == value else written


def _mapping_lines(mapping: Mapping[str, Value], depth: int) -> list[str]:
    return [line for key, value in mapping.items() for line in _entry_lines(key, value, depth)]


def _entry_lines(key: str, value: Value, depth: int) -> list[str]:
    match value:
        case str():
            return _text_lines(key, value, depth)
        case int():
            return [f"{key}: {scalar_to_yaml(value)}"]
        case Mapping():
            inside = [f"  {line}" for line in _mapping_lines(value, depth + 1)]
            return [f"{key}:", *inside] if value else [f"{key}: {{}}"]
        case _:
            words = [scalar_to_yaml(item) for item in value if isinstance(item, str) and _WORD.fullmatch(item)]
            line = f"{key}: [{', '.join(words)}]"
            if len(words) == len(value) and len(line) <= WIDTH:
                return [line]
            return [f"{key}:", *(f"  {line}" for item in value for line in _item_lines(item, depth + 2))]


def _item_lines(item: Value, depth: int) -> list[str]:
    if isinstance(item, Mapping) and item:
        first, *rest = _mapping_lines(item, depth)
        return [f"- {first}", *(f"  {line}" for line in rest)]
    return [f"- {scalar_to_yaml(item if isinstance(item, str | int) else str(item))}"]


def _text_lines(key: str, text: str, depth: int) -> list[str]:
    """`key: text`, or a folded block where that would be long; a fold keeps single spaces between words only."""
    if len(text) > WIDTH - 20 and text == " ".join(text.split()) and text.isprintable():
        width = WIDTH - 2 * (depth + 1)
        lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        return [f"{key}: >-", *(f"  {line}" for line in lines)]
    return [f"{key}: {scalar_to_yaml(text)}"]
