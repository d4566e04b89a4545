"""A step curve with its confidence band: a mean cumulative function, or a share that is left over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ml_postmortems.web.charts.drawing import (
    WIDTH,
    Cell,
    Chart,
    Panel,
    Path,
    Shape,
    Table,
    Tick,
    band_path,
    steps_path,
)
from ml_postmortems.web.charts.scales import Linear, count_ticks, value_ticks

_HEIGHT, _TOP = 204, 4
_END = 900.0
"""Where the curve ends: a tick at its end has room for its text."""


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
    subject: str,
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
    x = Linear(0.0, max(until, 1.0), 0.0, _END)
    y = Linear(0.0, ticks[-1], _HEIGHT, _TOP)
    points = [(x(0.0), y(start)), *((x(step.x), y(step.value)) for step in steps)]
    band = [(x(0.0), y(start), y(start)), *((x(step.x), y(step.low), y(min(step.high, ticks[-1]))) for step in steps)]
    shapes: list[Shape] = [
        *(Path("grid" if tick else "base", d=f"M0 {y(tick):.1f}H{WIDTH}") for tick in ticks),
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
    panel = Panel(
        "curve",
        _HEIGHT,
        tuple(shapes),
        description,
        remark=y_name,
        y_ticks=tuple(f"{tick:g}" for tick in reversed(ticks)),
        x_axis=_axis(x, until),
        x_name=x_name,
    )
    return Chart(id, title, subject, definition, (panel,), Table((x_unit, y_name, "95 % interval", "Observed"), rows))


def _axis(x: Linear, until: float) -> tuple[Tick, ...]:
    ticks = [tick for tick in count_ticks(int(until) or 1, most=5) if tick <= max(until, 1.0)]
    places = [*(x(tick) for tick in ticks), WIDTH]
    return tuple(
        Tick(place, after - place, f"{tick}") for tick, (place, after) in zip(ticks, pairwise(places), strict=True)
    )
