"""Counts over time: one panel of bars for each of several groups, all on the same scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ml_postmortems.web.charts.drawing import Bar, Cell, Chart, Path, Shape, Table, Words
from ml_postmortems.web.charts.scales import count_ticks
from ml_postmortems.web.formatting import counted

WIDTH = 720
_LEFT, _RIGHT, _AXIS = 26, 4, 18
_NAME, _GAP = 20, 16


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time on the axis."""

    name: str
    """As it is read aloud: `second quarter of 2024`."""
    tick: str
    """What stands under it on the axis; nothing where there is no room."""


@dataclass(frozen=True, slots=True)
class Row:
    """One panel: a count for each period."""

    name: str
    counts: tuple[int, ...]
    hrefs: tuple[str, ...]
    """Where each count leads; as many as counts."""
    href: str = ""
    remark: str = ""
    """What stands behind the name: a total, a verdict."""
    css: str = "bar"


def panels(
    *,
    id: str,
    title: str,
    description: str,
    definition: str,
    periods: Sequence[Period],
    rows: Sequence[Row],
    noun: str = "incident",
    width: int = WIDTH,
    bars_height: int = 56,
) -> Chart:
    """Panels one below the other; `noun` names what is counted, in the singular."""
    highest = max((count for row in rows for count in row.counts), default=0)
    ticks = count_ticks(highest, most=2)
    pitch = _NAME + bars_height + _GAP
    shapes: list[Shape] = []
    for number, row in enumerate(rows):
        shapes += _panel(row, number * pitch, periods, ticks, noun, width, bars_height)
    bottom = len(rows) * pitch - _GAP
    shapes += _axis(periods, bottom, width)
    return Chart(id, title, description, definition, width, bottom + _AXIS, tuple(shapes), _table(periods, rows))


def _panel(
    row: Row, top: float, periods: Sequence[Period], ticks: Sequence[int], noun: str, width: int, height: int
) -> Iterator[Shape]:
    yield Words("name", href=row.href, x=0, y=top + 13, text=row.name)
    if row.remark:
        yield Words("remark", x=width - _RIGHT, y=top + 13, text=row.remark, anchor="end")
    base = top + _NAME + height
    for tick in ticks:
        y = base - height * tick / ticks[-1]
        yield Path("grid" if tick else "base", d=f"M{_LEFT} {y:.1f}H{width - _RIGHT}")
        yield Words("tick", x=_LEFT - 6, y=y + 3.5, text=f"{tick}", anchor="end")
    slot = (width - _LEFT - _RIGHT) / max(len(periods), 1)
    for index, (period, count, href) in enumerate(zip(periods, row.counts, row.hrefs, strict=True)):
        if count:
            tall = height * count / ticks[-1]
            yield Bar(
                row.css,
                f"{row.name}, {period.name}: {counted(count, noun)}",
                href,
                x=_LEFT + slot * (index + 0.12),
                y=base - tall,
                width=slot * 0.76,
                height=tall,
            )


def _axis(periods: Sequence[Period], bottom: float, width: int) -> Iterator[Shape]:
    slot = (width - _LEFT - _RIGHT) / max(len(periods), 1)
    for index, period in enumerate(periods):
        if period.tick:
            yield Words("tick", x=_LEFT + slot * (index + 0.5), y=bottom + 14, text=period.tick, anchor="middle")


def _table(periods: Sequence[Period], rows: Sequence[Row]) -> Table:
    lines = tuple(
        (
            Cell(period.name[:1].upper() + period.name[1:]),
            *(Cell(str(row.counts[index]), row.hrefs[index] if row.counts[index] else "") for row in rows),
        )
        for index, period in enumerate(periods)
    )
    return Table(("Period", *(row.name for row in rows)), lines)
