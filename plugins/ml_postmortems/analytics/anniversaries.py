"""Incidents whose anniversary it is, so that they are not forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ml_postmortems.analytics.archive import begin_date
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Precision
from ml_postmortems.model.record import Record

DAYS = 7
"""How long an anniversary is shown, so that a site which is built once a week misses none."""


@dataclass(frozen=True, slots=True)
class Anniversary:
    """An incident that began on this day, or one of the last six, some years ago."""

    record: Record
    years: int
    """At least one."""


def find_anniversary(incidents: Sequence[Record], as_of: date) -> Anniversary | None:
    """The gravest incident whose anniversary fell into the week that ends with a day; of equals the newest."""
    found = [each for each in (_anniversary(record, as_of) for record in incidents) if each]
    return min(found, key=lambda each: (each.record.severity.value, each.years, each.record.id), default=None)


def _anniversary(record: Record, as_of: date) -> Anniversary | None:
    if happened(record).earliest.precision < Precision.DAY:
        return None
    began = begin_date(record)
    for year in (as_of.year, as_of.year - 1):
        day = began.replace(year=year, day=28) if (began.month, began.day) == (2, 29) else began.replace(year=year)
        if year > began.year and 0 <= (as_of - day).days < DAYS:
            return Anniversary(record, year - began.year)
    return None
