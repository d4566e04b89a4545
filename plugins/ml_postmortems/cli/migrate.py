"""`postmortems migrate`: records of version 1 of the format in the shorter words of version 2."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import click

from ml_postmortems.authoring.migration import Migration, migrate
from ml_postmortems.cli.options import root_option
from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.errors import EditRefused, FixNotSafe
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.lint.fixes.writing import write_plan
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.record_lookup import find_record


@click.command("migrate")
@click.argument("records", metavar="[RECORD]...", nargs=-1)
@click.option("--diff", is_flag=True, help="Show the changes as a diff, and write nothing.")
@root_option
@click.pass_context
def migrate_command(context: click.Context, records: tuple[str, ...], diff: bool, root: Path) -> None:
    """Write each RECORD (a file or an id; all where none is named) in version 2 of the format.

    What version 2 derives is left out, and the record says the same as before; this is checked. Comments and layout
    stay. Exit code 0: all are in version 2. 1: some could not be migrated and were left as they are. 2: wrong use.
    """
    corpus = load_corpus(root)
    files = [find_record(corpus, name) for name in records] or corpus.files
    done: list[Migration] = []
    refused: list[EditRefused | FixNotSafe] = []
    for file in files:
        try:
            migration = migrate(file)
        except (EditRefused, FixNotSafe) as error:
            refused.append(error)
        else:
            done += [migration] if migration else []
    plan = Plan(tuple(migration.change for migration in done))
    if diff:
        show_text(plan_to_diff(plan))
    else:
        write_plan(plan)
        show(*_report(done, len(files) - len(done) - len(refused)))
    for each in refused:
        show_text(f"{each}\n", err=True)
    context.exit(1 if refused else 0)


def _report(done: Sequence[Migration], already: int) -> list[str]:
    lines = []
    for each in done:
        shorter = f"{each.lines_before} to {each.lines_after} lines of front matter"
        lines.append(f"{each.change.path}: {shorter}, {counted(len(each.left_out), 'value')} derived")
        lines += [
            f"  {field_text(place)} stays: a comment belongs to it, or its braces span lines" for place in each.kept
        ]
    if done:
        before, after = median(each.lines_before for each in done), median(each.lines_after for each in done)
        lines.append(f"{counted(len(done), 'record')} migrated; median {before:g} to {after:g} lines of front matter.")
        lines.append("`postmortems check --explain FILE` shows what is derived and from what.")
    if already:
        lines.append(f"{counted(already, 'record')} in version 2 already.")
    return lines
