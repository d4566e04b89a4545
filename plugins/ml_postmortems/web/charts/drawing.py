"""What a chart is made of: a few shapes, the words for those who do not see it, and the table behind it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """One thing on a chart, placed in units of the drawing (at 100 % one unit is one pixel); y grows downwards."""

    css: str
    """Its class behind the prefix `pm-chart__`: what it means decides how it looks."""
    label: str = ""
    """What it stands for, in words; shown on hover and read aloud."""
    href: str = ""
    """Where it leads, from the top of the site; nothing where it leads nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar(Shape):
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot(Shape):
    """A small circle around a point."""

    x: float
    y: float
    radius: float = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Path(Shape):
    """A line or an area through points, in the syntax of the attribute `d` of SVG."""

    d: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLine(Shape):
    """A line of text; `anchor` says which end of it stands at x: `start`, `middle` or `end`."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of the table behind a chart."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart: the first cell of each row is its heading."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with everything that must stand beside it."""

    id: str
    """Unique on its page."""
    title: str
    description: str
    """What the chart shows, in one or two sentences with its main numbers; for those who do not see it."""
    definition: str
    """What is counted, and N: stands under the chart."""
    width: int
    height: int
    shapes: tuple[Shape, ...]
    table: Table
    is_newest_last: bool = False
    """Whether its right end is what people look for first, where it is too wide for the window."""

    @property
    def is_linked(self) -> bool:
        """Whether something on it can be followed; then it is a group to a screen reader, else one picture."""
        return any(shape.href for shape in self.shapes)


@dataclass(frozen=True, slots=True)
class NotEnoughData:
    """Stands where a chart would be, had it enough behind it: says what there is and what it would take."""

    id: str
    title: str
    reason: str
    table: Table | None = None


def steps_path(points: list[tuple[float, float]], until: float) -> str:
    """A line that keeps its height until the next point and then jumps, drawn on to x = `until`."""
    first_x, first_y = points[0]
    parts = [f"M{first_x:.1f} {first_y:.1f}"]
    for x, y in points[1:]:
        parts.append(f"H{x:.1f}V{y:.1f}")
    parts.append(f"H{until:.1f}")
    return "".join(parts)


def band_path(points: list[tuple[float, float, float]], until: float) -> str:
    """The area between two such lines; each point is x, the lower and the upper y."""
    upper = steps_path([(x, high) for x, _, high in points], until)
    low = points[-1][1]
    back = [f"V{low:.1f}"]
    for (x, _, _), (_, before, _) in zip(reversed(points[1:]), reversed(points[:-1]), strict=True):
        back.append(f"H{x:.1f}V{before:.1f}")
    back.append(f"H{points[0][0]:.1f}Z")
    return upper + "".join(back)
