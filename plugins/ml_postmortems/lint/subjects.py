"""Which records a rule is about."""

from __future__ import annotations

from ml_postmortems.model.block import Gate
from ml_postmortems.model.record import Record
from ml_postmortems.reading.record_file import RecordFile


def own_published(file: RecordFile) -> Record | None:
    """The record, if it is one of ours and published; None for every other."""
    record = file.record
    return record if record and record.is_own and Gate.PUBLISHED.includes(record.status) else None
