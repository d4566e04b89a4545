"""`postmortems actions sync`: actions out of an issue tracker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.authoring.tracker.sync import ActionChange, SyncPlan, plan_sync
from ml_postmortems.authoring.tracker.tracker_export import GITHUB_COMMAND, read_export
from ml_postmortems.cli.options import as_of_option, root_option
from ml_postmortems.cli.terminal import show, show_file
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.plurals import counted
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.wording import date_text


@click.command()
@click.option(
    "--from",
    "export",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help=f"An export: what `{GITHUB_COMMAND}` prints, or the CSV of Jira or Linear.",
)
@click.option("--dry-run", is_flag=True, help="Print the diff, and write nothing.")
@root_option
@as_of_option
def sync(export: Path, dry_run: bool, root: Path, as_of: datetime | None) -> int:
    """Write into the records what an export of the tracker says of their actions: status, and the day of completion.

    An issue is found by the `ticket` of the action: its address, its key, or `owner/repository#12`. Only those lines
    change. What stays although the tracker says something else is told with the reason. Exit code 0: the records say
    what can be taken over. 1: a record would not be valid any more, and stays. 2: the export cannot be used.
    """
    issues = read_export(export)
    plan = plan_sync(load_corpus(root), issues, as_of.date() if as_of else as_of_date(root))
    if dry_run:
        show_file(plan_to_diff(plan.as_plan()))
    else:
        plan.write()
    show(*_report(plan, len(issues), dry_run), err=dry_run)
    return 1 if any(each.is_refused for each in plan.kept) else 0


def _report(plan: SyncPlan, issues: int, dry_run: bool) -> Iterator[str]:
    for each in plan.changes:
        yield from (f"{each.after.path}: {_change_text(change)}" for change in each.actions)
    changed = sum(len(each.actions) for each in plan.changes)
    verb = "would change" if dry_run else "changed"
    yield f"{counted(issues, 'issue')} read: {counted(changed, 'action')} {verb}, {plan.agreeing} agree."
    if plan.kept:
        yield f"Not changed ({len(plan.kept)}):"
        for kept in plan.kept:
            yield f"  {kept.record} {kept.action} ({kept.ticket}): {kept.reason}"


def _change_text(change: ActionChange) -> str:
    day = f", completed {date_text(change.completed)}" if change.completed else ""
    return f"{change.action} {change.was} -> {change.now}{day}"
