"""Backstage: the entities of a `catalog-info.yaml`, as its documentation describes them under *Descriptor Format*.

Read are `kind`, `metadata.name` and `metadata.title`, and of `spec` the keys `type`, `owner`, `dependsOn` and
`consumesApis`. A Component or Resource becomes an artifact by its type, an API a service, a Group a team. Other kinds
have no place in a catalog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.catalog_sources.listed import ListedArtifact, ListedTeam, Listing, id_of
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.reading.source import Unreadable
from ml_postmortems.reading.yaml_tree import read_yaml

_KINDS: Mapping[str, ArtifactKind] = {
    **{kind.value: kind for kind in ArtifactKind},
    **dict.fromkeys(("ml-model", "machine-learning-model", "model-server"), ArtifactKind.MODEL),
    **dict.fromkeys(("database", "data-set", "table", "bucket", "s3-bucket", "topic", "stream"), ArtifactKind.DATASET),
    **dict.fromkeys(("feature-store", "feature-view", "features", "feature-group"), ArtifactKind.FEATURE),
    **dict.fromkeys(("data-pipeline", "ml-pipeline", "job", "workflow", "dag", "cronjob"), ArtifactKind.PIPELINE),
    **dict.fromkeys(("website", "api", "backend", "frontend", "app", "application", "cluster"), ArtifactKind.SERVICE),
    **dict.fromkeys(("package", "sdk"), ArtifactKind.LIBRARY),
}
"""Kinds of the catalog by the type of a component or resource."""
_MOST_ENTITIES = 5000


def read_backstage(path: Path, text: str) -> Listing:
    """The artifacts and teams of a file; raises InputUnusable."""
    listing = Listing(path, frozenset(ArtifactKind))
    for line, entity in _entities(path, text):
        _take(listing, line, entity)
    seen = {artifact.kind for artifact in listing.artifacts}
    listing.kinds = frozenset(seen)
    return listing


def _entities(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The documents of a file, between lines of three dashes."""
    line = 1
    documents = re.split(r"(?m)^---[ \t]*(?:#.*)?$", text)
    if len(documents) > _MOST_ENTITIES:
        raise InputUnusable(path, None, f"file must have at most {_MOST_ENTITIES} entities: found more", "split it")
    for document in documents:
        if re.search(r"(?m)^\s*[^\s#]", document):
            try:
                tree = read_yaml(document, line)
            except Unreadable as error:
                fault = error.fault
                sentence = f"{fault.subject} {fault.condition}: found {fault.found}"
                raise InputUnusable(path, fault.line, sentence, fault.fix) from error
            if not isinstance(tree.value, dict):
                sentence = "an entity must be a mapping: found something else"
                raise InputUnusable(path, line, sentence, "name a catalog-info.yaml")
            yield line, tree.value
        line += document.count("\n")


def _take(listing: Listing, line: int, entity: Mapping[str, Any]) -> None:
    kind, metadata, spec = (entity.get(key) for key in ("kind", "metadata", "spec"))
    if not isinstance(kind, str) or not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        fix = "name a file of entities with `kind`, `metadata` and `spec`"
        raise InputUnusable(listing.path, line, "an entity must have a kind and a name: found neither or one", fix)
    name, spec = metadata["name"], spec if isinstance(spec, dict) else {}
    title = metadata.get("title")
    words = " ".join(title.split()) if isinstance(title, str) and title.strip() else _words(name)
    said = spec.get("type")
    type_said = said.lower() if isinstance(said, str) else ""
    match kind:
        case "Group":
            listing.lists_teams = True
            if type_said in ("", "team", "squad"):
                listing.teams.append(ListedTeam(id_of(name), words))
            else:
                listing.unused.append(f"the group {name}, which is a {type_said}")
        case "Component" | "Resource" | "API":
            found = ArtifactKind.SERVICE if kind == "API" else _KINDS.get(type_said)
            if not found:
                listing.unused.append(f"the {kind.lower()} {name}, of the type {type_said or 'that is not said'}")
                return
            needed = tuple(_names(spec.get("dependsOn"))) + tuple(_names(spec.get("consumesApis")))
            owner = next(iter(_names([spec.get("owner")])), "")
            listing.artifacts.append(ListedArtifact(id_of(name), words, found, owner, depends_on=needed))
        case _:
            listing.unused.append(f"the {kind.lower()} {name}")


def _names(references: object) -> Iterator[str]:
    """Ids of entity references: `resource:default/orders-db` is `orders-db`."""
    for reference in references if isinstance(references, list) else ():
        if isinstance(reference, str) and (name := id_of(reference.rsplit("/", 1)[-1].rsplit(":", 1)[-1])):
            yield name


def _words(name: str) -> str:
    words = " ".join(re.split(r"[-_.]+", name))
    return words[:1].upper() + words[1:]
