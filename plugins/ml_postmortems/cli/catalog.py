"""`postmortems catalog`: operators, teams and artifacts are added to the catalog, and every other line stays."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from ml_postmortems.authoring.catalog_sources.comparison import missing_in_sources, propose, read_listing
from ml_postmortems.authoring.editing.catalog_text import ARTIFACTS, OPERATORS, TEAMS, CatalogText
from ml_postmortems.cli.options import find_term, root_option
from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.errors import UnknownName
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.yaml_text import Value
from ml_postmortems.suggestion import closest

_OURS = "us"
_SOURCES = click.argument("sources", nargs=-1, required=True, metavar="SOURCES...", type=click.Path(path_type=Path))


def _entry_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--dry-run", is_flag=True, help="Print the diff, and write nothing."),
        click.option("--name", metavar="TEXT", help="What people call it (else the words of the id)."),
        click.argument("identifier", metavar="ID"),
    ):
        command = option(command)
    return root_option(command)


@click.group()
def catalog() -> None:
    """Add what records name to `catalog.yml`; comments and layout of the file stay."""


@catalog.command("import")
@_SOURCES
@click.option("--team", metavar="ID", help="The owner of what names no team that the catalog has.")
@click.option("--write", is_flag=True, help="Write what is proposed; without it only the diff is shown.")
@root_option
def import_command(sources: tuple[Path, ...], team: str | None, write: bool, root: Path) -> None:
    """Propose what SOURCES list and the catalog lacks, as a diff.

    A source is a catalog-info.yaml of Backstage, the JSON of an MLflow registry, or a models.csv. Entries of the
    catalog are neither changed nor deleted, and comments stay. Exit code 0: the diff was shown. 2: a source cannot be
    used.
    """
    before = CatalogText.read(root)
    if team and team not in before.catalog.teams:
        known = sorted(before.catalog.teams)
        raise UnknownName("team", team, known, closest(team, known))
    proposal = propose(before, [read_listing(path) for path in sources], team or "")
    if proposal.added:
        show_text(plan_to_diff(Plan((proposal.after.change_from(before),))))
    if proposal.added and write:
        proposal.after.write_over(before)
    show(*(f"note: {note}" for note in proposal.notes), err=True)
    done = f"{'added' if write else 'would add'} {counted(len(proposal.added), 'entry')}"
    hint = "; add --write to put them in" if proposal.added and not write else ""
    show(f"{before.path}: {done if proposal.added else 'nothing to add'}{hint}", err=True)


@catalog.command()
@_SOURCES
@root_option
def check(sources: tuple[Path, ...], root: Path) -> None:
    """Name what records use and SOURCES no longer have, of the kinds that they list.

    Exit code 0: the sources have all of it. 1: something is missing. 2: a source cannot be used.
    """
    corpus = load_corpus(root)
    missing = list(missing_in_sources(corpus, corpus.vocabulary.catalog, [read_listing(path) for path in sources]))
    for each in missing:
        show(f"{each.what} {each.id}: in no source, and used by {', '.join(each.records)}")
    if not missing:
        show("The sources have all that records use, of the kinds that they list.")
    sys.exit(1 if missing else 0)


@catalog.group()
def add() -> None:
    """Add an operator, a team or an artifact, and show the diff."""


@add.command()
@_entry_options
def operator(identifier: str, name: str | None, dry_run: bool, root: Path) -> None:
    """Add the organisation ID, which runs systems."""
    _add(root, OPERATORS, identifier, {"name": name or _words(identifier)}, dry_run)


@add.command()
@_entry_options
@click.option(
    "--operator", metavar="ID", help=f"The organisation that it belongs to (else the only one, or `{_OURS}`)."
)
def team(identifier: str, name: str | None, operator: str | None, dry_run: bool, root: Path) -> None:
    """Add the team ID."""
    known = list(CatalogText.read(root).catalog.operators)
    owner = operator or (known[0] if len(known) == 1 else _OURS)
    _add(root, TEAMS, identifier, {"operator": owner, "name": name or _words(identifier)}, dry_run)


@add.command()
@_entry_options
@click.option("--kind", required=True, metavar="KIND", help=f"One of {', '.join(ArtifactKind)}.")
@click.option("--team", required=True, metavar="ID", help="The team that owns it.")
@click.option("--upstream", metavar="ID,ID", help="What its content is made of or computed from.")
@click.option("--depends-on", metavar="ID,ID", help="What it needs to run.")
def artifact(
    identifier: str,
    name: str | None,
    kind: str,
    team: str,
    upstream: str | None,
    depends_on: str | None,
    dry_run: bool,
    root: Path,
) -> None:
    """Add the model, data set, service or other thing ID."""
    entry: dict[str, Value] = {
        "kind": find_term("kind", kind, ArtifactKind).value,
        "name": name or _words(identifier),
        "team": team,
    }
    entry |= {key: ids for key, ids in (("upstream", _ids(upstream)), ("depends_on", _ids(depends_on))) if ids}
    _add(root, ARTIFACTS, identifier, entry, dry_run)


def _add(root: Path, table: str, identifier: str, entry: dict[str, Value], dry_run: bool) -> None:
    before = CatalogText.read(root)
    after = before.with_entry(table, identifier, entry)
    show_text(plan_to_diff(Plan((after.change_from(before),))))
    if not dry_run:
        after.write_over(before)
    show(f"{after.path}: {'would add' if dry_run else 'added'} {identifier} to `{table}`", err=True)


def _ids(given: str | None) -> list[str]:
    return [word for word in (given or "").replace(",", " ").split() if word]


def _words(identifier: str) -> str:
    words = identifier.replace("-", " ")
    return words[:1].upper() + words[1:]
