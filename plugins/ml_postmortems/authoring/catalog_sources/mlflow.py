"""An MLflow registry: the answer of `GET /api/2.0/mlflow/registered-models/search`, as its REST API documents it.

Read are `registered_models[].name`, and of `tags[]` (or a mapping of tags) the keys `team`, `owner` and
`owning_team`. The whole answer or the list alone will do. A registered model is an artifact of the kind model; its
versions stand in records.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.catalog_sources.listed import ListedArtifact, Listing, id_of
from ml_postmortems.authoring.importers.input_file import parse_json
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.catalog import ArtifactKind

_TEAM_TAGS = ("team", "owning_team", "owner")


def read_mlflow(path: Path, text: str) -> Listing:
    """The models of a registry; raises InputUnusable."""
    document = parse_json(path, text)
    models = document.get("registered_models", document.get("models")) if isinstance(document, dict) else document
    if not isinstance(models, list) or not all(isinstance(each, dict) and _is_named(each) for each in models):
        fix = "save the answer of `GET /api/2.0/mlflow/registered-models/search`"
        raise InputUnusable(path, None, "file must have a list registered_models with names: found something else", fix)
    listing = Listing(path, frozenset((ArtifactKind.MODEL,)))
    for model in models:
        name = " ".join(model["name"].split())
        listing.artifacts.append(ListedArtifact(id_of(name), name, ArtifactKind.MODEL, _team(model.get("tags"))))
    if isinstance(document, dict) and document.get("next_page_token"):
        listing.unused.append("the pages behind `next_page_token`, which are in no file: export them too")
    return listing


def _is_named(model: Mapping[str, Any]) -> bool:
    return isinstance(model.get("name"), str)


def _team(tags: Any) -> str:
    pairs = tags if isinstance(tags, list) else []
    said = {str(each.get("key")): each.get("value") for each in pairs if isinstance(each, dict)}
    said |= tags if isinstance(tags, dict) else {}
    return next((id_of(value) for key in _TEAM_TAGS if isinstance(value := said.get(key), str)), "")
