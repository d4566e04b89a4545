"""The causes of a record as a graph, laid out in columns: what lies behind on the left, the failure on the right."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import CauseRole

BOX_WIDTH, BOX_HEIGHT = 208, 52
_GAP_X, _GAP_Y, _MARGIN = 44, 14, 6


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
    """The graph of the causes that were not ruled out; None where there are fewer than two.

    The column of a cause is the longest way from it to the failure; immediate causes, and those that nothing else
    was caused by, lead to the failure directly.
    """
    causes = {cause.id: cause for cause in record.real_causes}
    if len(causes) < 2:
        return None
    effects: dict[str, list[str]] = {cause: [] for cause in causes}
    for cause in causes.values():
        for behind in cause.caused_by:
            if behind in causes:
                effects[behind].append(cause.id)
    to_failure = [cause.id for cause in causes.values() if not effects[cause.id] or cause.role is CauseRole.IMMEDIATE]
    distance: dict[str, int] = {}

    def measure(cause: str) -> int:
        if cause not in distance:
            distance[cause] = 1 + max((measure(effect) for effect in effects[cause]), default=0)
        return distance[cause]

    columns: dict[int, list[str]] = {}
    for key in causes:
        columns.setdefault(measure(key), []).append(key)
    deepest = max(columns)
    tallest = max(len(column) for column in columns.values())
    height = tallest * (BOX_HEIGHT + _GAP_Y) - _GAP_Y
    places: dict[str | None, tuple[int, int]] = {None: (deepest, (height - BOX_HEIGHT) // 2)}
    for level, column in columns.items():
        top = (height - len(column) * (BOX_HEIGHT + _GAP_Y) + _GAP_Y) // 2
        for row, key in enumerate(column):
            places[key] = (deepest - level, top + row * (BOX_HEIGHT + _GAP_Y))
    at = {key: (_MARGIN + column * (BOX_WIDTH + _GAP_X), _MARGIN + y) for key, (column, y) in places.items()}
    edges: list[tuple[str, str | None]] = [(a, b) for a, followers in effects.items() for b in followers]
    edges += [(cause, None) for cause in to_failure]
    return CausalGraph(
        width=2 * _MARGIN + deepest * (BOX_WIDTH + _GAP_X) + BOX_WIDTH,
        height=2 * _MARGIN + height,
        boxes=tuple(
            Box(
                causes[key] if key else None,
                _label(causes[key], taxonomy) if key else "The failure",
                *at[key],
            )
            for key in (*causes, None)
        ),
        arrows=tuple(_arrow(at[start], at[end]) for start, end in edges),
    )


def _label(cause: Cause, taxonomy: Taxonomy) -> str:
    leaf = taxonomy.leaves.get(taxonomy.current_name(cause.category))
    name = leaf.name if leaf else taxonomy.unclassified.name
    return name if len(name) <= 30 else name[:29].rstrip() + "…"


def _arrow(start: tuple[int, int], end: tuple[int, int]) -> Arrow:
    x1, y1 = start[0] + BOX_WIDTH, start[1] + BOX_HEIGHT // 2
    x2, y2 = end[0], end[1] + BOX_HEIGHT // 2
    bend = (x1 + x2) // 2
    return Arrow(f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2 - 7} {y2}", x2, y2)
