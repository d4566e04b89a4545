"""`postmortems next`: what a record lacks for its next status."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_goal, next_steps
from ml_postmortems.authoring.drafting.next_text import next_lines
from ml_postmortems.cli.options import as_of_option, find_status, root_option
from ml_postmortems.cli.terminal import show
from ml_postmortems.lint.outputs.text import report_lines
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record


@click.command("next")
@click.argument("record", metavar="RECORD")
@click.option(
    "--for", "goal", metavar="STATUS", help="What is missing for this status instead, such as published or closed."
)
@root_option
@as_of_option
def next_command(record: str, goal: str | None, root: Path, as_of: datetime | None) -> None:
    """List what RECORD (a file or an id) lacks for its next status, the most valuable first.

    Each missing field comes with what it is for and lines to paste. Exit code 0: nothing is missing. 1: something is.
    """
    corpus = load_corpus(root)
    file = find_record(corpus, record)
    wanted = find_status(goal) if goal else next_goal(file)
    if wanted is None:
        assert file.record, "a file without a readable record has a goal"
        show(f"{file.record.id} {file.record.title}", "", f"It is {file.record.status}: nothing is left to do.")
        return
    steps = next_steps(corpus, file, wanted, as_of.date() if as_of else as_of_date(root))
    if isinstance(steps, NextSteps):
        show(*next_lines(steps))
        sys.exit(int(not steps.is_ready))
    show(*report_lines(steps))
    sys.exit(1)
