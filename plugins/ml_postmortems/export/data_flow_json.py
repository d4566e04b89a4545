"""The data flow of a record as JSON."""

from __future__ import annotations

from dataclasses import asdict

from ml_postmortems.analytics.data_flow import DataFlow
from ml_postmortems.export.json_text import json_text

FORMAT_VERSION = 1


def data_flow_to_json(flow: DataFlow) -> str:
    """Nodes and edges as one JSON object with sorted keys; edges name the `key` of nodes, what is not said is null."""
    return json_text({"version": FORMAT_VERSION, **asdict(flow)})
