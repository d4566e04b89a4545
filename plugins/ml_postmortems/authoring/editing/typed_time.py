"""Times as people type and paste them into a command: more forms than a record may have, brought into those."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from ml_postmortems.errors import TimeUnclear
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.pasted_time import RecordClock, TimeNotRead, day_first_readings, read_pasted, zone_named

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-"})
_WEEKDAY = r"(?:(?P<weekday>[A-Za-z]{3,9})\.?,? )?"
_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        _WEEKDAY + r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ /-](?P<name>[A-Za-z]{3,9})\.?,?[ /-](?P<year>\d{4})",
        _WEEKDAY + r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
    )
)
_SEPARATOR = re.compile(r"[Tt]|, ?| at | - | |:(?=\d\d:\d\d:\d\d)")
_FRACTION = re.compile(r"(?<=:\d\d)[.,](\d{1,6})\d*")
_HALF = re.compile(r"(?<=\d) ?([AaPp])\.?[Mm]\b\.?")
_ZONE_NAME = re.compile(r"(?<=\d) \([^()]*\)$")
_EPOCH = re.compile(r"(\d{10})(?:\.(\d{1,6})|(\d{3}))?", re.ASCII)
_ADVICE = "write it as `2025-11-18 11:20 +01:00`, with its offset or `Z` for UTC, or `now`"


def read_typed_time(text: str, clock: RecordClock, now: datetime) -> str:
    """A time in the form of records, from what was typed or pasted: a moment keeps its offset, a day stays a day.

    Read are the forms of records, dates with the month as a word, times of logs and status pages, seconds since 1970,
    and `now`. `clock` tells the offset of a moment without one. Raises TimeUnclear for what may mean several times.
    """
    said = _SPACES.sub(" ", text).translate(_DASHES).strip(" []<>\"'`")
    if said.lower() == "now":
        return _written(now.replace(microsecond=0).astimezone(clock.zone or UTC))
    if epoch := _EPOCH.fullmatch(said):
        seconds, micro, milli = epoch.groups()
        fraction = int((micro or milli or "").ljust(6, "0"))
        return _written(datetime.fromtimestamp(int(seconds), UTC).replace(microsecond=fraction))
    try:
        return Instant.parse(said).text
    except ValueError:
        pass
    usual = _in_usual_form(text, said)
    try:
        return Instant.parse(read_pasted(usual, clock) or usual).text
    except TimeNotRead as error:
        raise TimeUnclear(text, "must mean one moment", error.fix) from error
    except ValueError as error:
        raise TimeUnclear(text, "must be a time of day that there is, behind its date", _ADVICE) from error


def read_zone(name: str) -> RecordClock:
    """The clock of a zone by its name, such as `Europe/Berlin`; raises TimeUnclear where there is no such zone."""
    zone = zone_named(name)
    if not zone:
        raise TimeUnclear(name, "must have a zone that exists", "use `UTC` or a name such as `Europe/Berlin`")
    return RecordClock(zone)


def _in_usual_form(text: str, said: str) -> str:
    """The date in digits, and behind it the time of day as it was said; a day alone is returned as it is."""
    match = next((found for pattern in _DATES if (found := pattern.match(said))), None)
    if not match:
        raise TimeUnclear(text, *_why_no_date(said))
    day = _date(text, match)
    rest = said[match.end() :]
    separator = _SEPARATOR.match(rest)
    if not separator:
        return f"{day}{rest}"
    clock = _FRACTION.sub(r".\1", rest[separator.end() :])
    clock = _HALF.sub(r" \1m", clock)
    if clock.endswith(("(UTC)", "(GMT)")):
        clock = f"{clock[:-5]}UTC"
    return f"{day} {_ZONE_NAME.sub('', clock)}"


def _date(text: str, match: re.Match[str]) -> str:
    parts = match.groupdict()
    month = int(parts["month"]) if parts.get("month") else _month(parts["name"])
    try:
        day = date(int(parts["year"]), month, int(parts["day"]))
        Instant.parse(day.isoformat())
    except ValueError as error:
        raise TimeUnclear(text, "must be a day of the calendar from 1900 to 2099", _ADVICE) from error
    weekday = (parts.get("weekday") or "")[:3].lower()
    if weekday and weekday != _WEEKDAYS[day.weekday()]:
        condition = f"must have the weekday of its date, which is {day:%A}"
        raise TimeUnclear(text, condition, "correct the weekday or the date, or leave the weekday out")
    return day.isoformat()


def _month(name: str) -> int:
    """The number of a month by its English name or the beginning of it; 0 for any other word."""
    return _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0


def _written(moment: datetime) -> str:
    text = moment.isoformat().replace("+00:00", "Z")
    return re.sub(r"(\.\d*?)0+(?=Z|[+-])", r"\1", text)


def _why_no_date(said: str) -> tuple[str, str]:
    if readings := day_first_readings(said):
        return "must say which number is the month", f"write {' or '.join(f'`{each}`' for each in readings)}"
    if re.match(r"\d{1,2}:\d{2}", said):
        return "must have a date", "put the date before it, such as `2025-11-18 11:20Z`"
    if re.match(r"(?:[A-Za-z]{3,9} \d{1,2}|\d{1,2} [A-Za-z]{3,9})\b", said):
        return "must have a year and an English month", "write it with its year, such as `18 Nov 2025 11:20 UTC`"
    return "must be a date, or a date and a time with its offset", _ADVICE
