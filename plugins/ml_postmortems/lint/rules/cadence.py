"""PM5 for the cadence of a base: records are written and closed in the days that it gives."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.due_status import due_status
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM529", Level.WARNING, exemptable=True)
def overdue_status(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record of ours is published and closed within the days that the base gives for its severity.

    What it does
        Adds the days under `cadence` in `settings.yml` to the start of the incident, and compares the sum with the
        as-of date. Without `cadence` it finds nothing.
    Why it matters
        After a month nobody remembers what was known when, and an action that nobody asks about is not done.
    Example
        `status: in-review` a month after the start of a SEV1, where the base gives it 14 days
    Instead
        `status: published`
    """
    due = due_status(file.record, context.corpus.settings.cadence) if file.record else None
    if file.record and due and context.as_of > due.day:
        within = f"within {counted(due.days, 'day')} of the start of a {file.record.severity}, by {due.day.isoformat()}"
        yield at_field(
            file,
            ("status",),
            f"must be `{due.status}` {within}",
            shown(file.record.status),
            "see `postmortems next` for what is missing, or agree on other days in settings.yml",
        )
