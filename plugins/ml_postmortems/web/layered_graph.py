"""Boxes in columns with arrows from left to right: what lies behind on the left, what comes of it on the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from textwrap import shorten

from ml_postmortems.web.column_order import untangled

BOX_WIDTH, BOX_HEIGHT = 224, 84
_LANE_HEIGHT = 4
_GAP_X, _GAP_Y, _MARGIN = 38, 14, 4
MOST_BOXES = 40
"""Of more boxes than these nobody could read the drawing, and it would grow with the square of their number."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a box to what comes of it: a cubic curve."""

    path: str
    tip_x: int
    tip_y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each box begins, in the units of a drawing of this width and height, and the arrows between them."""

    width: int
    height: int
    places: Mapping[str, tuple[int, int]]
    arrows: tuple[Arrow, ...]
    """In the order of the boxes and of what follows each."""


def few_words(text: str, most: int) -> str:
    """The first words of a text, at most so many letters; an ellipsis says that there are more."""
    short = shorten(text, most, placeholder="…")
    return f"{short[:-1].rstrip('.,;: ')}…" if short.endswith("…") else short


def lay_out(followers: Mapping[str, Sequence[str]]) -> Layout | None:
    """A place for each key, whose followers are keys too; None where there is a circle.

    The column of a box is the longest way from it to the right edge. An arrow that passes a column gets a lane of its
    own there, so that it crosses no box:

        C3 ──────────────────┐
        C2 ── C1 ── failure ─┘
    """
    if _is_circle(followers):
        return None
    distance: dict[str, int] = {}

    def measure(key: str) -> int:
        if key not in distance:
            distance[key] = max((1 + measure(each) for each in followers[key]), default=0)
        return distance[key]

    columns: list[list[str]] = [[] for _ in range(max(map(measure, followers), default=0) + 1)]
    for key in followers:
        columns[distance[key]].append(key)
    routes: list[list[str]] = []
    for start, ends in followers.items():
        for end in ends:
            passed = range(distance[start] - 1, distance[end], -1)
            lanes = [f"{start}>{end}@{column}" for column in passed]
            for column, lane in zip(passed, lanes, strict=True):
                columns[column].append(lane)
            routes.append([start, *lanes, end])
    columns = untangled(columns, routes)
    places, height = _places(columns, followers.keys())
    return Layout(
        width=2 * _MARGIN + len(columns) * (BOX_WIDTH + _GAP_X) - _GAP_X,
        height=2 * _MARGIN + height,
        places=places,
        arrows=tuple(_arrow([places[step] for step in route]) for route in routes),
    )


def _is_circle(effects: Mapping[str, Iterable[str]]) -> bool:
    """Whether a box leads to itself, as in a record that the checker refuses and a preview shows."""
    try:
        TopologicalSorter(effects).prepare()
    except CycleError:
        return True
    return False


def _places(columns: list[list[str]], boxes: Set[str]) -> tuple[dict[str, tuple[int, int]], int]:
    """Where each box and lane begins, columns from right to left and each centred; and the height of the tallest."""
    heights = [
        sum((BOX_HEIGHT if key in boxes else _LANE_HEIGHT) + _GAP_Y for key in column) - _GAP_Y for column in columns
    ]
    places: dict[str, tuple[int, int]] = {}
    for level, column in enumerate(columns):
        x = _MARGIN + (len(columns) - 1 - level) * (BOX_WIDTH + _GAP_X)
        y = _MARGIN + (max(heights) - heights[level]) // 2
        for key in column:
            is_box = key in boxes
            places[key] = (x, y if is_box else y - (BOX_HEIGHT - _LANE_HEIGHT) // 2)
            y += (BOX_HEIGHT if is_box else _LANE_HEIGHT) + _GAP_Y
    return places, max(heights)


def _arrow(places: list[tuple[int, int]]) -> Arrow:
    """A smooth line from the right side of the first box along its lanes to the left side of the last box."""
    middles = [(x, y + BOX_HEIGHT // 2) for x, y in places]
    x, y = middles[0][0] + BOX_WIDTH, middles[0][1]
    path = f"M{x} {y}"
    for lane, (next_x, next_y) in enumerate(middles[1:], 1):
        is_last = lane == len(middles) - 1
        end_x = next_x - 7 if is_last else next_x
        bend = (x + next_x) // 2
        path += f"C{bend} {y} {bend} {next_y} {end_x} {next_y}"
        x, y = next_x, next_y
        if not is_last:
            x += BOX_WIDTH
            path += f"H{x}"
    return Arrow(path, x, y)
