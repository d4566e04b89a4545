"""A strip plot: each duration as a dot on a logarithmic scale, with the median."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ml_postmortems.web.charts.drawing import (
    WIDTH,
    Bar,
    Cell,
    Chart,
    Panel,
    Path,
    Shape,
    Table,
    Tick,
    dots_path,
)
from ml_postmortems.web.charts.scales import Logarithmic, duration_scale

_LEFT, _RIGHT, _HEIGHT = 20.0, 890.0, 26
"""Where the scale begins and ends: the last tick has room for its text."""
_NOT_A_DOT = 16.0
"""A range that is longer is a line."""


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
    """Shortest first."""
    median: tuple[timedelta, timedelta] | None = None
    """Its ends are the same where every duration is known exactly."""
    interval: tuple[timedelta, timedelta] | None = None


def strip(*, id: str, title: str, subject: str, definition: str, lanes: Sequence[Lane]) -> Chart | None:
    """The lanes below each other on one scale, or None where no lane has a duration."""
    items = [item for lane in lanes for item in lane.items]
    if not items:
        return None
    shortest = min(max(item.shortest, timedelta(minutes=1)) for item in items)
    scale = duration_scale(shortest, max(item.longest for item in items), _LEFT, _RIGHT)
    axis = _axis(scale)
    drawn = tuple(_panel(lane, scale, axis if lane is lanes[-1] else ()) for lane in lanes)
    return Chart(id, title, subject, definition, drawn, _table(lanes))


def _panel(lane: Lane, scale: Logarithmic, axis: tuple[Tick, ...]) -> Panel:
    longest = max(lane.items, key=lambda item: (item.longest, item.shortest), default=None)
    return Panel(
        "strip",
        _HEIGHT,
        tuple(_shapes(lane, scale)),
        f"{lane.name}: {lane.remark}",
        Cell(lane.name),
        lane.remark,
        (f"longest {longest.text}", Cell(longest.name, longest.href)) if longest else None,
        x_axis=axis,
    )


def _shapes(lane: Lane, scale: Logarithmic) -> Iterator[Shape]:
    middle = _HEIGHT / 2
    yield Path("grid", d="".join(f"M{x:.1f} 0V{_HEIGHT}" for _, x in scale.ticks))
    if lane.interval:
        low, high = (scale(end) for end in lane.interval)
        yield Bar("interval", x=low, y=middle - 8, width=max(high - low, 1), height=16)
    ends = [(scale(item.shortest), scale(item.longest)) for item in lane.items]
    ranges = [(first, last) for first, last in ends if last - first > _NOT_A_DOT]
    if ranges:
        yield Path("range", d="".join(f"M{first:.1f} {middle:g}H{last:.1f}" for first, last in ranges))
        hollow = dots_path([(first + last) / 2 for first, last in ranges], middle)
        yield Path("dot-of-range", d=hollow)
        yield Path("dot-hole", d=hollow)
    if exact := [(first + last) / 2 for first, last in ends if last - first <= _NOT_A_DOT]:
        yield Path("dot", d=dots_path(exact, middle))
    if lane.median:
        first, last = (scale(end) for end in lane.median)
        d = f"M{first:.1f} 2V{_HEIGHT - 2}"
        if last - first > _NOT_A_DOT:
            d += f"H{last:.1f}V2"
        yield Path("median", d=d)


def _axis(scale: Logarithmic) -> tuple[Tick, ...]:
    places = [*(x for _, x in scale.ticks), WIDTH]
    return tuple(Tick(x, after - x, name) for (name, x), after in zip(scale.ticks, places[1:], strict=True))


def _table(lanes: Sequence[Lane]) -> Table:
    """A row for each name, in the order of the longest duration; a column for each lane."""
    longest: dict[tuple[str, str], timedelta] = {}
    texts: dict[tuple[str, str], dict[int, str]] = {}
    for place, lane in enumerate(lanes):
        for item in lane.items:
            key = item.name, item.href
            longest[key] = max(longest.get(key, item.longest), item.longest)
            texts.setdefault(key, {})[place] = item.text
    rows = tuple(
        (Cell(*key), *(Cell(texts[key].get(place, "")) for place in range(len(lanes))))
        for key in sorted(longest, key=lambda key: longest[key], reverse=True)
    )
    return Table(("Record", *(lane.name for lane in lanes)), rows)
