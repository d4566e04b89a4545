"""Text trees into typed objects: everything that fits is kept, everything that does not is a fault on its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ml_postmortems.model.pasted_time import RecordClock
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault
from ml_postmortems.reading.schema_faults import error_path, fault_of, line_of

B = TypeVar("B", bound=BaseModel)


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
        return line_of(path, self.lines)

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
    block: type[B],
    tree: dict[str, Any],
    lines: Mapping[FieldPath, int],
    stand_ins: Mapping[str, Any],
    clock: RecordClock | None = None,
) -> Parsed[B]:
    """Read a tree as a block; what does not fit is dropped and told, and stand-ins fill the core fields.

    There must be a stand-in for each field that the block cannot do without. `clock` tells the offset of times that
    have none.
    """
    try:
        return Parsed(block.model_validate(tree, context=clock), FieldPlaces(lines, {}), ())
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults = tuple(fault_of(block, details, lines) for details in errors)
    dropped = {_unusable(details) for details in errors}
    for whole_fields in (False, False, True):
        kept, places = _without(tree, lines, dropped)
        try:
            return Parsed(block.model_validate({**stand_ins, **kept}, context=clock), places, faults)
        except ValidationError as error:
            again = {places.path_in_file(_unusable(details)) for details in error.errors(include_url=False)}
            dropped |= {path[:1] for path in again} if whole_fields else again
    kept, places = _without(tree, lines, dropped)
    return Parsed(block.model_validate({**stand_ins, **kept}, context=clock), places, faults)


def _unusable(details: ErrorDetails) -> FieldPath:
    """The path of the value that an error makes unusable; for a missing key, of the block that misses it."""
    path = error_path(details)
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
