"""The data flow on the page of a record: a drawing, and a list that says the same."""

from __future__ import annotations

from collections.abc import Sequence

import html5lib

from ml_postmortems.analytics.data_flow import DataFlow, FlowEdge, FlowNode, FlowRole, FlowSource
from ml_postmortems.web.flow_graph import flow_graph
from tests.helpers import changed, own_record
from tests.web.test_record_page import content_of


def node(key: str, role: FlowRole = FlowRole.CARRIER) -> FlowNode:
    """An artifact of no version."""
    return FlowNode(key, key, None, "dataset", key, role)


def flow(*edges: tuple[str, str], alone: Sequence[str] = ()) -> DataFlow:
    """A data flow with these edges, and with artifacts that have none."""
    keys = dict.fromkeys((*(key for edge in edges for key in edge), *alone))
    return DataFlow("PM-2025-0001", tuple(map(node, keys)), tuple(FlowEdge(*edge, FlowSource.RECORD) for edge in edges))


def test_the_page_draws_the_flow_and_says_it_in_words() -> None:
    """Each artifact is a box with role and version; each arrow stands in the list, with who says so."""
    record = changed(own_record(), "artifacts.1.upstream", ["click-log@2025-03-10"])
    tree = html5lib.parse(content_of(record).html, namespaceHTMLElements=False)
    [figure] = [each for each in tree.iter("figure") if each.get("aria-label", "").startswith("Data flow")]
    boxes = [" ".join(text.itertext()) for text in figure.iter("small")]
    assert "point of failure, 2025-03-10" in boxes
    assert figure.get("tabindex") == "0"
    [words] = [each for each in tree.iter("ul") if "pm-flow" in each.get("class", "")]
    lines = [" ".join("".join(item.itertext()).split()) for item in words.iter("li")]
    assert lines[0] == "Click log 2025-03-10 fed User features carrier"
    assert "Ranking model v41 fed Search service reached, by the lineage of the catalog" in lines


def test_what_no_arrow_reaches_is_told_in_words_only() -> None:
    """A box beside the others would claim a place in the flow that nobody tells."""
    graph = flow_graph(flow(("a", "b"), alone=["c"]))
    assert graph
    assert [box.node.key for box in graph.boxes] == ["a", "b"]
    assert [node.key for node in graph.unlinked] == ["c"]


def test_a_circle_is_told_in_words_only() -> None:
    """A catalog may hold one; there is no left and right in it."""
    graph = flow_graph(flow(("a", "b"), ("b", "a")))
    assert graph
    assert not graph.is_drawn
    assert len(graph.lines) == 2


def test_data_flows_from_left_to_right() -> None:
    """Every arrow leads to the right, and no two boxes share a place."""
    graph = flow_graph(flow(("a", "b"), ("b", "c"), ("a", "c"), ("d", "c")))
    assert graph
    x = {box.node.key: box.x for box in graph.boxes}
    assert all(x[line.edge.source] < x[line.edge.target] for line in graph.lines)
    assert len({(box.x, box.y) for box in graph.boxes}) == len(graph.boxes)
    assert len(graph.arrows) == 4


def test_nothing_is_drawn_where_nothing_fed_anything() -> None:
    """A section without content would be noise."""
    assert flow_graph(DataFlow("PM-2025-0001", (node("a"),), ())) is None
