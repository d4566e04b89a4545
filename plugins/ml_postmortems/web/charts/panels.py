"""Counts over time: a panel of bars for each of several groups, all on the same scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from ml_postmortems.plurals import counted
from ml_postmortems.web.charts.drawing import Bar, Cell, Chart, Path, Shape, Table, TextLine
from ml_postmortems.web.charts.scales import count_ticks

WIDTH = 720
_LEFT, _RIGHT, _AXIS = 26, 4, 18
_NAME, _GAP = 28, 14
_BETWEEN = 24
_LETTER = 6.5
"""Units that a letter of a tick takes; between two ticks there is room for two more."""


@dataclass(frozen=True, slots=True)
class Row:
    """One panel: a count for each period."""

    name: str
    counts: tuple[int, ...]
    hrefs: tuple[str, ...]
    """Where each count leads; as many as counts."""
    href: str = ""
    """Where the name leads."""
    remark: str = ""
    """What stands behind the name: a total, a verdict."""
    is_named: bool = True
    """Whether the name is drawn; a single panel has its title."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where one panel stands: its left and right edge, its top, and the height of its bars."""

    left: float
    right: float
    top: float
    height: float


def panels(
    *,
    id: str,
    title: str,
    description: str,
    definition: str,
    periods: Sequence[str],
    rows: Sequence[Row],
    bars_height: int = 56,
    columns: int = 1,
) -> Chart:
    """Panels in rows and columns, one for each group; `periods` are the names of the stretches of time."""
    highest = max((count for row in rows for count in row.counts), default=0)
    ticks = count_ticks(highest, most=2)
    name = _NAME if any(row.is_named for row in rows) else 8
    pitch = name + bars_height + _GAP + (_AXIS if columns > 1 else 0)
    wide = (WIDTH - _BETWEEN * (columns - 1)) / columns
    lines = -(-len(rows) // columns)
    shapes: list[Shape] = []
    for number, row in enumerate(rows):
        line, column = divmod(number, columns)
        left = column * (wide + _BETWEEN)
        frame = _Frame(left, left + wide, line * pitch + name, bars_height)
        shapes += _panel(row, frame, periods, ticks)
        if columns > 1 or line == lines - 1:
            shapes += _axis(periods, frame)
    height = lines * pitch - _GAP + (0 if columns > 1 else _AXIS)
    return Chart(
        id, title, description, definition, WIDTH, height, tuple(shapes), _table(periods, rows), is_newest_last=True
    )


def _panel(row: Row, frame: _Frame, periods: Sequence[str], ticks: Sequence[int]) -> Iterator[Shape]:
    first, last = frame.left + _LEFT, frame.right - _RIGHT
    if row.is_named:
        yield TextLine("name", href=row.href, x=frame.left, y=frame.top - 14, text=row.name)
    if row.remark:
        yield TextLine("remark", x=last, y=frame.top - 14, text=row.remark, anchor="end")
    base = frame.top + frame.height
    for tick in ticks:
        y = base - frame.height * tick / ticks[-1]
        yield Path("grid" if tick else "base", d=f"M{first:.1f} {y:.1f}H{last:.1f}")
        yield TextLine("tick", x=first - 6, y=y + 3.5, text=f"{tick}", anchor="end")
    slot = (last - first) / max(len(periods), 1)
    for index, (period, count, href) in enumerate(zip(periods, row.counts, row.hrefs, strict=True)):
        if count:
            tall = frame.height * count / ticks[-1]
            yield Bar(
                "bar",
                f"{row.name}, {period}: {counted(count, 'incident')}",
                href,
                x=first + slot * (index + 0.12),
                y=base - tall,
                width=slot * 0.76,
                height=tall,
            )


def _axis(periods: Sequence[str], frame: _Frame) -> Iterator[Shape]:
    """The names of as many periods as there is room for, counted back from the last."""
    first, last = frame.left + _LEFT, frame.right - _RIGHT
    slot = (last - first) / max(len(periods), 1)
    room = max((len(period) + 2) * _LETTER for period in periods) if periods else 1
    every = max(1, ceil(room / slot))
    for index, period in enumerate(periods):
        if (len(periods) - 1 - index) % every == 0:
            x = first + slot * (index + 0.5)
            yield TextLine("tick", x=x, y=frame.top + frame.height + 14, text=period, anchor="middle")


def _table(periods: Sequence[str], rows: Sequence[Row]) -> Table:
    lines = tuple(
        (Cell(period), *(Cell(str(row.counts[index]), row.hrefs[index] if row.counts[index] else "") for row in rows))
        for index, period in enumerate(periods)
    )
    return Table(("Period", *(row.name for row in rows)), lines)
