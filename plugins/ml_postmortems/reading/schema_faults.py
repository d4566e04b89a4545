"""What pydantic says of a value, in the words of the message grammar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from ml_postmortems.model.cause_age import SINCE_TAGS
from ml_postmortems.model.derived_values import derivations_of
from ml_postmortems.model.impact import AMOUNT_TAGS
from ml_postmortems.model.not_known import KNOWN_TAGS, NOT_KNOWN_TAG, NotKnown
from ml_postmortems.model.requirements import FieldPath, keys_at
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import Fault, FaultKind, field_text, shown
from ml_postmortems.suggestion import closest

MakeFault = Callable[[FaultKind, str, str, str], Fault]

_UNION_TAGS = frozenset({*KNOWN_TAGS, *AMOUNT_TAGS, *SINCE_TAGS})
_KEY_MARK = "[key]"
_MOST_LISTED = 20
"""Up to this many keys, a message lists all of them."""
_SHAPES = {
    "string_type": "text",
    "string_sub_type": "text",
    "tuple_type": "a list (`- item` on lines of their own)",
    "dict_type": "a mapping (`key: value` on lines of their own)",
    "model_type": "a mapping (`key: value` on lines of their own)",
    "model_attributes_type": "a mapping (`key: value` on lines of their own)",
}
_FILL_IN = "fill it in, or delete the key if the record can do without it"
_BOUNDS = {"string_too_long", "greater_than_equal", "less_than_equal", "too_short", "too_long"}


def error_path(details: ErrorDetails) -> FieldPath:
    """The field that an error speaks of: its location without the tags of unions and pydantic's mark for keys."""
    location = details["loc"][:-1] if _is_about_key(details) else details["loc"]
    path = tuple(part for part in location if part not in _UNION_TAGS)
    return (*path, details["ctx"]["item"]) if details["type"] == "repeated_item" else path


def line_of(path: FieldPath, lines: Mapping[FieldPath, int]) -> int:
    """The line of a field, or of the nearest block around it that stands in the file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1) if path else 1


def _one_of(keys: Sequence[str]) -> str:
    if len(keys) > _MOST_LISTED:
        return "leave it out, or move what it says to a field of the format; the reference lists them under `Fields`"
    return f"use one of: {', '.join(keys)}"


def fault_of(block: type[BaseModel], details: ErrorDetails, lines: Mapping[FieldPath, int]) -> Fault:
    """The fault that an error means, on the line of its field in the file."""
    path, value, kind = error_path(details), details["input"], details["type"]
    name = field_text(path)

    def fault(fault_kind: FaultKind, condition: str, found: str, fix: str) -> Fault:
        return Fault(fault_kind, line_of(path, lines), name, condition, found, fix, path)

    if kind == "missing":
        return fault(FaultKind.MISSING_KEY, "must be given", "nothing", f"add `{path[-1]}:` here")
    if kind == "extra_forbidden" and NOT_KNOWN_TAG in details["loc"]:
        return fault(
            FaultKind.UNKNOWN_KEY,
            "must not stand beside `unknown` or `not_applicable`",
            shown(str(path[-1])),
            "put the reason into double quotes if this is part of it; else delete it, or say what is known",
        )
    if kind == "extra_forbidden" and path[-1] in NotKnown.model_fields and path[:-1]:
        path, name, value, kind = path[:-1], field_text(path[:-1]), {path[-1]: value}, "string_type"
    if kind == "malformed" and _is_about_key(details):
        return fault(FaultKind.MALFORMED_VALUE, details["msg"], shown(str(path[-1])), "write the key in this form")
    if kind == "extra_forbidden" or _is_about_key(details):
        allowed = keys_at(block, path[:-1]) or _expected_terms(details)
        near = closest(str(path[-1]), allowed)
        return fault(
            FaultKind.UNKNOWN_KEY,
            "must be a key of the format",
            shown(str(path[-1])),
            f"did you mean `{near}`?" if near else _one_of(allowed),
        )
    if isinstance(value, dict) and value.keys() & NotKnown.model_fields.keys() and kind != "malformed":
        return fault(
            FaultKind.FORBIDDEN_UNKNOWN,
            "must be known: it cannot be `unknown` or `not_applicable`",
            shown(value),
            _known_fix(path),
        )
    if value is None and kind != "enum":
        start = shown("-" if isinstance(path[-1], int) else f"{path[-1]}:")
        return fault(FaultKind.MISSING_KEY, "must have a value", "nothing", f"write a value after {start}")
    if value == "" and kind == "malformed":
        return fault(FaultKind.MALFORMED_VALUE, details["msg"], shown(value), _FILL_IN)
    if kind in ("enum", "literal_error"):
        return _term_fault(fault, value, _expected_terms(details))
    if kind in _SHAPES:
        wrong = fault(
            FaultKind.WRONG_SHAPE,
            f"must be {_SHAPES[kind]}",
            shown(value),
            f"write {name} as {_SHAPES[kind]}",
        )
        return replace(wrong, meant=[value]) if kind == "tuple_type" and isinstance(value, str) and value else wrong
    if kind in _BOUNDS:
        return fault(FaultKind.VALUE_OUT_OF_BOUNDS, _bound(details), _size(value), _bound_fix(value))
    if kind == "repeated_item":
        item = value[path[-1]]
        found = f"{shown(item)} again" if isinstance(item, str) else "the same again"
        return fault(FaultKind.REPEATED_ITEM, details["msg"], found, "delete it")
    context = details.get("ctx", {})
    malformed = fault(
        FaultKind.MALFORMED_VALUE, details["msg"], shown(value), context.get("fix", "write it in this form")
    )
    return replace(malformed, meant=context.get("meant"))


def _term_fault(fault: MakeFault, value: object, terms: list[str]) -> Fault:
    if value is None:
        return fault(FaultKind.MISSING_KEY, "must have a value", "nothing", f"use one of: {', '.join(terms)}")
    near = closest(str(value), terms) or _numbered(str(value), terms)
    other = "use one of these words, spelt exactly so" if len(terms) > 1 else f"write `{terms[0]}`"
    unknown = fault(
        FaultKind.UNKNOWN_TERM,
        f"must be one of {', '.join(terms)}" if len(terms) > 1 else f"must be {terms[0]}",
        shown(value),
        f"did you mean `{near}`?" if near else other,
    )
    return replace(unknown, meant=near)


def _numbered(value: str, terms: list[str]) -> str | None:
    """The term that ends in the number that stands alone: `4` is `SEV4`."""
    found = [term for term in terms if value.isdecimal() and re.fullmatch(rf"\D+{value}", term)]
    return found[0] if len(found) == 1 else None


def _is_about_key(details: ErrorDetails) -> bool:
    """Whether an error speaks of a key of a mapping with keys of the author's own, not of its value."""
    return details["loc"][-1:] == (_KEY_MARK,) and details["type"] != "extra_forbidden"


def _expected_terms(details: ErrorDetails) -> list[str]:
    """The words that pydantic lists in an error about an enumeration."""
    return re.findall(r"'([^']+)'", str(details.get("ctx", {}).get("expected", "")))


def _known_fix(path: FieldPath) -> str:
    """How to mend a value that must be known: leave it out where something else gives it."""
    sources = [each.source for each in derivations_of(tuple(part for part in path if isinstance(part, str)))]
    if sources:
        return f"leave it out, in version 2 of the format: it is taken from {' or '.join(sources)}"
    return "write what is known; where that is an estimate, say so in the body"


def _bound(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    if "max_length" in context:
        unit = "characters" if isinstance(details["input"], str) else "items"
        return f"must be at most {context['max_length']} {unit}"
    if "ge" in context:
        return f"must be at least {context['ge']}"
    return f"must be at most {context['le']}"


def _bound_fix(value: object) -> str:
    is_long = isinstance(value, list | dict) or (isinstance(value, str) and not re.fullmatch(r"-?[\d.]+", value))
    return "shorten it" if is_long else "write a number within these bounds"


def _size(value: object) -> str:
    match value:
        case str() if len(value) > 60:
            return f"{len(value)} characters"
        case list() | dict():
            return counted(len(value), "item")
        case _:
            return shown(value)
