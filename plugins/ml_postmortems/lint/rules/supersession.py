"""PM2 for records that replace each other."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.record import Record
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM214")
def circular_supersession(file: RecordFile, context: Context) -> Iterator[Problem]:
    """Who follows `superseded_by` arrives at a record that holds.

    What it does
        Follows `superseded_by` from record to record until there is none, and finds a way that comes back.
    Why it matters
        A reader who is sent in a circle never sees the record that holds, and none of them is counted.
    Example
        PM-2025-0001 with `superseded_by: PM-2025-0002`, and PM-2025-0002 with `superseded_by: PM-2025-0001`
    Instead
        The newest of them is not superseded.
    """
    if not file.record:
        return
    way = [file.record.id]
    record = _successor(file.record, context)
    while record and record.id not in way:
        way.append(record.id)
        record = _successor(record, context)
    if record and record.id == way[0] and len(way) > 1:
        yield at_field(
            file,
            ("superseded_by",),
            "must lead to a record that holds",
            shown(" -> ".join([*way, way[0]])),
            "give the newest of them a status that counts, without `superseded_by`",
        )


def _successor(record: Record, context: Context) -> Record | None:
    """The record that supersedes this one; no other record is read where it names none."""
    return context.corpus.get(record.superseded_by) if record.superseded_by else None
