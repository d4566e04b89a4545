"""A heat map: a table whose cells are darker for higher counts; it is linked and printed like any other table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ml_postmortems.web.charts.drawing import Cell

SHADES = 4
"""Steps of shading above none."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One field: its number, where it leads, and how dark it is (0 to SHADES)."""

    count: int
    href: str
    shade: int


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Counts by two facets, with the totals of the rows."""

    id: str
    title: str
    """What it shows in one sentence."""
    subject: str
    """What is counted: `Primary cause by owning team`."""
    definition: str
    corner: str
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, tuple[HeatCell, ...], int], ...]
    """The heading of each row, its cells and its total."""


def heat_cells(counts: Sequence[int], hrefs: Sequence[str], highest: int) -> tuple[HeatCell, ...]:
    """The cells of one row; the darkest shade stands for the highest count of the table."""
    return tuple(
        HeatCell(count, href if count else "", -(-count * SHADES // highest) if highest else 0)
        for count, href in zip(counts, hrefs, strict=True)
    )
