"""Counts over time: a panel of bars for each of several groups, all on the same scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby
from math import ceil

from ml_postmortems.plurals import counted
from ml_postmortems.web.charts.drawing import WIDTH, Bar, Cell, Chart, Panel, Path, Shape, Table, Tick
from ml_postmortems.web.charts.scales import count_ticks

_NARROWEST = 250
"""Pixels of the narrowest panel: what is left of a window of 320 beside the ticks."""
_LETTER, _SPACE = 7, 10
"""Pixels that a letter of a tick takes, and that stand between two ticks."""
_TOP, _TALL = 4, 56


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
    """Whether the name is written; a single panel has its title."""


def panels(
    *,
    id: str,
    title: str,
    subject: str,
    definition: str,
    periods: Sequence[str],
    rows: Sequence[Row],
    is_low: bool = False,
    columns: int = 1,
) -> Chart:
    """A panel for each row; `periods` are the names of the stretches of time."""
    ticks = count_ticks(max((count for row in rows for count in row.counts), default=0), most=2)
    axis = time_axis(periods)
    drawn = tuple(_panel(row, periods, ticks, is_low, axis) for row in rows)
    return Chart(id, title, subject, definition, drawn, _table(periods, rows), columns)


def _panel(row: Row, periods: Sequence[str], ticks: Sequence[int], is_low: bool, axis: tuple[Tick, ...]) -> Panel:
    peak = max(row.counts, default=0)
    most = f", most in {periods[row.counts.index(peak)]}: {peak}" if peak else ""
    return Panel(
        "low-bars" if is_low else "bars",
        _TOP + _TALL,
        tuple(_shapes(row, periods, ticks)),
        f"{row.name}: {counted(sum(row.counts), 'incident')}{most}",
        Cell(row.name, row.href) if row.is_named else None,
        row.remark,
        y_ticks=tuple(f"{tick}" for tick in reversed(ticks)),
        x_axis=axis,
    )


def _shapes(row: Row, periods: Sequence[str], ticks: Sequence[int]) -> Iterator[Shape]:
    base = _TOP + _TALL
    for tick in ticks:
        yield Path("grid" if tick else "base", d=f"M0 {base - _TALL * tick / ticks[-1]:g}H{WIDTH}")
    slot = WIDTH / max(len(periods), 1)
    for index, (period, count, href) in enumerate(zip(periods, row.counts, row.hrefs, strict=True)):
        if count:
            tall = _TALL * count / ticks[-1]
            label = f"{row.name}, {period}: {counted(count, 'incident')}"
            place, width = slot * (index + 0.12), slot * 0.76
            yield Bar("bar", x=place, y=base - tall, width=width, height=tall, label=label, href=href)


def time_axis(periods: Sequence[str]) -> tuple[Tick, ...]:
    """The axis below the periods: years where they are quarters, and as many as the narrowest panel has room for.

    The last year is always named, at the end where it has no room to begin; names that would meet it are left out.
    """
    if not periods:
        return ()
    slot = _NARROWEST / len(periods)
    years = [(year, len(list(group))) for year, group in groupby(period.split(" ")[0] for period in periods)]
    together = max(ceil(_room(year) / slot / max(size for _, size in years)) for year, _ in years)
    groups = [years[first : first + together] for first in range(0, len(years), together)]
    stretches = [(group[0][0], sum(size for _, size in group)) for group in groups]
    ends = accumulate(size for _, size in stretches)
    unit = WIDTH / len(periods)
    ticks = [
        Tick((end - size) * unit, size * unit, year)
        for (year, size), end in zip(stretches, ends, strict=True)
        if size * slot >= _room(year)
    ]
    last, _ = years[-1]
    if ticks and ticks[-1].text == last:
        return tuple(ticks)
    start = max(WIDTH - _room(last) * WIDTH / _NARROWEST, 0.0)
    before = [tick for tick in ticks if tick.x + _room(tick.text) * WIDTH / _NARROWEST <= start]
    before = [replace(tick, room=min(tick.room, start - tick.x)) for tick in before]
    return (*before, Tick(start, WIDTH - start, last, is_end=True))


def _room(text: str) -> int:
    return _LETTER * len(text) + _SPACE


def _table(periods: Sequence[str], rows: Sequence[Row]) -> Table:
    lines = tuple(
        (
            Cell(row.name, row.href),
            *(Cell(str(count), href if count else "") for count, href in zip(row.counts, row.hrefs, strict=True)),
        )
        for row in rows
    )
    return Table(("Group", *periods), lines)
