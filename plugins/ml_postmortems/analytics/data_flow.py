"""Which artifact, at which version, fed which: the data flow of one incident."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.model.account import ArtifactUse
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ArtifactRole, Term
from ml_postmortems.model.versioned_artifact import split_version


class FlowRole(Term):
    """What an artifact was to the failure that went through it."""

    POINT_OF_FAILURE = "point-of-failure", "The failure began here."
    CARRIER = "carrier", "It passed the failure on."
    REACHED = "reached", "The failure came to it from another."
    SOURCE = "source", "It fed another; the record says nothing more of it."


class FlowSource(Term):
    """Who says that one artifact feeds another."""

    RECORD = "record", "The record, which may name the version."
    CATALOG = "catalog", "The lineage of the catalog, as it is today."


@dataclass(frozen=True, slots=True)
class FlowNode:
    """One artifact at one version."""

    key: str
    """Unique within the flow: the id, with the version after `@` where one is known."""
    artifact: str
    version: str | None
    """None where the record gives none or says that nobody knows it."""
    kind: str | None
    """None for an artifact that the catalog does not know."""
    name: str
    role: FlowRole


@dataclass(frozen=True, slots=True)
class FlowEdge:
    """One artifact fed another."""

    source: str
    """The key of a node."""
    target: str
    said_by: FlowSource
    via: tuple[str, ...] = ()
    """Artifacts of the catalog between the two that the record does not name, from the source on."""


@dataclass(frozen=True, slots=True)
class DataFlow:
    """The artifacts of an incident and what fed what."""

    record: str
    nodes: tuple[FlowNode, ...]
    """In the order of the record; what only `upstream` names comes after."""
    edges: tuple[FlowEdge, ...]

    def node(self, key: str) -> FlowNode:
        """The node of a key."""
        return next(node for node in self.nodes if node.key == key)


def data_flow(record: Record, catalog: Catalog) -> DataFlow:
    """The data flow that a record and the catalog give together.

    What the record says under `upstream` goes before the catalog, whose lineage fills in the rest: between artifacts
    that the record names, also through artifacts that it does not name.
    """
    uses = known_items(record.artifacts)
    has_origin = any(use.role is ArtifactRole.ORIGIN for use in uses)
    nodes: dict[str, FlowNode] = {}
    for use in uses:
        version = None if isinstance(use.version, NotKnown) else use.version
        node = _node(use.id, version, _role(use, has_origin), catalog)
        nodes.setdefault(node.key, node)
    edges: dict[tuple[str, str], FlowEdge] = {}
    for use in uses:
        for named in use.upstream:
            source = _named_node(named, nodes, catalog)
            nodes.setdefault(source.key, source)
            target = _key(use)
            edges.setdefault((source.key, target), FlowEdge(source.key, target, FlowSource.RECORD))
    told = {(nodes[source].artifact, target) for source, target in edges}
    listed = {use.id for use in uses}
    for use in uses:
        for artifact, via in _sources(use.id, listed, catalog):
            if (artifact, _key(use)) in told:
                continue
            for source_key in (_key(each) for each in uses if each.id == artifact):
                edges.setdefault(
                    (source_key, _key(use)), FlowEdge(source_key, _key(use), FlowSource.CATALOG, tuple(via))
                )
    return DataFlow(record.id, tuple(nodes.values()), tuple(edges.values()))


def _key(use: ArtifactUse) -> str:
    return use.id if use.version is None or isinstance(use.version, NotKnown) else f"{use.id}@{use.version}"


def _node(artifact: str, version: str | None, role: FlowRole, catalog: Catalog) -> FlowNode:
    entry = catalog.artifacts.get(artifact)
    return FlowNode(
        f"{artifact}@{version}" if version else artifact,
        artifact,
        version,
        entry.kind.value if entry else None,
        entry.name if entry else artifact,
        role,
    )


def _named_node(named: str, nodes: Mapping[str, FlowNode], catalog: Catalog) -> FlowNode:
    """The node that `upstream` means: of an id without version the only one that is listed, whatever its version."""
    artifact, version = split_version(named)
    if named in nodes:
        return nodes[named]
    listed = [node for node in nodes.values() if node.artifact == artifact]
    if version is None and len(listed) == 1:
        return listed[0]
    return _node(artifact, version, FlowRole.SOURCE, catalog)


def _role(use: ArtifactUse, has_origin: bool) -> FlowRole:
    match use.role:
        case ArtifactRole.ORIGIN:
            return FlowRole.POINT_OF_FAILURE
        case ArtifactRole.CARRIER:
            return FlowRole.CARRIER
        case ArtifactRole.FAILED:
            return FlowRole.REACHED if has_origin else FlowRole.POINT_OF_FAILURE
        case ArtifactRole.AFFECTED:
            return FlowRole.REACHED


def _sources(artifact: str, listed: set[str], catalog: Catalog) -> Iterator[tuple[str, Sequence[str]]]:
    """The listed artifacts that the catalog's lineage leads to, the nearest on each way, with what lies between."""
    waiting: list[tuple[str, tuple[str, ...]]] = [(artifact, ())]
    seen = {artifact}
    while waiting:
        here, via = waiting.pop(0)
        entry = catalog.artifacts.get(here)
        for source in entry.upstream if entry else ():
            if source in seen:
                continue
            seen.add(source)
            if source in listed:
                yield source, via
            else:
                waiting.append((source, (source, *via)))
