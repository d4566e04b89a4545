"""`postmortems catalog`: operators, teams and artifacts are added to the catalog, and every other line stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from ml_postmortems.authoring.editing.catalog_text import ARTIFACTS, OPERATORS, TEAMS, CatalogText
from ml_postmortems.cli.options import find_term, root_option
from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.reading.yaml_text import Value

_OURS = "us"


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
