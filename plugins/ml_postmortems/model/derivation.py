"""How what a file of version 2 leaves out is filled from what it says: one pass over its front matter as text.

The entries themselves stand in `derived_values`. They work on front matter as it is written, before it is validated,
so each looks only at values that it can use and leaves the rest to validation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.requirements import FieldPath

Tree = dict[str, Any]
"""A mapping of front matter: text, lists and mappings."""
_KEYED_FIELDS = frozenset({"times"})
"""Fields whose keys are names of their own, so that the blocks are their values."""

_STATEMENTS = frozenset(NotKnown.model_fields)
"""The keys of a block that says what is not known."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """Where the value of a field comes from when a file of version 2 does not give it."""

    path: tuple[str, ...]
    """The field: keys from the top; the items of a list are meant by the key of the list."""
    source: str
    """What the value is taken from, as it reads after `from`."""
    value: Callable[[Tree, Tree], Any]
    """The value, from the whole front matter and the block in which the field stands; None where nothing says it."""
    is_copy: bool = False
    """Whether the value stands at its source in the same words, so that what is wrong with it is told there."""


@dataclass(frozen=True, slots=True)
class Completed:
    """Front matter with what could be derived."""

    tree: Tree
    derived: Mapping[FieldPath, Derivation]
    """Where each derived value stands, and what derived it."""


def complete(values: Mapping[str, Any], derivations: Sequence[Derivation]) -> Completed:
    """Fill what is not written, each entry seeing what those before it filled; the values given stay as they are."""
    if not derivations:
        return Completed(dict(values), {})
    tree: Tree = _copied(values)
    derived: dict[FieldPath, Derivation] = {}
    blocks: dict[tuple[str, ...], list[tuple[FieldPath, Tree]]] = {}  # what is filled is text, or a list of texts
    for each in derivations:
        *above, key = each.path
        found = blocks.get(path := tuple(above))
        if found is None:
            found = blocks[path] = list(_blocks(tree, path, ()))
        for place, block in found:
            if key in block:
                continue
            value = each.value(tree, block)
            if value is not None:
                block[key] = _copied(value)
                derived[(*place, key)] = each
    return Completed(tree, derived)


def shortest(values: Mapping[str, Any], derivations: Sequence[Derivation]) -> Tree:
    """What a file of version 2 has to say to be read as a file of version 1 that says `values`.

    What would be derived as it is written is left out. A list in a block that is not given, and would be derived from
    now on, is written as an empty one; any other value that only version 2 derives is new.
    """
    tree: Tree = _copied(values)
    left_out: set[FieldPath] = set()
    kept: set[FieldPath] = set()
    for each in derivations:
        key = each.path[-1]
        for place, block in _blocks(tree, each.path[:-1], ()):
            path = (*place, key)
            value = None if path in left_out | kept else each.value(tree, block)
            if value is None:
                continue
            if key not in block:
                block[key] = [] if isinstance(value, list) and place else _copied(value)
                (kept if block[key] == [] else left_out).add(path)
            else:
                (left_out if block[key] == value else kept).add(path)
    for place, block in [
        found for path in {each.path[:-1] for each in derivations} for found in _blocks(tree, path, ())
    ]:
        for key in [key for key in block if (*place, key) in left_out]:
            del block[key]
    return tree


def _blocks(value: Any, path: tuple[str, ...], place: FieldPath) -> Iterator[tuple[FieldPath, Tree]]:
    """The blocks at a path of front matter, with their places; not those that are said not to be known."""
    match value:
        case list():
            for index, item in enumerate(value):
                yield from _blocks(item, path, (*place, index))
        case dict() if not _STATEMENTS.isdisjoint(value):
            return
        case dict() if not path:
            yield place, value
        case dict():
            key, *rest = path
            if key in _KEYED_FIELDS and isinstance(value.get(key), dict):
                for name, item in value[key].items():
                    yield from _blocks(item, tuple(rest), (*place, key, name))
            elif key in value:
                yield from _blocks(value[key], tuple(rest), (*place, key))


def _copied(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    return [_copied(part) for part in value] if isinstance(value, list) else value
