"""The data flow of a record as a graph and in words."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.analytics.data_flow import DataFlow, FlowEdge, FlowNode
from ml_postmortems.plurals import words
from ml_postmortems.web.layered_graph import BOX_HEIGHT, BOX_WIDTH, MOST_BOXES, Arrow, few_words, lay_out

_MOST_LETTERS = 46
"""Of a head: two lines of a box hold so many wide ones."""


@dataclass(frozen=True, slots=True)
class FlowBox:
    """One artifact at its place."""

    node: FlowNode
    head: str
    """Its role and version."""
    label: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class FlowLine:
    """One edge in words."""

    source: FlowNode
    target: FlowNode
    edge: FlowEdge


@dataclass(frozen=True, slots=True)
class FlowGraph:
    """Boxes and arrows in the units of a drawing of this width and height, and the same in words."""

    width: int
    height: int
    boxes: tuple[FlowBox, ...]
    arrows: tuple[Arrow, ...]
    lines: tuple[FlowLine, ...]
    unlinked: tuple[FlowNode, ...]
    """The artifacts of which nothing says what fed them or what they fed; no box of theirs could have an arrow."""
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT

    @property
    def is_drawn(self) -> bool:
        """Whether there is a drawing; not of a circle, nor of more boxes than anybody can read."""
        return bool(self.boxes)


def flow_graph(flow: DataFlow) -> FlowGraph | None:
    """The graph of a data flow; None where nothing fed anything."""
    if not flow.edges:
        return None
    lines = tuple(FlowLine(flow.node(edge.source), flow.node(edge.target), edge) for edge in flow.edges)
    linked = {key for edge in flow.edges for key in (edge.source, edge.target)}
    unlinked = tuple(node for node in flow.nodes if node.key not in linked)
    followers: dict[str, list[str]] = {node.key: [] for node in flow.nodes if node.key in linked}
    for edge in flow.edges:
        followers[edge.source].append(edge.target)
    layout = lay_out(followers) if len(followers) <= MOST_BOXES else None
    if not layout:
        return FlowGraph(0, 0, (), (), lines, unlinked)
    boxes = tuple(
        FlowBox(node, _head(node), node.name, *layout.places[node.key]) for node in flow.nodes if node.key in linked
    )
    return FlowGraph(layout.width, layout.height, boxes, layout.arrows, lines, unlinked)


def _head(node: FlowNode) -> str:
    role = words(node.role)
    return few_words(f"{role}, {node.version}", _MOST_LETTERS) if node.version else role
