"""The order of boxes within the columns of a drawing, such that few arrows cross."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from itertools import pairwise

Columns = list[list[str]]
_ROUNDS = 12
"""Drawings of records settle after four at most."""


def untangled(columns: Columns, routes: Sequence[Sequence[str]]) -> Columns:
    """The columns in an order with as few crossings as was found; equal ones keep the order that they came in.

    Each route names the entries that an arrow passes, from the last column to the first, one in each. The heuristic of
    Sugiyama, Tagawa and Toda (1981): sweep there and back and sort each column by the mean row of what its entries are
    tied to in the column before, then exchange neighbours while that helps (Gansner and others, 1993).
    """
    ties = _Ties(routes)
    best = [list(column) for column in columns]
    fewest = None
    for start in (columns, [column[::-1] for column in columns]):
        found = [list(column) for column in start]
        for turn in range(_ROUNDS):
            _sweep(found, ties, is_outwards=turn % 2 == 0)
            _exchange(found, ties)
            crossings = ties.crossings(found)
            if fewest is None or crossings < fewest:
                best, fewest = [list(column) for column in found], crossings
            if not fewest:
                return best
    return best


class _Ties:
    """What each entry is tied to in the column before (nearer to the failure) and in the one behind."""

    def __init__(self, routes: Sequence[Sequence[str]]) -> None:
        self.before: dict[str, list[str]] = {}
        self.behind: dict[str, list[str]] = {}
        for route in routes:
            for here, there in pairwise(route):
                self.before.setdefault(here, []).append(there)
                self.behind.setdefault(there, []).append(here)

    def crossings(self, columns: Columns) -> int:
        """How many pairs of arrows cross between columns."""
        return sum(_crossings(column, before, self.before) for before, column in pairwise(columns))


def _crossings(column: Sequence[str], other: Sequence[str], ties: dict[str, list[str]]) -> int:
    """How many pairs of ties of this column to the other change sides: inversions of their rows."""
    row = {key: index for index, key in enumerate(other)}
    seen: list[int] = []
    found = 0
    for key in column:
        ends = sorted(row[end] for end in ties.get(key, ()))
        found += sum(len(seen) - bisect_left(seen, end + 1) for end in ends)
        for end in ends:
            insort(seen, end)
    return found


def _sweep(columns: Columns, ties: _Ties, *, is_outwards: bool) -> None:
    """Sort each column by the mean row of its ties to the one that was sorted before it."""
    order, tied = (columns, ties.before) if is_outwards else (columns[::-1], ties.behind)
    for fixed, column in pairwise(order):
        row = {key: index for index, key in enumerate(fixed)}
        own = {key: index for index, key in enumerate(column)}

        def mean(key: str, row: dict[str, int] = row, own: dict[str, int] = own) -> float:
            ends = tied.get(key)
            return sum(row[end] for end in ends) / len(ends) if ends else own[key]

        column.sort(key=mean)


def _exchange(columns: Columns, ties: _Ties) -> None:
    """Exchange neighbours within columns as long as crossings become fewer."""
    has_changed = True
    while has_changed:
        has_changed = False
        for level, column in enumerate(columns):
            sides = [
                (columns[level - 1], ties.before) if level else None,
                (columns[level + 1], ties.behind) if level + 1 < len(columns) else None,
            ]
            rows = [({key: index for index, key in enumerate(side[0])}, side[1]) for side in sides if side]
            for upper in range(len(column) - 1):
                pair = column[upper : upper + 2]
                gain = sum(_gain(pair, row, tied) for row, tied in rows)
                if gain > 0:
                    column[upper : upper + 2] = pair[::-1]
                    has_changed = True


def _gain(pair: Sequence[str], row: dict[str, int], ties: dict[str, list[str]]) -> int:
    """How many crossings fewer there are if two neighbours change places, towards one side."""
    upper, lower = ([row[end] for end in ties.get(key, ())] for key in pair)
    return sum(_signs(upper, lower))


def _signs(upper: Sequence[int], lower: Sequence[int]) -> Iterator[int]:
    for above in upper:
        for below in lower:
            yield (above > below) - (above < below)
