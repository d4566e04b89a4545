"""Tables for a terminal: plain text in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """One line each, indented; the first column to the left, the others, which are numbers, to the right.

    A last heading without text opens a column of remarks, which is to the left as well.
    """
    every = [headings, *rows]
    widths = [max(len(row[place]) for row in every) for place in range(len(headings))]
    has_remarks = not headings[-1]
    for row in every:
        last = len(row) - 1
        cells = [
            cell.ljust(widths[place]) if place == 0 or (place == last and has_remarks) else cell.rjust(widths[place])
            for place, cell in enumerate(row)
        ]
        yield "  " + "  ".join(cells).rstrip()
