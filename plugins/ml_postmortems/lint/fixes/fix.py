"""A fix: one thing that was mended, and the kinds of edit that mend text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.plain_text import printable

Position = tuple[int, int]
"""A line of a file and a column in it, both from 0."""


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """One thing that was mended, or would be."""

    path: str
    line: int
    """Of the file before it was mended, from 1."""
    what: str
    code: str = ""
    """The rule whose finding it mends; empty where no rule minds."""

    @property
    def sentence(self) -> str:
        """The fix on one line, with its place."""
        return f"{printable(self.path)}:{self.line}: fixed {self.code + ' ' if self.code else ''}{self.what}"


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of text to be replaced: from a position up to another."""

    start: Position
    end: Position
    new: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value of the front matter that gets another spelling."""

    path: FieldPath
    new: str
    edit: Edit
    fix: Fix


@dataclass(frozen=True, slots=True)
class ListChange:
    """A list of the front matter that gets another order or loses repeated items."""

    path: FieldPath
    kept: tuple[int, ...]
    """The indices of the items that stay, in their new order."""
    edits: tuple[Edit, ...]
    fix: Fix


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with these pieces replaced, which must not overlap; all else stays byte for byte."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    end = len(text)
    pieces: list[str] = []
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        first, last = (min(starts[line] + column, len(text)) for line, column in (edit.start, edit.end))
        assert first <= last <= end, "edits must not overlap"
        pieces += [text[last:end], edit.new]
        end = first
    return "".join(reversed([*pieces, text[:end]]))
