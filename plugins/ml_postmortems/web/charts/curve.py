"""A step curve with its confidence band: a mean cumulative function, or a share that is left over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ml_postmortems.web.charts.drawing import Cell, Chart, Path, Shape, Table, TextLine, band_path, steps_path
from ml_postmortems.web.charts.scales import Linear, count_ticks, value_ticks

WIDTH, HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 10, 22, 38


@dataclass(frozen=True, slots=True)
class Step:
    """The value from x on, with the ends of its interval, and how many were still observed just before x."""

    x: float
    value: float
    low: float
    high: float
    at_risk: int


def curve(
    *,
    id: str,
    title: str,
    description: str,
    definition: str,
    steps: Sequence[Step],
    until: float,
    x_name: str,
    y_name: str,
    x_unit: str,
    x_text: Callable[[float], str],
    start: float = 0.0,
    highest: float | None = None,
    number: Callable[[float], str] = "{:.2f}".format,
) -> Chart:
    """A curve that begins at `start` and is known up to x = `until`; `highest` fixes the top of the scale.

    `x_unit` heads the first column of the table, and `x_text` writes its cells; `number` writes a value. Steps that
    read the same there are one row.
    """
    ticks = value_ticks(highest if highest is not None else max((step.high for step in steps), default=1.0))
    x = Linear(0.0, max(until, 1.0), _LEFT, WIDTH - _RIGHT)
    y = Linear(0.0, ticks[-1], HEIGHT - _BOTTOM, _TOP)
    points = [(x(0.0), y(start)), *((x(step.x), y(step.value)) for step in steps)]
    band = [(x(0.0), y(start), y(start)), *((x(step.x), y(step.low), y(min(step.high, ticks[-1]))) for step in steps)]
    shapes: list[Shape] = [
        *_grid(x, y, ticks, until, x_name, y_name),
        Path("band", d=band_path(band, x(until))),
        Path("line", d=steps_path(points, x(until))),
    ]
    rows = tuple(
        (
            Cell(text),
            Cell(number(last.value)),
            Cell(f"{number(last.low)} to {number(last.high)}"),
            Cell(str(first.at_risk)),
        )
        for text, (first, *others) in groupby(steps, key=lambda step: x_text(step.x))
        for last in [others[-1] if others else first]
    )
    table = Table((x_unit, y_name, "95 % interval", "Observed"), rows)
    return Chart(id, title, description, definition, WIDTH, HEIGHT, tuple(shapes), table)


def _grid(x: Linear, y: Linear, ticks: Sequence[float], until: float, x_name: str, y_name: str) -> Iterator[Shape]:
    for tick in ticks:
        yield Path("grid" if tick else "base", d=f"M{_LEFT} {y(tick):.1f}H{WIDTH - _RIGHT}")
        yield TextLine("tick", x=_LEFT - 8, y=y(tick) + 3.5, text=f"{tick:g}", anchor="end")
    for tick in count_ticks(int(until) or 1, most=6):
        if tick <= max(until, 1.0):
            yield TextLine("tick", x=x(tick), y=HEIGHT - _BOTTOM + 16, text=f"{tick}", anchor="middle")
    yield TextLine("axis", x=WIDTH - _RIGHT, y=HEIGHT - 4, text=x_name, anchor="end")
    yield TextLine("axis", x=0, y=12, text=y_name)
