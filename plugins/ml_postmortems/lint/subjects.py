"""Which records a rule is about."""

from __future__ import annotations

from ml_postmortems.model.block import Gate
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.record_file import RecordFile


def published(file: RecordFile) -> Record | None:
    """The record, if it is held to the standard of a published one; None for every other."""
    record = file.record
    return record if record and Gate.PUBLISHED.includes(record.status) else None


def own_published(file: RecordFile) -> Record | None:
    """The record, if it is one of ours and published; None for every other."""
    record = published(file)
    return record if record and record.is_own else None


def own_closed(file: RecordFile) -> Record | None:
    """The record, if it is one of ours and closed; None for every other."""
    record = file.record
    return record if record and record.is_own and record.status is Status.CLOSED else None
