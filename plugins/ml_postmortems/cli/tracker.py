"""`postmortems actions sync` and `create`: actions out of an issue tracker, and into one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.analytics.archive import require_names
from ml_postmortems.authoring.tracker.sync import ActionChange, SyncPlan, plan_sync
from ml_postmortems.authoring.tracker.tracker_export import GITHUB_COMMAND, read_export
from ml_postmortems.cli.analytics_options import published_on
from ml_postmortems.cli.options import as_of_option, audience_option, root_option, site_option
from ml_postmortems.cli.terminal import show, show_file
from ml_postmortems.export.tracker_issues import issues_to_gh, issues_to_jira_csv, new_issues
from ml_postmortems.lint.fixes.diff import plan_to_diff
from ml_postmortems.model.terms import Visibility
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


_FORMATS = {"gh": issues_to_gh, "jira-csv": issues_to_jira_csv}
_HINTS = {
    "gh": (
        "A JSON object a line. Saved as issues.ndjson, this makes the issues and prints their addresses: "
        "while IFS= read -r issue; do printf '%s' \"$issue\" | gh api repos/{owner}/{repo}/issues --input - "
        "--jq .html_url; done <issues.ndjson"
    ),
    "jira-csv": "Saved as a file, Jira imports it (Create issues from CSV).",
}


@click.command()
@click.option("--format", "form", required=True, type=click.Choice(list(_FORMATS)), help="For which tracker.")
@click.option("--team", metavar="ID", help="Only what this team owes; an id of the catalog.")
@site_option("Where the site stands, for links back to the actions.")
@root_option
@as_of_option
@audience_option
def create(form: str, team: str | None, site: str, root: Path, as_of: datetime | None, audience: Visibility) -> None:
    """Print an issue for each action that is owed and has no ticket: for GitHub as JSON, for Jira as CSV.

    Texts of records are plain text there: no formula, no markup and no mention. When an issue is made, write its
    address under `ticket` of its action, so that it is not made again. Exit code 0: they were printed. 2: there is no
    such team.
    """
    publication = published_on(root, audience, as_of)
    require_names(publication.corpus.vocabulary, team, None, None)
    issues = new_issues(publication.corpus, publication.as_of, team, site)
    show_file(_FORMATS[form](issues))
    show(f"{counted(len(issues), 'action')} without a ticket, for the audience `{audience}`.", err=True)
    if issues:
        show(_HINTS[form], err=True)


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
