"""The causal graph shows every cause and every edge, and leads from left to right."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.web.causal_graph import Box, CausalGraph, causal_graph
from ml_postmortems.web.layered_graph import BOX_HEIGHT, BOX_WIDTH
from tests.helpers import RecordDict, external_record
from tests.site import record_of

Edges = dict[str, list[str]]


def cause(name: str, behind: list[str], role: str = "systemic") -> dict[str, Any]:
    return {
        "id": name,
        "category": "process/rollout-gap",
        "role": role,
        "text": "x",
        "confidence": "known",
        "caused_by": behind,
    }


def graph_of(edges: Edges) -> CausalGraph | None:
    return causal_graph(record_of(_record(edges)))


def _record(edges: Edges) -> RecordDict:
    return external_record(causes=[cause(name, behind) for name, behind in edges.items()])


@st.composite
def acyclic(draw: st.DrawFn) -> Edges:
    """Causes in any order, each caused by some that come later in a hidden order."""
    size = draw(st.integers(2, 12))
    names = [f"C{number}" for number in range(1, size + 1)]
    hidden = draw(st.permutations(names))
    behind = {
        name: draw(st.lists(st.sampled_from(hidden[place + 1 :]), unique=True)) if place + 1 < size else []
        for place, name in enumerate(hidden)
    }
    return {name: behind[name] for name in names}


def boxes_by_name(graph: CausalGraph) -> dict[str, Box]:
    return {box.cause.id if box.cause else "failure": box for box in graph.boxes}


@given(acyclic())
def test_every_cause_and_every_edge_is_drawn_once(edges: Edges) -> None:
    """A box for each cause and one for the failure; an arrow for each edge and from each last cause to the failure."""
    graph = graph_of(edges)
    assert graph
    assert sorted(boxes_by_name(graph)) == sorted([*edges, "failure"])
    assert len(graph.boxes) == len(edges) + 1
    is_behind = {name for behind in edges.values() for name in behind}
    last = [name for name in edges if name not in is_behind]
    assert len(graph.arrows) == sum(len(behind) for behind in edges.values()) + len(last)


@given(acyclic())
def test_arrows_lead_to_the_right(edges: Edges) -> None:
    """What lies behind stands further left than what it caused, and the failure furthest right."""
    graph = graph_of(edges)
    assert graph
    boxes = boxes_by_name(graph)
    for name, behind in edges.items():
        assert all(boxes[each].x + BOX_WIDTH < boxes[name].x for each in behind)
    assert all(box.x + BOX_WIDTH < boxes["failure"].x for box in graph.boxes if box.cause)
    for arrow in graph.arrows:
        corners = [int(x) for x, _ in re.findall(r"(-?\d+) (-?\d+)", arrow.path)]
        assert corners == sorted(corners)
        assert arrow.tip_x in {box.x for box in graph.boxes}


@given(acyclic())
def test_nothing_overlaps_or_leaves_the_drawing(edges: Edges) -> None:
    """No box covers another; all lie inside, and so do the tips of the arrows."""
    graph = graph_of(edges)
    assert graph
    for box in graph.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + BOX_WIDTH <= graph.width
        assert box.y + BOX_HEIGHT <= graph.height
    for index, box in enumerate(graph.boxes):
        for other in graph.boxes[index + 1 :]:
            assert abs(box.x - other.x) >= BOX_WIDTH or abs(box.y - other.y) >= BOX_HEIGHT
    for arrow in graph.arrows:
        assert 0 <= arrow.tip_y <= graph.height


@given(acyclic(), st.randoms(use_true_random=False))
def test_the_drawing_does_not_depend_on_the_order_of_references(edges: Edges, random: Any) -> None:
    """Only what the record says decides in which column a cause stands."""
    shuffled = {name: random.sample(behind, len(behind)) for name, behind in edges.items()}
    one, other = graph_of(edges), graph_of(shuffled)
    assert one
    assert other
    assert {name: box.x for name, box in boxes_by_name(one).items()} == {
        name: box.x for name, box in boxes_by_name(other).items()
    }


def test_a_cause_that_was_ruled_out_is_not_in_the_graph() -> None:
    """Nor is an arrow from it; one cause alone needs no drawing."""
    causes = [cause("C1", ["C2", "C3"]), cause("C2", []), cause("C3", [], "ruled-out")]
    causes[2]["ruled_out_because"] = "x"
    graph = causal_graph(record_of(external_record(causes=causes)))
    assert graph
    assert sorted(boxes_by_name(graph)) == ["C1", "C2", "failure"]
    assert len(graph.arrows) == 2
    assert graph_of({"C1": []}) is None
