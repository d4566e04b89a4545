"""By when a record should have its next status, as the base wants it."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import NamedTuple

from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.instant import Span
from ml_postmortems.model.record import Record
from ml_postmortems.model.settings import Cadence
from ml_postmortems.model.terms import KeyInstant, Status


class DueStatus(NamedTuple):
    """A status that a record does not have yet, and the last day on which it is in time."""

    status: Status
    day: date
    days: int
    """From the start of the incident, as the base says."""


def due_status(record: Record, cadence: Cadence) -> DueStatus | None:
    """The next status for which there is a day; None for incidents of others, and where no start is known.

    Of a start that is known to the month only, its last day counts.
    """
    if not record.is_own or record.status.is_taken_back or record.status is Status.CLOSED:
        return None
    wanted, days_of = Status.CLOSED, cadence.closed
    if not record.status.is_mergeable and record.severity in cadence.published:
        wanted, days_of = Status.PUBLISHED, cadence.published
    days, start = days_of.get(record.severity), key_instants(record).get(KeyInstant.STARTED)
    if days is None or not isinstance(start, Span):
        return None
    last = start.bounds(start.zone or UTC)[1]
    first_day = (last if start.latest.moment else last - timedelta(days=1)).date()
    return DueStatus(wanted, first_day + timedelta(days=days), days)
