"""From a time as it is said to a moment: with the day, the year and the zone that the text has named before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from ml_postmortems.authoring.archive.said_time import SaidClock, SaidDay, SaidTime
from ml_postmortems.authoring.archive.zones import SEVERAL_MEANINGS, named_zone, zone_of
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR

_OVER_MIDNIGHT = timedelta(hours=3)
"""A time that is earlier by more than this than the one before it is of the next day; by less, it is out of order."""
_FAR = timedelta(days=200)


class NoMoment(ValueError):
    """A time that cannot be told from what the text says; `str()` says why."""


class DayClock:
    """What a text has said so far of days and zones, and what it said of times that were read by assumption."""

    def __init__(self, day: date | None, zone: str, meanings: Mapping[str, str], day_first: bool | None) -> None:
        self.day = day
        self.zone = zone_of(zone, meanings) if zone else None
        self._zone_said = zone
        self.anchor: datetime | None = None
        """The beginning of the incident, from which relative times are counted."""
        self.newest_first = False
        """Whether the times go backwards: a later time is then of the day before."""
        self.assumed: list[str] = []
        """What was assumed, in sentences, each once."""
        self._meanings = meanings
        self._day_first = day_first
        self._before: datetime | None = None
        self._base = day

    def take_zone(self, text: str) -> None:
        """Take the zone that a heading names for the times below it."""
        if named := named_zone(text, self._meanings):
            self.zone, self._zone_said = zone_of(named, self._meanings), named

    def take_day(self, said: SaidTime) -> None:
        """Take a day for the times that follow."""
        if said.day:
            self.day = self._date(said.day)
            self._before = None

    def moment(self, said: SaidTime) -> datetime | date:
        """The moment or the day that is meant, of a range its beginning; raises NoMoment."""
        if said.day:
            self.day = self._date(said.day)
            self._before = None
        if not said.clock:
            if not self.day:
                raise NoMoment(f"{said.written} has no day")
            return self.day
        if not self.day:
            raise NoMoment(f"{said.written} has no date, and nothing before it names one")
        if said.weekday is not None:
            self.day += timedelta(days=(said.weekday - self.day.weekday()) % 7)
            self._before = None
        if said.days_later:
            base = self.day if self._before is None or said.days_later == 1 else self._base or self.day
            self.day = base + timedelta(days=said.days_later)
            self._before = None
        local = self._local(said.clock, self.day, said.written)
        if self._before and self.newest_first and local - self._before > _OVER_MIDNIGHT:
            self.day -= timedelta(days=1)
            local -= timedelta(days=1)
        elif self._before and not self.newest_first and self._before - local > _OVER_MIDNIGHT:
            self.day += timedelta(days=1)
            local += timedelta(days=1)
        self._before = local
        return self._zoned(local, said.clock, said.written)

    def _local(self, clock: SaidClock, day: date, written: str) -> datetime:
        try:
            extra = timedelta(days=1) if clock.hour == 24 else timedelta()
            if clock.hour == 24 and (clock.minute or clock.second):
                raise ValueError
            return datetime(day.year, day.month, day.day, clock.hour % 24, clock.minute, clock.second) + extra
        except (ValueError, OverflowError) as error:
            raise NoMoment(f"{written} is no time of day") from error

    def _zoned(self, local: datetime, clock: SaidClock, written: str) -> datetime:
        zone = self.zone
        if clock.zone:
            zone = zone_of(clock.zone, self._meanings)
            if not zone:
                raise NoMoment(f"{written} has a zone that nobody knows")
            letters = clock.zone.strip("()")
            if letters.upper() in SEVERAL_MEANINGS and letters not in self._meanings:
                self._assume(
                    f"`{letters}` was read as the time of {zone}; say under `zones` of a map if it is another."
                )
            self._check_letters(local, zone, letters)
        elif zone:
            self._check_letters(local, zone, self._zone_said)
        if not zone:
            self._assume("No zone is named, and the times were read as UTC; --timezone says another one.")
            zone = UTC
        moment = local.replace(tzinfo=zone)
        offset = moment.utcoffset() or timedelta()
        return local.replace(tzinfo=UTC if not offset and not isinstance(zone, ZoneInfo) else timezone(offset))

    def _check_letters(self, local: datetime, zone: tzinfo, letters: str) -> None:
        """Tell of standard time that is said in summer, and the reverse: people mean the clock on the wall."""
        there = local.replace(tzinfo=zone).tzname() or ""
        if letters.isupper() and letters[-1:] == "T" and len(letters) > 2 and there != letters and letters != "GMT":
            self._assume(f"`{letters}` is said of a day on which the clocks of {zone} showed {there}, and was read so.")

    def _assume(self, sentence: str) -> None:
        if sentence not in self.assumed:
            self.assumed.append(sentence)

    def _date(self, said: SaidDay) -> date:
        month, day = said.month, said.day
        if said.is_ambiguous:
            if (
                self._day_first is None and self._base and (self._base.day, self._base.month) == (month, day)
            ) or self._day_first:
                month, day = day, month
            elif self._day_first is None:
                self._assume(
                    f"{month}/{day} was read with the month first; say `dates: day-first` in a map if it is not."
                )
        year = said.year or (self.day or self._base or date.min).year
        if year == 1:
            raise NoMoment("a date has no year")
        try:
            found = date(year, month, day)
        except ValueError as error:
            raise NoMoment(f"{year}-{month:02}-{day:02} is no day") from error
        before = self.day or self._base
        if not said.year and before and before - found > _FAR and found.year < LAST_YEAR:
            found = found.replace(year=found.year + 1) if (month, day) != (2, 29) else found
        if not said.year:
            self._assume(f"Dates without a year were read as days of {found.year}.")
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise NoMoment(f"{year} is no year of an incident")
        return found
