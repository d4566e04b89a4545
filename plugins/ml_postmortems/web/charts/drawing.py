"""What a chart is made of: panels of a few shapes, their labels, the words for those who do not see it, its table.

Drawings stretch with the window and labels do not: shapes are placed in shares of the width, and all text is HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

WIDTH = 1000
"""How wide a panel is in the units of its paths."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing in a panel; x is counted from its left, in units of which it is WIDTH wide, y from its top."""

    css: str
    """Its class behind the prefix `pm-chart__`: what it means decides how it looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar(Shape):
    """A filled rectangle; the whole height above and below it leads where it leads."""

    x: float
    y: float
    width: float
    height: float
    label: str = ""
    """What it stands for, in words; shown on hover and read aloud."""
    href: str = ""
    """Where it leads, from the top of the site; nothing where it leads nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Shape):
    """Lines, areas or dots (lines of no length) in the syntax of the attribute `d` of SVG."""

    d: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A text below a panel that begins at a place and has the room up to the next one."""

    x: float
    room: float
    text: str
    is_end: bool = False
    """Whether the text stands at the end of its room and not at the beginning: it names the last of a row."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table behind a chart, or anything else that may be a link."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One drawing with its labels."""

    size: Literal["bars", "low-bars", "strip", "curve"]
    """How tall it is shown; the width is what there is."""
    height: int
    """In units of its shapes."""
    shapes: tuple[Shape, ...]
    description: str
    """What it shows, with its main numbers; for those who do not see it."""
    name: Cell | None = None
    remark: str = ""
    """What stands behind the name: a total, a verdict."""
    extreme: tuple[str, Cell] | None = None
    """The value that people ask for by name, such as the longest: what it is, and where it is told."""
    y_ticks: tuple[str, ...] = ()
    """From the top to the bottom, in equal steps."""
    x_axis: tuple[Tick, ...] = ()
    x_name: str = ""

    @property
    def is_linked(self) -> bool:
        """Whether something on it can be followed; then it is a group to a screen reader, else one picture."""
        return any(isinstance(shape, Bar) and shape.href for shape in self.shapes)


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart: the first cell of each row is its heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Panels with everything that must stand beside them."""

    id: str
    """Unique on its page."""
    title: str
    """What it shows in one sentence: the finding."""
    subject: str
    """What is drawn: `Incidents by quarter`."""
    definition: str
    """What is counted, and N: stands under the chart."""
    panels: tuple[Panel, ...]
    table: Table
    columns: int = 1
    """How many panels stand beside each other where there is room."""


@dataclass(frozen=True, slots=True)
class NotEnoughData:
    """Stands where a chart would be, had it enough behind it: says what there is and what it would take."""

    id: str
    title: str
    reason: str
    table: Table | None = None


def steps_path(points: Sequence[tuple[float, float]], until: float) -> str:
    """A line that keeps its height until the next point and then jumps, drawn on to x = `until`."""
    first_x, first_y = points[0]
    parts = [f"M{first_x:.1f} {first_y:.1f}"]
    for x, y in points[1:]:
        parts.append(f"H{x:.1f}V{y:.1f}")
    parts.append(f"H{until:.1f}")
    return "".join(parts)


def band_path(points: Sequence[tuple[float, float, float]], until: float) -> str:
    """The area between two such lines; each point is x, the lower and the upper y."""
    upper = steps_path([(x, high) for x, _, high in points], until)
    low = points[-1][1]
    back = [f"V{low:.1f}"]
    for (x, _, _), (_, before, _) in zip(reversed(points[1:]), reversed(points[:-1]), strict=True):
        back.append(f"H{x:.1f}V{before:.1f}")
    back.append(f"H{points[0][0]:.1f}Z")
    return upper + "".join(back)


def dots_path(places: Sequence[float], y: float) -> str:
    """Lines of no length, which round ends make dots; those that would cover each other exactly are one."""
    return "".join(f"M{place:g} {y:g}h0" for place in dict.fromkeys(round(place, 1) for place in places))
