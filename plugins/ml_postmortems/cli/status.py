"""`postmortems status`: a record moves on when it qualifies."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.authoring.coaching.written_size import excess_lines
from ml_postmortems.authoring.commands import command
from ml_postmortems.authoring.drafting.next_steps import count_things
from ml_postmortems.authoring.drafting.status_change import make_change, plan_change
from ml_postmortems.cli.options import as_of_option, find_status, root_option
from ml_postmortems.cli.terminal import show
from ml_postmortems.lint.outputs.text import finding_lines
from ml_postmortems.plurals import counted
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record


@click.command()
@click.argument("record", metavar="RECORD")
@click.argument("new_status", metavar="STATUS")
@click.option("--reason", metavar="TEXT", help="Why it is withdrawn or superseded.")
@click.option("--superseded-by", metavar="ID", help="The record that replaces it.")
@root_option
@as_of_option
def status(
    record: str, new_status: str, reason: str | None, superseded_by: str | None, root: Path, as_of: datetime | None
) -> None:
    """Give RECORD (a file or an id) the status STATUS, if it qualifies; else say what stands in the way.

    Only the value of the line `status:` is rewritten. Exit code 0: it moved. 1: something stands in the way, and
    nothing was changed. 2: there is no such move.
    """
    corpus = load_corpus(root)
    file = find_record(corpus, record)
    date = as_of.date() if as_of else as_of_date(root)
    change = plan_change(corpus, file, find_status(new_status), date, reason, superseded_by)
    if change.blockers:
        for finding in change.blockers:
            show(*finding_lines(finding))
        count = counted(count_things(change.blockers), "thing")
        show(f"{file.path} stays as it is: {count} open before it can be {change.new}.")
        name = file.record.id if file.record else str(file.path)
        open_things = command("next", name, "--for", change.new.value, "--all", root=root)
        show(f"What is missing, with a form of each: {open_things}", *excess_lines(file))
        sys.exit(1)
    make_change(change)
    show(f"{file.path}: {change.old} -> {change.new}")
    if change.note:
        show(change.note)
    show(*excess_lines(file))
