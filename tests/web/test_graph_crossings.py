"""Drawings of causes and data flows cross no more than those of Graphviz `dot`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from ml_postmortems.analytics.data_flow import DataFlow, data_flow
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.web.causal_graph import causal_graph
from ml_postmortems.web.flow_graph import flow_graph
from ml_postmortems.web.layered_graph import Arrow, lay_out
from tests.helpers import FROZEN_RECORDS
from tests.synth.corpora import written
from tests.web.dot import crossings_of_arrows, crossings_of_dot

Followers = Mapping[str, Sequence[str]]


def test_records_cross_no_more_than_dot() -> None:
    """Of all real records, the graph of the causes and the data flow."""
    assert _worse_than_dot(load_corpus(FROZEN_RECORDS), least=80) == []


def test_the_demo_crosses_no_more_than_dot(tmp_path: Path) -> None:
    """Of the 80 records of the demo, which have owners, lineages and chains of causes."""
    assert _worse_than_dot(written(tmp_path / "demo", records=80).corpus, least=120) == []


def test_a_box_moves_beside_its_sibling() -> None:
    """The order of a column follows what stands behind it too, not only what it leads to."""
    causes = {"C1": ["failure"], "C2": ["failure"], "C3": ["failure"]}
    graph = {"failure": [], **causes, "C4": ["C1", "C3"], "C5": ["C2"]}
    assert crossings_of_arrows(_arrows(graph)) == crossings_of_dot(graph) == 0


@pytest.mark.parametrize("causes", [2, 3, 5])
def test_what_has_to_cross_is_counted(causes: int) -> None:
    """Boxes that each lead to the same three others cross that often in every drawing of two columns."""
    graph = {**{f"C{n}": ["A", "B", "C"] for n in range(causes)}, "A": [], "B": [], "C": []}
    assert crossings_of_arrows(_arrows(graph)) == 3 * causes * (causes - 1) // 2


def _worse_than_dot(corpus: Corpus, least: int) -> list[str]:
    """Records with a drawing that crosses more than dot's; at least so many drawings are compared."""
    assert corpus.catalog
    drawn = [each for record in corpus.records for each in _drawings(record, data_flow(record, corpus.catalog))]
    assert len(drawn) >= least
    return [name for name, graph, arrows in drawn if crossings_of_arrows(arrows) > crossings_of_dot(graph)]


def _drawings(record: Record, flow: DataFlow) -> Iterator[tuple[str, Followers, Sequence[Arrow]]]:
    if drawing := causal_graph(record):
        yield f"{record.id}: causes", _effects(record), drawing.arrows
    flow_drawing = flow_graph(flow)
    if flow_drawing and flow_drawing.is_drawn:
        followers: dict[str, list[str]] = {node.key: [] for node in flow.nodes}
        for edge in flow.edges:
            followers[edge.source].append(edge.target)
        yield f"{record.id}: data flow", followers, flow_drawing.arrows


def _effects(record: Record) -> Followers:
    """What each cause leads to; what leads to nothing else, to the failure."""
    causes = record.real_causes
    effects = {cause.id: [each.id for each in causes if cause.id in each.caused_by] for cause in causes}
    return {"failure": [], **{cause: found or ["failure"] for cause, found in effects.items()}}


def _arrows(graph: Followers) -> Sequence[Arrow]:
    layout = lay_out(graph)
    assert layout
    return layout.arrows
