"""Where the keys of a mapping and the items of a list begin and end in the lines of a file, comments included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One key or item; lines are counted from 0."""

    key: str | int
    first: int
    """The first line of the comments that belong to it, else that of itself."""
    start: int
    """The line of the key or of the dash."""
    end: int
    """The line after its last one."""


def block_parts(
    lines: Sequence[str],
    starts: Mapping[str | int, int] | Mapping[str, int] | Mapping[int, int],
    begin: int,
    end: int,
    column: int,
) -> list[Part]:
    """The parts of a block that has the lines from `begin` up to `end`, in their order; they stand at a column.

    A comment at that column or left of it belongs to the part below it, one further right to the part above it. What
    stands above the first part and a blank line is a comment on the whole block.
    """
    ordered = sorted(starts.items(), key=lambda each: each[1])
    parts: list[Part] = []
    first = _first_comment(lines, begin, ordered[0][1]) if ordered else begin
    for number, (key, start) in enumerate(ordered):
        limit = ordered[number + 1][1] if number + 1 < len(ordered) else end
        last = limit
        while last > start + 1 and _is_outside(lines[last - 1], column):
            last -= 1
        parts.append(Part(key, first, start, last))
        first = last
    return parts


def _first_comment(lines: Sequence[str], begin: int, start: int) -> int:
    first = start
    while first > begin and lines[first - 1].strip():
        first -= 1
    return first


def _is_outside(line: str, column: int) -> bool:
    """Whether a line is blank, or a comment that does not belong to what stands right of the column."""
    text = line.lstrip(" ")
    return not text.strip() or (text.startswith("#") and len(line) - len(text) <= column)
