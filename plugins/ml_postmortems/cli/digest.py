"""`postmortems digest`: what is new, changed, due and overdue, by team, for a message."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.analytics.actions import action_report
from ml_postmortems.analytics.archive import counted_records, require_names
from ml_postmortems.analytics.digest import digest
from ml_postmortems.analytics.record_days import record_days
from ml_postmortems.cli.analytics_options import published_on
from ml_postmortems.cli.options import as_of_option, audience_option, root_option, site_option
from ml_postmortems.cli.terminal import show_json, show_text
from ml_postmortems.export.digest_text import DigestFormat, digest_text
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.change_days import change_days
from ml_postmortems.reading.due_dates import due_history
from ml_postmortems.reading.publication_days import publication_days


@click.command("digest")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), required=True, metavar="DATE", help="From which day on.")
@click.option("--team", metavar="ID", help="Only what this team is told; an id of the catalog.")
@click.option(
    "--format",
    "form",
    type=click.Choice([each.value for each in DigestFormat]),
    default=DigestFormat.TEXT.value,
    show_default=True,
    callback=lambda _context, _option, value: DigestFormat(value),
)
@site_option("Where the site stands, for links to the records.")
@root_option
@as_of_option
@audience_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def digest_command(
    since: datetime,
    team: str | None,
    form: DigestFormat,
    site: str,
    root: Path,
    as_of: datetime | None,
    audience: Visibility,
    as_json: bool,
) -> None:
    """Print what was published, changed or came back since a day, and what is overdue or due soon, by team.

    Days come from the history of git. Exit code 0: it was printed.
    """
    publication = published_on(root, audience, as_of, is_for_people=not as_json)
    corpus, day = publication.corpus, publication.as_of
    if team:
        require_names(corpus.vocabulary, team, None, None)
    report = action_report(corpus, day, due_history(corpus.root))
    days = record_days(corpus.files, publication_days(corpus.root), change_days(corpus.root), day)
    told = digest(counted_records(corpus, day), days, report, since.date(), team)
    if as_json:
        show_json(numbers_to_json(told))
        return
    context = DataContext(audience, day, site)
    show_text(digest_text(told, corpus.vocabulary, context, form).rstrip("\n"))
