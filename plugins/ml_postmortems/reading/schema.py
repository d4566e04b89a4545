"""Text trees into typed objects: everything that fits is kept, everything that does not is a fault on its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.requirements import FieldPath, keys_at
from ml_postmortems.reading.faults import Fault, FaultKind, field_text, shown
from ml_postmortems.suggestion import closest

B = TypeVar("B", bound=BaseModel)

_SHAPES = {
    "string_type": "text",
    "string_sub_type": "text",
    "tuple_type": "a list (`- item` on lines of their own)",
    "dict_type": "a mapping (`key: value` on lines of their own)",
    "model_type": "a mapping (`key: value` on lines of their own)",
    "model_attributes_type": "a mapping (`key: value` on lines of their own)",
}
_BOUNDS = {"string_too_long", "greater_than_equal", "less_than_equal", "too_short", "too_long"}


@dataclass(frozen=True, slots=True)
class FieldPlaces:
    """Where in the file the fields of a parsed block stand.

    Items that could not be kept close the gap in their list, so a path in the object may differ from the file's.
    """

    lines: Mapping[FieldPath, int]
    """The line of every key and item, by the path in the object."""
    moved: Mapping[FieldPath, FieldPath]
    """The path in the file, where it is another."""

    def line(self, path: FieldPath) -> int:
        """The line of a field, or of the nearest block around it that stands in the file."""
        return _line_of(path, self.lines)

    def path_in_file(self, path: FieldPath) -> FieldPath:
        """The path that the author sees."""
        for cut in range(len(path), 0, -1):
            if path[:cut] in self.moved:
                return self.moved[path[:cut]] + path[cut:]
        return path


@dataclass(frozen=True, slots=True)
class Parsed(Generic[B]):
    """What a tree says, as far as it fits."""

    block: B
    places: FieldPlaces
    faults: tuple[Fault, ...]


def parse_block(
    block: type[B], tree: dict[str, Any], lines: Mapping[FieldPath, int], stand_ins: Mapping[str, Any]
) -> Parsed[B]:
    """Read a tree as a block; what does not fit is dropped and told, and stand-ins fill the core fields.

    There must be a stand-in for each field that the block cannot do without.
    """
    try:
        return Parsed(block.model_validate(tree), FieldPlaces(lines, {}), ())
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults = tuple(fault_of(block, details, lines) for details in errors)
    dropped = {_unusable(details) for details in errors}
    for whole_fields in (False, True):
        kept, places = _without(tree, lines, dropped)
        try:
            return Parsed(block.model_validate({**stand_ins, **kept}), places, faults)
        except ValidationError as error:
            again = {places.path_in_file(_unusable(details)) for details in error.errors(include_url=False)}
            dropped |= {path[:1] for path in again} if whole_fields else again
    kept, places = _without(tree, lines, dropped)
    return Parsed(block.model_validate({**stand_ins, **kept}), places, faults)


def _unusable(details: ErrorDetails) -> FieldPath:
    """The path of the value that an error makes unusable; for a missing key, of the block that misses it."""
    path = _clean(details["loc"])
    return path[:-1] if details["type"] == "missing" and len(path) > 1 else path


def _without(
    tree: dict[str, Any], lines: Mapping[FieldPath, int], dropped: set[FieldPath]
) -> tuple[dict[str, Any], FieldPlaces]:
    """The tree without the values at these paths, and where the rest of it stands."""
    kept_lines: dict[FieldPath, int] = {}
    moved: dict[FieldPath, FieldPath] = {}

    def keep(value: Any, old: FieldPath, new: FieldPath) -> Any:
        if old in lines:
            kept_lines[new] = lines[old]
        if old != new:
            moved[new] = old
        match value:
            case dict():
                return {
                    key: keep(part, (*old, key), (*new, key))
                    for key, part in value.items()
                    if (*old, key) not in dropped
                }
            case list():
                indices = [index for index in range(len(value)) if (*old, index) not in dropped]
                return [keep(value[index], (*old, index), (*new, at)) for at, index in enumerate(indices)]
            case _:
                return value

    return keep(tree, (), ()), FieldPlaces(kept_lines, moved)


def _clean(location: tuple[int | str, ...]) -> FieldPath:
    """An error's location as a field path: without the tags of unions and pydantic's mark for keys."""
    return tuple(part for part in location if not (isinstance(part, str) and part[0] in "([" and part[-1] in ")]"))


def _line_of(path: FieldPath, lines: Mapping[FieldPath, int]) -> int:
    """The line of a field, or of the nearest block around it that stands in the file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1) if path else 1


def fault_of(block: type[BaseModel], details: ErrorDetails, lines: Mapping[FieldPath, int]) -> Fault:
    path, value, kind = _clean(details["loc"]), details["input"], details["type"]
    name = field_text(path)

    def fault(fault_kind: FaultKind, condition: str, found: str, fix: str) -> Fault:
        return Fault(fault_kind, _line_of(path, lines), name, condition, found, fix, path)

    if kind == "missing":
        return fault(FaultKind.MISSING_KEY, "must be given", "nothing", f"add `{path[-1]}:` here")
    if kind == "extra_forbidden" or "[key]" in details["loc"]:
        allowed = keys_at(block, path[:-1]) or _expected_terms(details)
        near = closest(str(path[-1]), allowed)
        return fault(
            FaultKind.UNKNOWN_KEY,
            "must be a key of the format",
            shown(str(path[-1])),
            f"did you mean `{near}`?" if near else f"use one of: {', '.join(allowed)}",
        )
    if isinstance(value, dict) and value.keys() & NotKnown.model_fields.keys() and kind != "malformed":
        return fault(
            FaultKind.FORBIDDEN_UNKNOWN,
            "must be known: it cannot be `unknown` or `not_applicable`",
            shown(value),
            "find out, or leave the record at the status before",
        )
    if value is None and kind != "enum":
        return fault(FaultKind.MISSING_KEY, "must have a value", "nothing", f"write a value after `{path[-1]}:`")
    if kind in ("enum", "literal_error"):
        return _term_fault(fault, value, _expected_terms(details))
    if kind in _SHAPES:
        return fault(
            FaultKind.WRONG_SHAPE,
            f"must be {_SHAPES[kind]}",
            shown(value),
            f"write {name} as {_SHAPES[kind]}",
        )
    if kind in _BOUNDS:
        return fault(FaultKind.VALUE_OUT_OF_BOUNDS, _bound(details), _size(value), "bring it within these bounds")
    return fault(FaultKind.MALFORMED_VALUE, details["msg"], shown(value), "write it in this form")


def _term_fault(fault: Any, value: object, terms: list[str]) -> Fault:
    if value is None:
        made = fault(FaultKind.MISSING_KEY, "must have a value", "nothing", f"use one of: {', '.join(terms)}")
    else:
        near = closest(str(value), terms)
        made = fault(
            FaultKind.UNKNOWN_TERM,
            f"must be one of {', '.join(terms)}",
            shown(value),
            f"did you mean `{near}`?" if near else "use one of these words, spelt exactly so",
        )
    assert isinstance(made, Fault)
    return made


def _expected_terms(details: ErrorDetails) -> list[str]:
    """The words that pydantic lists in an error about an enumeration."""
    return re.findall(r"'([^']+)'", str(details.get("ctx", {}).get("expected", "")))


def _bound(details: ErrorDetails) -> str:
    context = details.get("ctx", {})
    if "max_length" in context:
        return f"must be at most {context['max_length']} characters"
    if "ge" in context:
        return f"must be at least {context['ge']}"
    return f"must be at most {context['le']}"


def _size(value: object) -> str:
    return f"{len(value)}" if isinstance(value, str) and len(value) > 60 else shown(value)
