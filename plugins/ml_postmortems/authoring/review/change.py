"""One thing that a pull request changes in a record, and how to compare lists of parts that have ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ml_postmortems.authoring.review.markdown_text import shortened


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, as a sentence in which backquotes stand around names and values of the record."""

    text: str
    is_alert: bool
    """Whether it makes the record weaker, or hides or promises less: a reviewer has to agree to it."""


def alert(text: str) -> Change:
    """A change that a reviewer has to agree to."""
    return Change(text, True)


def note(text: str) -> Change:
    """A change that a reviewer should know of."""
    return Change(text, False)


class HasId(Protocol):
    """A part of a record that others refer to."""

    @property
    def id(self) -> str:
        """Unique within the record."""


P = TypeVar("P", bound=HasId)


@dataclass(frozen=True, slots=True)
class ListChanges(Generic[P]):
    """What became of the parts of one list."""

    removed: tuple[P, ...]
    added: tuple[P, ...]
    kept: tuple[tuple[P, P], ...]
    """As they were and as they are, edited or not."""


def list_changes(before: Iterable[P], after: Iterable[P]) -> ListChanges[P]:
    """Compare two lists by the ids of their parts."""
    old, new = ({part.id: part for part in parts} for parts in (before, after))
    return ListChanges(
        tuple(part for name, part in old.items() if name not in new),
        tuple(part for name, part in new.items() if name not in old),
        tuple((part, new[name]) for name, part in old.items() if name in new),
    )


def value(text: object) -> str:
    """A value of the record for the sentence of a change, shortened; backquotes within it become apostrophes."""
    return f"`{shortened(str(text), 90).replace('`', chr(39))}`"
