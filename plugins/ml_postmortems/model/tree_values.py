"""Values of front matter before it is validated: each is what it should be, or is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from ml_postmortems.model.derivation import Tree

T = TypeVar("T")


def text_at(block: Tree, key: str) -> str | None:
    """The text under a key; None for anything else, and for blanks."""
    value = block.get(key)
    return value if isinstance(value, str) and value.strip() else None


def text_or_form(entry: Tree) -> str | None:
    """The text of an entry; an empty one of a form that nobody has filled in, which is told at the entry."""
    value = entry.get("text")
    return value if isinstance(value, str) else None


def words_at(block: Tree, key: str) -> list[str]:
    """The texts of the list under a key."""
    value = block.get(key)
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def items_at(tree: Tree, key: str) -> list[Tree]:
    """The mappings of the list under a key."""
    value = tree.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def only(found: Iterable[T]) -> T | None:
    """The one value that there is; None where there are several."""
    values = list(found)
    return values[0] if len(values) == 1 else None
