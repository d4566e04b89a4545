"""`postmortems rename`: a record gets another id, and what refers to it follows."""

from __future__ import annotations

from pathlib import Path

import click

from ml_postmortems.authoring.drafting.renaming import plan_renaming
from ml_postmortems.cli.options import root_option
from ml_postmortems.cli.terminal import show
from ml_postmortems.lint.fixes.writing import write_plan
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import load_corpus


@click.command()
@click.argument("record", metavar="RECORD")
@click.argument("new_id", metavar="[ID]", required=False)
@root_option
def rename(record: str, new_id: str | None, root: Path) -> None:
    """Give RECORD (a file or an id) the id ID, or the next free one of its year, and mend every reference to it.

    A published record keeps its old id under `aliases`. Where two records have the same id, name the later one by its
    file. Exit code 0: it was done. 2: it cannot be done, and nothing was written.
    """
    renaming = plan_renaming(load_corpus(root), record, new_id.upper() if new_id else None)
    write_plan(renaming.plan)
    show(f"{renaming.old} -> {renaming.new}: {renaming.target}")
    if renaming.is_alias:
        show(f"{renaming.old} stays a former id of it, under `aliases`.")
    if renaming.mentioned_in:
        show(f"References follow in {counted(len(renaming.mentioned_in), 'other file')}.")
    for path in renaming.namesakes:
        show(f"{renaming.old} is now {path} alone. What other files say of {renaming.old} was left.")
