"""PM5 for communication: promised messages are sent."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.due_day import has_passed
from ml_postmortems.model.promised_update import promised_update
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM525", Level.WARNING)
def overdue_update(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A promised message is sent by its date.

    What it does
        Compares `communication.next_update` with the as-of date, where no update is that new. In the pull request that
        adds the record nothing is said.
    Why it matters
        Who was promised a message and hears nothing stops believing.
    Example
        `next_update: 2026-01-31`, in March
    Instead
        Send it, add it to `updates`, and give the next date or say that everything was said.
    """
    record = None if context.is_new(file) else own_published(file)
    due = promised_update(record) if record else None
    if due and has_passed(due, context.as_of):
        yield at_field(
            file,
            ("communication", "next_update"),
            f"must not have passed on {context.as_of.isoformat()}",
            shown(str(due)),
            "send it and add it to `updates`, then give the next date",
        )
