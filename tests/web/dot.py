"""Graphviz `dot` as an oracle: how many arrows cross in its drawing, and in ours, counted in the same way."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise

import pytest

from ml_postmortems.web.layered_graph import BOX_HEIGHT, BOX_WIDTH, Arrow

Point = tuple[float, float]
Line = list[Point]
_STEPS = 17
"""Straight pieces of a curve: an odd number, so that curves that mirror each other cross within one, not at its end."""
_MISSING = (
    "Graphviz is not installed, so nothing says whether our drawings cross less than its own. "
    "On Debian and Ubuntu: sudo apt-get install graphviz. `make test` installs it where it runs as root."
)


def crossings_of_dot(followers: Mapping[str, Sequence[str]]) -> int:
    """Pairs of arrows that cross in what `dot` draws from left to right with boxes of our size."""
    program = shutil.which("dot")
    if not program:
        pytest.fail(_MISSING)
    names = {key: f"b{number}" for number, key in enumerate(followers)}
    boxes = "".join(f"{name};" for name in names.values())
    edges = "".join(f"{names[key]}->{names[end]};" for key, ends in followers.items() for end in ends)
    node = f'shape=box,fixedsize=true,label="",width={BOX_WIDTH / 72},height={BOX_HEIGHT / 72}'
    graph = f"digraph{{rankdir=LR;node[{node}];{boxes}{edges}}}"
    done = subprocess.run([program, "-Tplain"], input=graph, capture_output=True, text=True, timeout=60, check=True)
    return _crossings(
        [_edge(line) for line in done.stdout.replace("\\\n", "").splitlines() if line.startswith("edge ")]
    )


def crossings_of_arrows(arrows: Sequence[Arrow]) -> int:
    """Pairs of arrows that cross in a drawing of ours."""
    return _crossings([_path(arrow.path) for arrow in arrows])


def _edge(line: str) -> Line:
    """A line `edge tail head n x1 y1 ... xn yn style color` of cubic curves that follow one another."""
    count, *numbers = line.split()[3:]
    points = _points(numbers[: 2 * int(count)])
    return [points[0], *(each for at in range(0, len(points) - 3, 3) for each in _curve(points[at : at + 4]))]


def _path(path: str) -> Line:
    """A path of SVG of which the commands are M, C and H."""
    line: Line = []
    for command, text in re.findall(r"([CHM])([^CHM]*)", path):
        numbers = text.split()
        match command:
            case "M":
                line += _points(numbers)
            case "C":
                line += _curve([line[-1], *_points(numbers)])
            case "H":
                line.append((float(numbers[0]), line[-1][1]))
    return line


def _points(numbers: Sequence[str]) -> Line:
    values = [float(number) for number in numbers]
    return list(zip(values[::2], values[1::2], strict=True))


def _curve(controls: Sequence[Point]) -> Iterator[Point]:
    """Points along a cubic curve, without its first."""
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        yield (
            sum(weight * point[0] for weight, point in zip(weights, controls, strict=True)),
            sum(weight * point[1] for weight, point in zip(weights, controls, strict=True)),
        )


def _crossings(lines: Sequence[Line]) -> int:
    return sum(_do_cross(first, second) for first, second in combinations(lines, 2))


def _do_cross(first: Line, second: Line) -> bool:
    return any(_is_cut(*one, *other) for one in pairwise(first) for other in pairwise(second))


def _is_cut(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether each of two straight pieces has its ends on both sides of the other; touching is no crossing."""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, point: Point) -> float:
    return (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
