"""Figures by number of records as a static SVG with logarithmic axes, for a page and for GitHub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

_WIDTH, _HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 220, 34, 40
_LABEL = 15
"""Least distance of two labels."""
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #333; }
.title { font-weight: 600; }
.grid { stroke: #ccc; stroke-width: 1; }
.line { fill: none; stroke-width: 2; }
.c0 { stroke: #0b57a4; } .c1 { stroke: #b3440c; } .c2 { stroke: #1b7a3d; } .c3 { stroke: #7a3fa0; }
.d1 { stroke-dasharray: 8 4; } .d2 { stroke-dasharray: 2 4; } .d3 { stroke-dasharray: 10 3 2 3; }
@media (prefers-color-scheme: dark) {
  svg { background: #1e2129; } text { fill: #ddd; } .grid { stroke: #555; }
  .c0 { stroke: #7db7f5; } .c1 { stroke: #f0a070; } .c2 { stroke: #7fd09a; } .c3 { stroke: #cfa6ea; }
}
"""


class Line(NamedTuple):
    """One contestant: what it took, by number of records."""

    label: str
    points: tuple[tuple[int, float], ...]


def chart(title: str, unit: str, lines: Sequence[Line]) -> str:
    """The picture of at most four lines; each is named at its end and told by its dashes as well as by its colour."""
    points = [point for line in lines for point in line.points]
    x = _Scale([records for records, _ in points], _LEFT, _WIDTH - _RIGHT)
    y = _Scale([value for _, value in points], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="0" y="16">{escape(title)}, {unit}</text>',
        *_axes(x, y),
    ]
    ends = sorted(((y(line.points[-1][1]), number) for number, line in enumerate(lines) if line.points), reverse=True)
    places: dict[int, float] = {}
    lowest = float(_HEIGHT)
    for end, number in ends:
        places[number] = lowest = min(end, lowest - _LABEL)
    for number, line in enumerate(lines):
        if line.points:
            path = " ".join(f"{x(records):.1f},{y(value):.1f}" for records, value in line.points)
            at = x(line.points[-1][0]) + 8
            parts.append(f'<polyline class="line c{number} d{number}" points="{path}"/>')
            parts.append(f'<text x="{at:.1f}" y="{places[number] + 4:.1f}">{escape(line.label)}</text>')
    return "\n".join([*parts, "</svg>", ""])


class _Scale:
    """Equal ratios are equal steps, between powers of ten."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        least, most = max(min(values), 0.01), max(values)
        self.low, self.high = floor(log10(least)), max(ceil(log10(most)), floor(log10(least)) + 1)
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        share = (log10(max(value, 10.0**self.low)) - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * share

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def _axes(x: _Scale, y: _Scale) -> Iterator[str]:
    for tick in y.ticks:
        at = y(tick)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{tick:g}</text>'
    for tick in x.ticks:
        at, low = x(tick), _HEIGHT - _BOTTOM
        yield f'<line class="grid" x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP}" y2="{low}"/>'
        yield f'<text x="{at:.1f}" y="{low + 18}" text-anchor="middle">{int(tick):,}</text>'
    yield f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 4}" text-anchor="middle">records</text>'
