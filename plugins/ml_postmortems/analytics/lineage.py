"""Incidents of the artifacts that a model or another artifact is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record


@dataclass(frozen=True, slots=True)
class UpstreamIncident:
    """An incident of an upstream artifact."""

    record: str
    artifact: str
    """The nearest artifact upstream that it names."""


def upstream_incidents(incidents: Sequence[Record], catalog: Catalog) -> Mapping[str, tuple[UpstreamIncident, ...]]:
    """For each artifact the incidents that name something it is made of, but not itself, in the order given."""
    by_artifact: dict[str, list[str]] = {}
    for record in incidents:
        for artifact in {use.id for use in known_items(record.artifacts)}:
            by_artifact.setdefault(artifact, []).append(record.id)
    order = {record.id: place for place, record in enumerate(incidents)}
    found: dict[str, tuple[UpstreamIncident, ...]] = {}
    for key in catalog.artifacts:
        own = set(by_artifact.get(key, ()))
        nearest: dict[str, str] = {}
        for source in catalog.upstream_of([key]):
            for incident in by_artifact.get(source, ()):
                if incident not in own:
                    nearest.setdefault(incident, source)
        if nearest:
            ids = sorted(nearest, key=order.__getitem__)
            found[key] = tuple(UpstreamIncident(each, nearest[each]) for each in ids)
    return found
