"""The data flow of an incident: what the record says goes before the catalog, which fills in the rest."""

from __future__ import annotations

import json
from typing import Any

from ml_postmortems.analytics.data_flow import DataFlow, FlowRole, data_flow
from ml_postmortems.export.data_flow_json import data_flow_to_json
from ml_postmortems.model.account import ArtifactUse
from tests.analytics.archives import catalog, incident

CHAIN = catalog()
"""click-log -> user-features -> ranking-model -> search-service."""


def use(artifact: str, role: str, version: str | None = None, *upstream: str) -> dict[str, Any]:
    """An entry of `artifacts`."""
    return {"id": artifact, "role": role, "upstream": upstream} | ({"version": version} if version else {})


def flow(*uses: dict[str, Any]) -> DataFlow:
    """The flow of an incident with these artifacts."""
    listed = tuple(map(ArtifactUse.model_validate, uses))
    return data_flow(incident(1).model_copy(update={"artifacts": listed}), CHAIN)


def edges(found: DataFlow) -> list[tuple[str, ...]]:
    """Each edge with who says so and what lies between."""
    return [(edge.source, edge.target, edge.said_by, *edge.via) for edge in found.edges]


def test_the_catalog_connects_what_the_record_names() -> None:
    """Also through an artifact that the record does not name, which is told."""
    found = flow(
        use("click-log", "origin", "v2"), use("ranking-model", "failed", "v41"), use("search-service", "affected")
    )
    assert edges(found) == [
        ("click-log@v2", "ranking-model@v41", "catalog", "user-features"),
        ("ranking-model@v41", "search-service", "catalog"),
    ]


def test_what_the_record_says_goes_before_the_catalog() -> None:
    """A version that only `upstream` names is an artifact of its own, and the catalog adds no second arrow."""
    found = flow(use("user-features", "carrier", "v3"), use("ranking-model", "failed", "v41", "user-features@v2"))
    assert edges(found) == [("user-features@v2", "ranking-model@v41", "record")]
    assert [(node.key, node.role) for node in found.nodes] == [
        ("user-features@v3", FlowRole.CARRIER),
        ("ranking-model@v41", FlowRole.POINT_OF_FAILURE),
        ("user-features@v2", FlowRole.SOURCE),
    ]


def test_an_id_without_version_means_the_one_that_is_listed() -> None:
    """Nobody has to write a version twice; where two are listed it stands for neither."""
    one = flow(use("user-features", "origin", "v3"), use("ranking-model", "failed", "v41", "user-features"))
    assert edges(one) == [("user-features@v3", "ranking-model@v41", "record")]
    two = flow(
        use("user-features", "origin", "v3"),
        use("user-features", "carrier", "v4"),
        use("ranking-model", "failed", "v41", "user-features"),
    )
    assert ("user-features", "ranking-model@v41", "record") in edges(two)


def test_the_point_of_failure_is_where_it_began() -> None:
    """What failed was reached where another artifact is the origin, and is the point of failure where none is."""
    roles = {
        node.artifact: node.role for node in flow(use("click-log", "origin"), use("ranking-model", "failed")).nodes
    }
    assert roles == {"click-log": FlowRole.POINT_OF_FAILURE, "ranking-model": FlowRole.REACHED}
    (only,) = flow(use("ranking-model", "failed")).nodes
    assert only.role is FlowRole.POINT_OF_FAILURE


def test_the_json_says_the_same() -> None:
    """Nodes and edges by their names, edges by the keys of nodes."""
    found = flow(use("click-log", "origin", "v2"), use("user-features", "carrier", "v3", "click-log@v2"))
    document = json.loads(data_flow_to_json(found))
    assert document["edges"] == [
        {"source": "click-log@v2", "target": "user-features@v3", "said_by": "record", "via": []}
    ]
    assert [node["key"] for node in document["nodes"]] == ["click-log@v2", "user-features@v3"]
    assert document["nodes"][0]["role"] == "point-of-failure"
