"""On which days records were published and changed last, for feeds and the site map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ml_postmortems.model.durations import happened
from ml_postmortems.reading.change_days import ChangeDays
from ml_postmortems.reading.publication_days import PublicationDays
from ml_postmortems.reading.record_file import RecordFile


@dataclass(frozen=True, slots=True)
class RecordDays:
    """Two days of each record by its id."""

    published: Mapping[str, date]
    changed: Mapping[str, date]
    """The day of publication where it was not changed later."""

    @property
    def changed_later(self) -> Mapping[str, date]:
        """Of those that were changed after they were published."""
        return {record: day for record, day in self.changed.items() if day > self.published[record]}


def record_days(
    files: tuple[RecordFile, ...], history: PublicationDays, changes: ChangeDays, as_of: date
) -> RecordDays:
    """From the history of git; where that does not tell, the last day on which the incident can have begun.

    No day is later than `as_of`, so that a site of an earlier day has no feed from its future.
    """
    published: dict[str, date] = {}
    changed: dict[str, date] = {}
    for file in files:
        if record := file.record:
            began = happened(record).latest.last_day
            day = published[record.id] = min(history.days.get(record.id, began), as_of)
            changed[record.id] = min(
                max(changes.days.get(f"{file.path.parent.name}/{file.path.name}", day), day), as_of
            )
    return RecordDays(published, changed)
