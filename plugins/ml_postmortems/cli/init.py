"""`postmortems init`: a base of one's own in an empty folder, and its files brought to a later version."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from ml_postmortems import __version__
from ml_postmortems.authoring.commands import command
from ml_postmortems.base.answers import BaseAnswers, Forge, checked_name, checked_teams, split_names
from ml_postmortems.base.base_files import base_files
from ml_postmortems.base.changes import Deed, FileChange, carry_out, plan_new, plan_update
from ml_postmortems.base.manifest import MANIFEST, Manifest, read_manifest
from ml_postmortems.cli.options import find_term
from ml_postmortems.cli.terminal import ask, is_person, show, show_text
from ml_postmortems.errors import BaseUnusable, NameUnusable, UnknownName
from ml_postmortems.lint.outputs.text import report_lines
from ml_postmortems.lint.run import CheckRequest, start_check
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import TAXONOMY_FILE
from ml_postmortems.reading.default_taxonomy import DEFAULT_TAXONOMY
from ml_postmortems.reading.vocabulary import read_taxonomy

_RECORDS = "postmortems"
_BRANCH = "main"
"""What the workflows and guides of a new base call its main branch."""
T = TypeVar("T")


@click.command("init")
@click.argument("folder", default=Path(), type=click.Path(path_type=Path))
@click.option("--organisation", metavar="NAME", help="Whose incidents are recorded, such as `Acme`.")
@click.option("--forge", metavar="github|gitlab|other", help="Where the repository lives.")
@click.option("--audience", metavar="public|internal|restricted", help="Who reads the site.")
@click.option("--team", "teams", multiple=True, metavar="NAME", help="A team that owns something. May be repeated.")
@click.option("--example", is_flag=True, help="Add three annotated records to look at and to delete.")
@click.option("--update", is_flag=True, help="Bring the files of this base to this version; your changes stay.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--no-input", is_flag=True, help="Ask nothing: what no option says is taken from the defaults.")
@click.pass_context
def init(
    context: click.Context,
    folder: Path,
    organisation: str | None,
    forge: str | None,
    audience: str | None,
    teams: tuple[str, ...],
    example: bool,
    update: bool,
    dry_run: bool,
    no_input: bool,
) -> None:
    """Write a base of your own into FOLDER (here, if left out): the files of a small repository, checked and built.

    Nothing that is there is overwritten. With --update, the files that this command wrote become those of the installed
    version; where you and the new version changed the same lines, both stand there between marks.

    Exit code 0: done. 1: the new base has errors, or an update left conflicts to you. 2: wrong use.
    """
    if update:
        if organisation or forge or audience or teams or example:
            raise click.UsageError("--update must go with no option but --dry-run: it takes the answers of the base")
        context.exit(_update(folder, is_dry=dry_run))
    if (folder / MANIFEST).exists():
        raise BaseUnusable(
            folder / MANIFEST, "must not be there yet", "a base that `init` made", "take `postmortems init --update`"
        )
    answers = _answers(folder, organisation, forge, audience, teams, example, is_asked=not no_input and is_person())
    files = base_files(answers, _taxonomy(folder))
    changes = list(plan_new(folder, files))
    if dry_run:
        _tell(changes)
        context.exit(0)
    folder.mkdir(parents=True, exist_ok=True)
    kept = {change.path for change in changes if change.deed is Deed.KEEP}
    written = {name: text for name, text in files.items() if name not in kept}
    carry_out(folder, changes, Manifest(answers, __version__, written))
    _tell(changes)
    context.exit(_prove(folder))


def _answers(
    folder: Path,
    organisation: str | None,
    forge: str | None,
    audience: str | None,
    teams: tuple[str, ...],
    has_example: bool,
    *,
    is_asked: bool,
) -> BaseAnswers:
    """What the options say; the rest is asked, again where the answer will not do, or is its default."""

    def answer(given: str | None, what: str, default: str, read: Callable[[str], T]) -> T:
        if given or not is_asked:
            return read(given or default)
        while True:
            try:
                return read(ask(f"{what} [{default}]: ").strip() or default)
            except (UnknownName, NameUnusable) as error:
                show_text(str(error), err=True)
            except (EOFError, KeyboardInterrupt) as error:
                raise click.Abort from error

    name = folder.resolve().name.replace("-", " ").capitalize() or "Our company"
    return BaseAnswers(
        organisation=answer(organisation, "Organisation", name, partial(checked_name, "organisation")),
        forge=answer(forge, "Forge (github, gitlab or other)", _forge_of(folder).value, _forge),
        audience=answer(audience, "Who reads the site (public, internal or restricted)", "internal", _audience),
        teams=checked_teams(teams) or answer(None, "First teams, separated by commas", "Machine learning", _teams),
        has_example=has_example,
    )


def _forge(word: str) -> Forge:
    return find_term("forge", word, Forge)


def _audience(word: str) -> Visibility:
    return find_term("audience", word, Visibility)


def _teams(text: str) -> tuple[str, ...]:
    return checked_teams(split_names(text) or [text])


def _forge_of(folder: Path) -> Forge:
    """The forge that the folder's git leads to, or the one whose files are there; GitHub where nothing tells."""
    try:
        known = (folder / ".git/config").read_text("utf-8", "replace")
    except OSError:
        known = ""
    is_gitlab = "gitlab" in known or (folder / ".gitlab-ci.yml").exists()
    return Forge.GITLAB if is_gitlab else Forge.GITHUB


def _taxonomy(folder: Path) -> Taxonomy:
    """The words of the base, where it has some that can be read; else those of the package."""
    own = folder / _RECORDS / TAXONOMY_FILE
    read = read_taxonomy(own)[0] if own.is_file() else None
    taxonomy = read or read_taxonomy(DEFAULT_TAXONOMY)[0]
    assert taxonomy, "the packaged taxonomy can be read"
    return taxonomy


def _update(folder: Path, *, is_dry: bool) -> int:
    before = read_manifest(folder)
    files = base_files(before.answers, _taxonomy(folder))
    changes = list(plan_update(folder, before, files, __version__))
    if not is_dry:
        own = {change.path for change in changes if change.reason == "it was there before"}
        written = {name: text for name, text in files.items() if name not in own}
        carry_out(folder, changes, Manifest(before.answers, __version__, written))
    _tell(changes)
    conflicts = [change for change in changes if change.deed is Deed.CONFLICT]
    if not changes:
        show(f"Everything is as version {__version__} writes it.")
    elif conflicts:
        show("", "Choose between the marks `<<<<<<<` and `>>>>>>>` in the files above, then commit.")
    elif not is_dry:
        show("", "Next: look at `git diff`, then commit.")
    return int(bool(conflicts))


def _tell(changes: list[FileChange]) -> None:
    for change in changes:
        show(f"{change.deed.value:<9}{change.path}{f' ({change.reason})' if change.reason else ''}")


def _prove(folder: Path) -> int:
    """Check the new base and build its site, as its pipeline will; returns the exit code."""
    report = start_check(CheckRequest(folder / _RECORDS)).report
    show("", *report_lines(report))
    if report.errors:
        return 1
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(build, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        show_text(f"The site could not be built:\n{done.stderr or done.stdout}", err=True)
        return 1
    show(f"The site is in {folder / 'site'}{os.sep}", "", "Next:")
    if folder.resolve() != Path.cwd():
        show(f"  cd {folder}")
    begin = "" if (folder / ".git").exists() else f"git init --initial-branch {_BRANCH} && "
    show(f"  {begin}git add . && git commit -m 'A base of our own'")
    show(f"  {command('new', root=Path(_RECORDS))}")
    return 0
