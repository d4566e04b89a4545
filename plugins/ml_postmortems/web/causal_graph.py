"""The causes of a record as a graph, laid out in columns: what lies behind on the left, the failure on the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy

BOX_WIDTH, BOX_HEIGHT = 196, 52
_LANE_HEIGHT = 4
_GAP_X, _GAP_Y, _MARGIN = 38, 14, 4
_MOST = 40
"""Of more causes than these nobody could read the drawing, and it would grow with the square of their number."""
FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Box:
    """A cause, or the failure itself (without a cause), at its place."""

    cause: Cause | None
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a cause to what it caused: a cubic curve."""

    path: str
    tip_x: int
    tip_y: int


@dataclass(frozen=True, slots=True)
class CausalGraph:
    """Boxes and arrows, in the units of a drawing of this width and height."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def causal_graph(record: Record, taxonomy: Taxonomy) -> CausalGraph | None:
    """The graph of the causes that were not ruled out; None where there are fewer than two, too many, or a circle.

    The column of a cause is the longest way from it to the failure; causes that nothing else was caused by lead to
    the failure directly. An arrow that passes a column gets a lane of its own there, so that it crosses no box:

        C3 ──────────────────┐
        C2 ── C1 ── failure ─┘
    """
    causes = {cause.id: cause for cause in record.real_causes}
    if not 2 <= len(causes) <= _MOST:
        return None
    effects: dict[str, list[str]] = {cause: [] for cause in causes}
    for cause in causes.values():
        for behind in dict.fromkeys(cause.caused_by):
            if behind in causes:
                effects[behind].append(cause.id)
    if _is_circle(effects):
        return None
    distance: dict[str, int] = {FAILURE: 0}

    def measure(cause: str) -> int:
        if cause not in distance:
            distance[cause] = 1 + max((measure(effect) for effect in effects[cause]), default=0)
        return distance[cause]

    columns: list[list[str]] = [[] for _ in range(max(map(measure, causes)) + 1)]
    columns[0].append(FAILURE)
    for key in causes:
        columns[distance[key]].append(key)
    routes: list[list[str]] = []
    for start, followers in effects.items():
        for end in followers or [FAILURE]:
            passed = range(distance[start] - 1, distance[end], -1)
            lanes = [f"{start}>{end}@{column}" for column in passed]
            for column, lane in zip(passed, lanes, strict=True):
                columns[column].append(lane)
            routes.append([start, *lanes, end])
    _untangle(columns, routes)
    places, height = _places(columns, causes.keys() | {FAILURE})
    return CausalGraph(
        width=2 * _MARGIN + len(columns) * (BOX_WIDTH + _GAP_X) - _GAP_X,
        height=2 * _MARGIN + height,
        boxes=tuple(
            Box(causes.get(key), _label(causes[key], taxonomy) if key in causes else "The failure", *places[key])
            for key in (*causes, FAILURE)
        ),
        arrows=tuple(_arrow([places[step] for step in route]) for route in routes),
    )


def _is_circle(effects: Mapping[str, Iterable[str]]) -> bool:
    """Whether a cause leads to itself, as in a record that the checker refuses and a preview shows."""
    try:
        TopologicalSorter(effects).prepare()
    except CycleError:
        return True
    return False


def _untangle(columns: list[list[str]], routes: list[list[str]]) -> None:
    """Order each column, from the failure outwards, by the mean row of what its entries lead to."""
    leads_to: dict[str, list[str]] = {}
    for route in routes:
        for here, there in pairwise(route):
            leads_to.setdefault(here, []).append(there)
    for column, following in zip(columns[1:], columns, strict=False):
        row = {key: index for index, key in enumerate(following)}
        column.sort(key=lambda key: sum(row[end] for end in leads_to[key]) / len(leads_to[key]))


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


def _label(cause: Cause, taxonomy: Taxonomy) -> str:
    leaf = taxonomy.leaves.get(taxonomy.current_name(cause.category))
    name = leaf.name if leaf else taxonomy.unclassified.name
    return name if len(name) <= 27 else name[:26].rstrip() + "…"


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
