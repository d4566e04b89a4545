"""The periods in which incidents are counted: quarters, or years where quarters would be too many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Precision
from ml_postmortems.model.record import Record

_MOST_YEARS_IN_QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Period:
    """A quarter or a year, whole even where the as-of date lies within it."""

    name: str
    """`2024` or `2024 Q2`."""
    first: date
    last: date
    is_complete: bool
    """Whether its last day is past or is the as-of date; counts of one that is not complete will still grow."""

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


def periods_of(archive: Archive) -> tuple[Period, ...]:
    """Every period from the first incident to the as-of date; see `periods_over`."""
    return periods_over(archive.incidents, archive.as_of)


def periods_over(records: Sequence[Record], as_of: date) -> tuple[Period, ...]:
    """Every period from the first of these records to the as-of date, without gaps; none where there is no record.

    Quarters for up to four years, unless a record is known by its year only.
    """
    if not records:
        return ()
    days = [begin_date(record) for record in records]
    first, last = min(days), max(*days, as_of)
    is_by_year = last.year - first.year >= _MOST_YEARS_IN_QUARTERS or any(
        happened(record).earliest.precision is Precision.YEAR for record in records
    )
    return _years(first, last, as_of) if is_by_year else _quarters(first, last, as_of)


def _years(first: date, last: date, as_of: date) -> tuple[Period, ...]:
    years = range(first.year, last.year + 1)
    return tuple(Period(f"{year}", date(year, 1, 1), date(year, 12, 31), date(year, 12, 31) <= as_of) for year in years)


def _quarters(first: date, last: date, as_of: date) -> tuple[Period, ...]:
    found = []
    for year in range(first.year, last.year + 1):
        for quarter in range(1, 5):
            begin = date(year, 3 * quarter - 2, 1)
            following = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
            end = following - timedelta(days=1)
            if end >= first and begin <= last:
                found.append(Period(f"{year} Q{quarter}", begin, end, end <= as_of))
    return tuple(found)


def count_by_period(days: Sequence[date], periods: Sequence[Period]) -> tuple[int, ...]:
    """How many of the days lie in each period."""
    return tuple(sum(period.holds(day) for day in days) for period in periods)
