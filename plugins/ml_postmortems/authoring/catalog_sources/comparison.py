"""Sources beside the catalog: what they have and it lacks, as additions; what records use and they no longer have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ml_postmortems.authoring.catalog_sources.backstage import read_backstage
from ml_postmortems.authoring.catalog_sources.listed import ListedArtifact, Listing
from ml_postmortems.authoring.catalog_sources.mlflow import read_mlflow
from ml_postmortems.authoring.catalog_sources.models_csv import read_models_csv
from ml_postmortems.authoring.editing.catalog_text import ARTIFACTS, TEAMS, CatalogText
from ml_postmortems.authoring.importers.input_file import read_input
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.scalars import LINE_LENGTH, SHORT_LIST
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.yaml_text import Value

_OURS = "us"
MOST_ADDED = 500
"""Entries at a time: each is put in by itself, and the whole file read again."""


@dataclass(slots=True)
class Proposal:
    """The catalog with what sources list and it lacked."""

    before: CatalogText
    after: CatalogText
    added: list[str] = field(default_factory=list)
    """Ids, teams first."""
    notes: list[str] = field(default_factory=list)
    """What differs or was left out, in sentences; the catalog is right."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that records use and no source has."""

    what: str
    """`artifact` or `team`."""
    id: str
    records: tuple[str, ...]


def read_listing(path: Path) -> Listing:
    """What a file lists: Backstage by its suffix, else a table, else JSON of MLflow; raises InputUnusable."""
    readers = {".yaml": read_backstage, ".yml": read_backstage, ".json": read_mlflow, ".csv": read_models_csv}
    reader = readers.get(path.suffix.lower())
    if not reader:
        fix = "name a catalog-info.yaml of Backstage, the JSON of an MLflow registry, or a models.csv"
        raise InputUnusable(path, None, f"the file must end in {', '.join(readers)}: found `{path.suffix}`", fix)
    return reader(path, read_input(path))


def propose(before: CatalogText, listings: Sequence[Listing], team: str) -> Proposal:
    """Add what is listed and not in the catalog; nothing that it has is changed or taken away.

    `team` owns artifacts whose source names no team. Raises EditRefused for a catalog that a program cannot add to.
    """
    proposal = Proposal(before, before)
    catalog = before.catalog
    ours = (key for key, each in catalog.operators.items() if (key == _OURS if each.ours is None else each.ours))
    operator = next(ours, _OURS)
    for listing in listings:
        for each in listing.teams:
            if each.id and each.id not in proposal.after.catalog.teams:
                entry: dict[str, Value] = {"operator": operator, "name": each.name[:LINE_LENGTH]}
                _add(proposal, TEAMS, each.id, entry)
    artifacts = {each.id: each for listing in reversed(listings) for each in reversed(listing.artifacts) if each.id}
    for artifact in _sources_first(artifacts):
        _propose_artifact(proposal, artifact, team)
    proposal.notes += [f"{listing.path}: not used: {said}." for listing in listings for said in listing.unused]
    return proposal


def missing_in_sources(corpus: Corpus, catalog: Catalog, listings: Sequence[Listing]) -> Iterator[Missing]:
    """What records use, of the kinds that the sources list, and no source has any more."""
    kinds = {kind for listing in listings for kind in listing.kinds}
    artifacts = {artifact.id for listing in listings for artifact in listing.artifacts}
    teams = {team.id for listing in listings for team in listing.teams}
    used: dict[tuple[str, str], list[str]] = {}
    for record in corpus.records:
        for use in known_items(record.artifacts):
            if use.id in catalog.artifacts and catalog.artifacts[use.id].kind in kinds and use.id not in artifacts:
                used.setdefault(("artifact", use.id), []).append(record.id)
        if any(listing.lists_teams for listing in listings):
            for team in (record.teams.owner, *record.teams.involved):
                if catalog.is_ours(team) and team not in teams:
                    used.setdefault(("team", team), []).append(record.id)
    for (what, name), records in sorted(used.items()):
        yield Missing(what, name, tuple(dict.fromkeys(records)))


def _propose_artifact(proposal: Proposal, each: ListedArtifact, team: str) -> None:
    catalog = proposal.after.catalog
    if there := catalog.artifacts.get(each.id):
        if there.kind is not each.kind:
            proposal.notes.append(f"{each.id} is of kind {there.kind} in the catalog, {each.kind} in its source.")
        if each.team and each.team in catalog.teams and each.team != there.team:
            proposal.notes.append(f"{each.id} is of {there.team} in the catalog, of {each.team} in its source.")
        return
    owner = each.team if each.team in catalog.teams else team
    if not owner:
        said = f"its team {each.team} is not in the catalog" if each.team else "its source names no team"
        proposal.notes.append(f"{each.id} was left out, because {said}; --team names one for all of these.")
        return
    entry: dict[str, Value] = {"kind": each.kind.value, "name": each.name[:LINE_LENGTH], "team": owner}
    for key, names in (("upstream", each.upstream), ("depends_on", each.depends_on)):
        known = [name for name in dict.fromkeys(names) if name in catalog.artifacts and name != each.id][:SHORT_LIST]
        if known:
            entry[key] = known
        if unknown := [name for name in names if name not in catalog.artifacts]:
            proposal.notes.append(f"{each.id}: `{key}` was written without {', '.join(unknown)}, which nothing lists.")
    _add(proposal, ARTIFACTS, each.id, entry)


def _add(proposal: Proposal, table: str, name: str, entry: dict[str, Value]) -> None:
    if len(proposal.added) == MOST_ADDED:
        note = f"Only {MOST_ADDED} entries are added at a time; run it again for the others."
        proposal.notes += [note] if note not in proposal.notes else []
        return
    proposal.after = proposal.after.with_entry(table, name, entry)
    proposal.added.append(name)


def _sources_first(artifacts: dict[str, ListedArtifact]) -> Iterator[ListedArtifact]:
    """The artifacts with what each is made of or needs before it, where there is no circle; else as they are listed."""
    done: set[str] = set()
    for name in artifacts:
        stack = [name]
        while stack:
            current = stack[-1]
            needed = (*artifacts[current].upstream, *artifacts[current].depends_on)
            open_ones = [each for each in needed if each in artifacts and each not in done and each not in stack]
            if open_ones:
                stack.append(open_ones[0])
                continue
            stack.pop()
            if current not in done:
                done.add(current)
                yield artifacts[current]
