"""What the author of a mistyped value probably meant, so that one slip of the pen is one finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

from ml_postmortems.model.derived_values import derivations_of
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault

_CAREFUL = frozenset({"origin", "status", "visibility"})
"""Fields in whose place only their stand-in is taken: a guess could ask for more, or show more."""
_JUDGED_BY = frozenset({("kind",), ("origin",), ("status",), ("severity",), ("visibility",), ("teams", "owner")})
"""Fields on which it depends what else is asked for, or which others are filled from."""


def likely_values(
    values: Mapping[str, Any], faults: Iterable[Fault], stand_ins: Mapping[str, Any]
) -> dict[FieldPath, Any]:
    """By its place, what was probably meant where something cannot be used; nothing where that is not known.

    Only the derivations and the rules read it. The faults stay, so such a record is never published.
    """
    return {fault.field: value for fault in faults if fault.field for value in _likely(values, fault, stand_ins)}


def with_likely(values: Mapping[str, Any], likely: Mapping[FieldPath, Any]) -> dict[str, Any]:
    """A copy of the front matter with these values."""
    tree: dict[str, Any] = deepcopy(dict(values))
    for path, value in likely.items():
        _at(tree, path[:-1])[path[-1]] = value
    return tree


def _likely(values: Mapping[str, Any], fault: Fault, stand_ins: Mapping[str, Any]) -> Iterator[Any]:
    """What was meant by the value at fault, or stands in for it; nothing where neither is known."""
    field = fault.field
    if fault.meant is not None and field[-1] not in _CAREFUL:
        yield fault.meant
        return
    block = _at(values, field[:-1])
    if field not in _JUDGED_BY or not isinstance(block, dict):
        return
    if field[-1] in block or not derivations_of(tuple(map(str, field))):
        yield _at(stand_ins, field)  # else the field is there once its source is mended


def _at(tree: Any, path: FieldPath) -> Any:
    """What is written at a path; None where nothing is."""
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            return None
    return tree
