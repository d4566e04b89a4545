"""A strip plot: each duration as a dot on a logarithmic scale, with the median."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ml_postmortems.web.charts.drawing import Bar, Cell, Chart, Dot, Path, Shape, Table, TextLine
from ml_postmortems.web.charts.scales import Logarithmic, duration_scale

WIDTH = 720
_LEFT, _RIGHT, _AXIS, _ROW, _NAME = 8, 14, 20, 46, 18
_RADIUS = 3.5
_REMARK = 120


@dataclass(frozen=True, slots=True)
class Item:
    """One duration: at least `shortest`, at most `longest`; a range is drawn as a line with a hollow dot."""

    name: str
    text: str
    href: str
    shortest: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Lane:
    """One row: its durations, and their median with its interval where there are enough."""

    name: str
    remark: str
    items: tuple[Item, ...]
    median: tuple[timedelta, timedelta] | None = None
    """Its ends are the same where every duration is known exactly."""
    interval: tuple[timedelta, timedelta] | None = None


def strip(*, id: str, title: str, description: str, definition: str, lanes: Sequence[Lane]) -> Chart | None:
    """The lanes below each other on one scale, or None where no lane has a duration."""
    items = [item for lane in lanes for item in lane.items]
    if not items:
        return None
    scale = duration_scale(
        min(max(item.shortest, timedelta(minutes=1)) for item in items),
        max(item.longest for item in items),
        _LEFT,
        WIDTH - _RIGHT,
    )
    shapes: list[Shape] = []
    for name, x in scale.ticks:
        shapes.append(Path("grid", d=f"M{x:.1f} 0V{len(lanes) * _ROW}"))
        is_first, is_last = x <= _LEFT + 1, x >= WIDTH - _RIGHT - 1
        anchor = "start" if is_first else "end" if is_last else "middle"
        shapes.append(TextLine("tick", x=x, y=len(lanes) * _ROW + 14, text=name, anchor=anchor))
    for number, lane in enumerate(lanes):
        shapes += _lane(lane, number * _ROW, scale)
    rows = tuple(
        (Cell(item.name, item.href), Cell(lane.name), Cell(item.text)) for lane in lanes for item in lane.items
    )
    height = len(lanes) * _ROW + _AXIS
    return Chart(
        id, title, description, definition, WIDTH, height, tuple(shapes), Table(("Record", "Time to", "Duration"), rows)
    )


def _lane(lane: Lane, top: float, scale: Logarithmic) -> Iterator[Shape]:
    yield TextLine("name", x=0, y=top + 12, text=lane.name)
    yield TextLine("remark", x=_REMARK, y=top + 12, text=lane.remark)
    y = top + _NAME + 12
    if lane.interval:
        low, high = (scale(end) for end in lane.interval)
        yield Bar("interval", x=low, y=y - 8, width=max(high - low, 1), height=16)
    for item in lane.items:
        first, last = scale(item.shortest), scale(item.longest)
        label = f"{item.name}: {item.text}"
        is_range = last - first > 2 * _RADIUS
        if is_range:
            yield Path("range", d=f"M{first:.1f} {y}H{last:.1f}")
        yield Dot("dot-of-range" if is_range else "dot", label, item.href, x=(first + last) / 2, y=y, radius=_RADIUS)
    if lane.median:
        first, last = (scale(end) for end in lane.median)
        d = f"M{first:.1f} {y - 11}V{y + 11}"
        if last - first > 2 * _RADIUS:
            d += f"M{first:.1f} {y + 11}H{last:.1f}M{last:.1f} {y - 11}V{y + 11}"
        yield Path("median", "median", d=d)
