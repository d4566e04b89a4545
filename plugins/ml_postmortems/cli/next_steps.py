"""`postmortems next`: what a record lacks for its next status."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.authoring.coaching.paste import paste_forms, paste_wanted
from ml_postmortems.authoring.coaching.plan import Item, make_plan, wanted_item
from ml_postmortems.authoring.coaching.plan_json import plan_to_dict
from ml_postmortems.authoring.coaching.plan_text import plan_lines, wanted_lines
from ml_postmortems.authoring.coaching.written_size import excess_lines
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_goal, next_steps
from ml_postmortems.cli.options import as_of_option, find_status, root_option
from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.export.json_text import json_text
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.outputs.text import report_lines
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record


@click.command("next")
@click.argument("record", metavar="RECORD")
@click.option(
    "--for", "goal", metavar="STATUS", help="What is missing for this status instead, such as published or closed."
)
@click.option("--all", "is_all", is_flag=True, help="Print every portion, also what only makes the record better.")
@click.option("--paste", is_flag=True, help="Write the printed forms into the file, with the words to choose from.")
@click.option(
    "--form",
    "fields",
    multiple=True,
    metavar="FIELD",
    help="Print the form of a field, asked for or not, such as agent, extent or causes.since.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every portion as JSON.")
@root_option
@as_of_option
def next_command(
    record: str,
    goal: str | None,
    is_all: bool,
    paste: bool,
    fields: tuple[str, ...],
    as_json: bool,
    root: Path,
    as_of: datetime | None,
) -> None:
    """Say what RECORD (a file or an id) lacks for its next status, in portions of about ten minutes.

    The most valuable portion is printed, and how many are left. Each field comes with what is asked, a form to paste
    and how the most similar published record answered it. Minutes are estimates. Exit code 0: nothing is missing. 1:
    something is.
    """
    corpus = load_corpus(root)
    file = find_record(corpus, record)
    wanted = find_status(goal) if goal else next_goal(file)
    if wanted is None and fields and file.record:
        wanted = file.record.status
    if wanted is None:
        assert file.record, "a file without a readable record has a goal"
        show(f"{file.record.id} {file.record.title}", "", f"It is {file.record.status}: nothing is left to do.")
        return
    steps = next_steps(corpus, file, wanted, as_of.date() if as_of else as_of_date(root))
    if isinstance(steps, NextSteps) and fields:
        _show_forms(steps, fields, paste)
        return
    if isinstance(steps, NextSteps):
        plan = make_plan(steps)
        if as_json:
            show_json(json_text(plan_to_dict(plan)))
        else:
            show(*plan_lines(plan, is_all=is_all), *excess_lines(file))
        if paste:
            portions = plan.shown(is_all=is_all)
            _show_pasted(file.path, paste_forms(file.path, portions), [each for one in portions for each in one.items])
        sys.exit(int(not steps.is_ready))
    if as_json:
        show_json(report_to_json(steps))
    else:
        show(*report_lines(steps))
    sys.exit(1)


def _show_pasted(path: Path, pasted: Sequence[str], items: Sequence[Item]) -> None:
    """What stands in the file now, and which parts of fields that are there already do not."""
    show("", f"In {path} now, to be filled in: {', '.join(pasted)}." if pasted else "Nothing was written.", err=True)
    left = [item.subject for item in items if item.in_file and item.subject not in pasted]
    parts = [each for each in dict.fromkeys(left) if each.partition(".")[0].partition("[")[0] not in pasted]
    if parts:
        show(f"To be copied into what stands there already: {', '.join(parts)}.", err=True)


def _show_forms(steps: NextSteps, fields: tuple[str, ...], paste: bool) -> None:
    items = [wanted_item(steps, field) for field in dict.fromkeys(fields)]
    show(*wanted_lines(items))
    parts = [item.subject for item in items if "." in item.subject]
    if paste and parts:
        show("", f"To be copied into the entry that it belongs to: {', '.join(parts)}.", err=True)
    if paste and (pasted := paste_wanted(steps.path, [item for item in items if item.subject not in parts])):
        show("", f"In {steps.path} now, to be filled in: {', '.join(pasted)}.", err=True)
