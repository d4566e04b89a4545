"""How far one word is from another, for what is misspelt or named twice."""

from __future__ import annotations


def edit_distance(one: str, other: str) -> int:
    """How many letters must be changed, added, removed or swapped with their neighbour.

    Damerau's distance as optimal string alignment: no part is edited twice.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, opposite in enumerate(other, start=1):
            changes = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != opposite))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite:
                changes = min(changes, last[j - 2] + 1)
            row.append(changes)
    return row[-1]
