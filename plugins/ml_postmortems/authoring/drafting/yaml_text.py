"""Front matter as people would write it: plain where that is safe, folded where it is long, else quoted."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from typing import Any

WIDTH = 110
_PLAIN = re.compile(r"[^\W_](?:[\w .,;()/+%&@=’–×-]*[\w.)%])?|https?://[\w./?=&%+~@-]+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9@][\w./@-]*", re.ASCII)
_NULLS = ("null", "Null", "NULL")


def mapping_to_yaml(mapping: Mapping[str, Any]) -> str:
    """A mapping of texts, lists and mappings as YAML that the strict reader gives back unchanged."""
    return "".join(f"{line}\n" for line in _mapping_lines(mapping, 0))


def scalar_to_yaml(text: str) -> str:
    """One text on one line, quoted only where it has to be."""
    is_plain = (_PLAIN.fullmatch(text) or _MOMENT.fullmatch(text)) and text not in _NULLS
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _mapping_lines(mapping: Mapping[str, Any], depth: int) -> list[str]:
    return [line for key, value in mapping.items() for line in _entry_lines(key, value, depth)]


def _entry_lines(key: str, value: Any, depth: int) -> list[str]:
    match value:
        case dict() if value:
            return [f"{key}:", *(f"  {line}" for line in _mapping_lines(value, depth + 1))]
        case dict():
            return [f"{key}: {{}}"]
        case list() if all(isinstance(item, str) and _WORD.fullmatch(item) for item in value):
            return [f"{key}: [{', '.join(value)}]"]
        case list():
            return [f"{key}:", *(f"  {line}" for item in value for line in _item_lines(item, depth + 2))]
        case _:
            return _text_lines(key, str(value), depth)


def _item_lines(item: Any, depth: int) -> list[str]:
    if isinstance(item, dict) and item:
        first, *rest = _mapping_lines(item, depth)
        return [f"- {first}", *(f"  {line}" for line in rest)]
    return [f"- {scalar_to_yaml(str(item))}"]


def _text_lines(key: str, text: str, depth: int) -> list[str]:
    """`key: text`, or a folded block where that would be long; a fold keeps single spaces between words only."""
    if len(text) > WIDTH - 20 and text == " ".join(text.split()) and text.isprintable():
        width = WIDTH - 2 * (depth + 1)
        lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
        return [f"{key}: >-", *(f"  {line}" for line in lines)]
    return [f"{key}: {scalar_to_yaml(text)}"]
