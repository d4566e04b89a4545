"""Points in time as they are published: a moment with its offset, or only a day, a month or a year."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import IntEnum
from typing import Self

from ml_postmortems.lazy_pattern import lazy_pattern

_MOMENT = lazy_pattern(
    r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(?:Z|([+-])(\d{2}):([0-5]\d))", re.ASCII
)
_REDUCED = lazy_pattern(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

FIRST_YEAR, LAST_YEAR = 1900, 2099
"""Any other year is a slip of the pen; within these, no offset and no arithmetic leaves the calendar of Python."""


class Precision(IntEnum):
    """How exactly an instant is known, coarsest first."""

    YEAR = 1
    MONTH = 2
    DAY = 3
    MOMENT = 4


@dataclass(frozen=True, slots=True)
class Instant:
    """When something happened, as exactly as the source says and no more.

    Accepted spellings are one anchored RFC 3339 form with seconds and offset (`2025-11-18T11:20:00Z`) and the
    reduced forms of ISO 8601 (`2025-11-18`, `2025-11`, `2025`). A reduced form stands for the whole day, month
    or year; it has no zone of its own and takes that of the moment it is compared with.
    """

    text: str
    precision: Precision
    year: int
    month: int
    day: int
    moment: datetime | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one of the accepted spellings; raises ValueError for any other and for dates that do not exist."""
        if match := _MOMENT.fullmatch(text):
            year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
            fraction, sign, offset_hours, offset_minutes = match.groups()[6:]
            offset = timedelta(hours=int(offset_hours or 0), minutes=int(offset_minutes or 0))
            if offset > timedelta(hours=14):
                raise ValueError("an offset from UTC is at most 14 hours")
            zone = timezone(-offset if sign == "-" else offset)
            microsecond = int((fraction or "").ljust(6, "0"))
            moment = datetime(year, month, day, hour, minute, second, microsecond, zone)
            _require_year(year)
            return cls(text, Precision.MOMENT, year, month, day, moment)
        if match := _REDUCED.fullmatch(text):
            given = [int(part) for part in match.groups() if part]
            year, month, day = (*given, 1, 1)[:3]
            date(year, month, day)
            _require_year(year)
            return cls(text, Precision(len(given)), year, month, day)
        raise ValueError("not a date or an RFC 3339 time")

    @property
    def zone(self) -> tzinfo | None:
        """The offset that the source gave, or None for a reduced form."""
        return self.moment.tzinfo if self.moment else None

    @property
    def first_day(self) -> date:
        """The first day that it can mean, in its own zone."""
        return date(self.year, self.month, self.day)

    @property
    def last_day(self) -> date:
        """The last day that it can mean, in its own zone."""
        end = self.bounds(self.zone or UTC)[1]
        return end.date() if self.moment else end.date() - timedelta(days=1)

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """The first moment this can mean and the first it can no longer mean; equal for a moment."""
        if self.moment:
            return self.moment, self.moment
        first = datetime(self.year, self.month, self.day, tzinfo=zone)
        match self.precision:
            case Precision.YEAR:
                last = first.replace(year=self.year + 1)
            case Precision.MONTH:
                last = (first + timedelta(days=32)).replace(day=1)
            case _:
                last = first + timedelta(days=1)
        return first, last

    def __str__(self) -> str:
        """The spelling of the source."""
        return self.text


def _require_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"a year is {FIRST_YEAR} to {LAST_YEAR}")


@dataclass(frozen=True, slots=True)
class Span:
    """When something happened, known only to lie between two instants (the same one twice if it is known)."""

    earliest: Instant
    latest: Instant

    @classmethod
    def at(cls, instant: Instant) -> Self:
        """The span of a known instant."""
        return cls(instant, instant)

    @property
    def zone(self) -> tzinfo | None:
        """The offset that a source gave for either end, or None."""
        return self.earliest.zone or self.latest.zone

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """The first moment this can mean and the first it can no longer mean."""
        return self.earliest.bounds(zone)[0], self.latest.bounds(zone)[1]

    def precedes(self, other: Span) -> bool:
        """Whether it certainly lies before the other."""
        return Duration.between(other, self).is_negative

    def sort_key(self) -> datetime:
        """The first moment it can mean, reading reduced forms as UTC."""
        return self.bounds(self.zone or UTC)[0]


@dataclass(frozen=True, slots=True)
class Duration:
    """The time between two spans: at least `shortest` and at most `longest`, equal when both ends are moments."""

    shortest: timedelta
    longest: timedelta
    is_open: bool = False
    """Whether it is less than `longest`, never equal: the later end is a whole day, month or year."""

    @classmethod
    def between(cls, earlier: Span, later: Span) -> Self:
        """How long after `earlier` comes `later`; negative where `later` comes first."""
        zone = earlier.zone or later.zone or UTC
        earlier_first, earlier_last = earlier.bounds(earlier.zone or zone)
        later_first, later_last = later.bounds(later.zone or zone)
        return cls(later_first - earlier_last, later_last - earlier_first, later.latest.moment is None)

    @property
    def is_exact(self) -> bool:
        """Whether both ends are known to the second."""
        return self.shortest == self.longest

    @property
    def as_told(self) -> Self:
        """The same without times below zero, unless the later end certainly came first: what is shown and counted."""
        return self if self.is_negative else replace(self, shortest=max(self.shortest, timedelta(0)))

    @property
    def is_negative(self) -> bool:
        """Whether the later end certainly came first."""
        return self.longest < timedelta(0) or (self.is_open and self.longest == timedelta(0))
