"""Times as people paste them from chats and consoles, brought into the one form that `Instant.parse` reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR

ZONE_PATTERN = r"UTC|[A-Z][A-Za-z_]+(/[A-Za-z0-9_+-]+)+"
"""The names of the IANA database that mean the same on every machine: `localtime` and `Factory` do not."""
_OFFSET = r"(?:UTC|GMT)?[+-]\d{1,2}(?::?[0-5]\d)?"
PASTED_PATTERN = (
    r"(?:19|20)\d{2}-\d{2}-\d{2}(?:[Tt]| +)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?: *[AaPp][Mm])?"
    rf"(?: *(?:[Zz]|[A-Z]{{2,5}}|{_OFFSET}|{ZONE_PATTERN.replace('(', '(?:')}))?"
)
"""The form of a pasted time without its arithmetic, for the JSON Schema."""
OFFSET_TIME_PATTERN = (
    r"(?!\S+ +\d{1,2}:\d{2}(?: *[AaPp][Mm])?-)(?:19|20)\d{2}-\d{2}-\d{2}(?:[Tt]| +)"
    r"(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?"
    r"|(?:0?[1-9]|1[0-2]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)? *[AaPp][Mm])"
    r" *(?:[Zz]|UTC|GMT|(?:UTC|GMT)?[+-](?:(?:0?\d|1[0-3])(?::?[0-5]\d)?|14(?::?00)?))"
)
"""The pasted times that any record reads, whatever its `timezone`: those with an offset from UTC.

For forms in a browser, which have no time zone database; a script has only to see that the day exists.
"""
_PASTED = lazy_pattern(
    r"(?P<date>\d{4}-\d{2}-\d{2})(?P<joint>[Tt]| +)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?P<fraction>\.\d{1,6})?)?(?: *(?P<half>[AaPp])[Mm])?(?P<blank> *)"
    rf"(?:(?P<utc>[Zz]|UTC|GMT)|(?P<offset>{_OFFSET})|(?P<letters>[A-Z]{{2,5}})|(?P<zone>{ZONE_PATTERN}))?",
    re.ASCII,
)
_DAY_OR_MONTH_FIRST = lazy_pattern(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?!\d).*", re.ASCII | re.DOTALL)


class TimeNotRead(ValueError):
    """A time that is missing something, or that means two moments; `fix` says what to write."""

    def __init__(self, fix: str) -> None:
        self.fix = fix
        super().__init__(fix)


@dataclass(frozen=True, slots=True)
class RecordClock:
    """What a record says of its times that have no offset."""

    zone: ZoneInfo | None = None
    is_wrong: bool = False
    """Whether the record names a zone that does not exist."""

    @classmethod
    def of(cls, name: object) -> RecordClock:
        """The clock of a record by what stands in its field `timezone`, None where that is missing."""
        zone = zone_named(name) if isinstance(name, str) else None
        return cls(zone, zone is None and name is not None)


def zone_named(name: str) -> ZoneInfo | None:
    """The zone with this name of the IANA database; None if there is none that means the same everywhere."""
    if not re.fullmatch(ZONE_PATTERN, name, re.ASCII):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        return None


def zone_names() -> set[str]:
    """The names of all zones; looking them up takes some 30 ms."""
    return {name for name in available_timezones() if re.fullmatch(ZONE_PATTERN, name, re.ASCII)}


def read_pasted(text: str, clock: RecordClock | None) -> str | None:
    """A pasted time as RFC 3339; None if it has another form, or if there is no such day or hour.

    `clock` is None in files whose times need an offset. Raises TimeNotRead for a time with too little or too much.
    """
    if not (match := _PASTED.fullmatch(text)):
        return None
    part = match.groupdict()
    seconds = f"{part['second'] or '00'}{part['fraction'] or ''}"
    try:
        local = datetime.fromisoformat(f"{part['date']}T{_hour(part['hour'], part['half'])}:{part['minute']}")
        local = local.replace(second=int(part["second"] or 0))
    except ValueError:
        return None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        return None

    def written(moment: datetime) -> str:
        return f"{moment:%Y-%m-%dT%H:%M}:{seconds}{_offset_of(moment)}"

    if part["utc"]:
        return written(local.replace(tzinfo=UTC))
    if part["offset"]:
        if part["offset"][0] == "-" and part["joint"][0] == " " and not part["second"] and not part["blank"]:
            raise TimeNotRead("write the first time alone if this is a range, else seconds before the offset")
        zone = _fixed_zone(part["offset"])
        return written(local.replace(tzinfo=zone)) if zone else None
    if part["zone"]:
        clock = RecordClock.of(part["zone"])
        if not clock.zone:
            raise TimeNotRead("write the offset from UTC instead of the zone: `Z`, `+02:00`")
    if not clock or not clock.zone:
        raise TimeNotRead(_without_zone(part["letters"], clock, written(local.replace(tzinfo=UTC))[:-1]))
    return written(_in_zone(local, clock.zone, part["letters"]))


def day_first_readings(text: str) -> list[str]:
    """The days that a date with the year at its end can mean, in the form that is read; none for any other text."""
    if not (match := _DAY_OR_MONTH_FIRST.fullmatch(text)):
        return []
    one, two, year = map(int, match.groups())
    readings = []
    for day, month in ((one, two), (two, one)):
        try:
            readings.append(date(year, month, day).isoformat())
        except ValueError:
            continue
    return list(dict.fromkeys(readings))


def _hour(digits: str, half: str | None) -> str:
    """The hour in two digits of the 24-hour clock; raises ValueError where it is none."""
    if not half:
        if len(digits) < 2:
            raise ValueError("one digit may be morning or evening")
        return digits
    if not 1 <= int(digits) <= 12:
        raise ValueError("an hour before or after noon is 1 to 12")
    return f"{int(digits) % 12 + (12 if half in 'Pp' else 0):02d}"


def _fixed_zone(text: str) -> timezone | None:
    """The zone of an offset such as `+0530`, `-8` or `UTC+2`; None where it is more than 14 hours."""
    sign, digits = re.fullmatch(r"\D*([+-])([\d:]+)", text, re.ASCII).groups()  # type: ignore[union-attr]
    digits = digits.replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset) if offset <= timedelta(hours=14) else None


def _without_zone(letters: str | None, clock: RecordClock | None, local: str) -> str:
    """What to write where nothing tells the offset."""
    what = f"`{letters}` may stand for several zones: " if letters else ""
    offset = f"write the offset from UTC here: `{local}Z`, `{local}+02:00`"
    if not clock:
        return f"{what}{offset}; where it is not known, write the day alone"
    if clock.is_wrong:
        return f"{what}give the record a `timezone` that exists, or {offset}"
    return (
        f"{what}add a line `timezone: Europe/Berlin` (the zone of these times) to the record, or {offset}; where "
        "neither is known, write the day alone"
    )


def _in_zone(local: datetime, zone: ZoneInfo, letters: str | None) -> datetime:
    """The one moment at which the clocks of a zone show this; raises TimeNotRead where there is none, or are two."""
    folds = [local.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    moments = {each.utcoffset(): each for each in folds if _exists(each)}
    shown = f"the clocks of {zone.key}"
    if letters:
        named = {offset: each for offset, each in moments.items() if each.tzname() == letters}
        if moments and not named:
            real = " or ".join(f"`{_text(each)}` ({each.tzname()})" for each in moments.values())
            raise TimeNotRead(f"{shown} are not at {letters} then: write {real}, or the offset that is meant")
        moments = named
    if len(moments) == 1:
        (moment,) = moments.values()
        if (moment.utcoffset() or timedelta()).total_seconds() % 60:
            raise TimeNotRead(f"{shown} were not set to whole minutes then: write the time in UTC")
        return moment
    if moments:
        first, second = (f"`{_text(each)}` ({each.tzname()})" for each in moments.values())
        raise TimeNotRead(f"{shown} showed this twice: write {first} or {second}")
    before, after = (_text(each.astimezone(UTC).astimezone(zone)) for each in folds)
    raise TimeNotRead(f"{shown} were put forward over this: write `{before}` or `{after}`")


def _exists(moment: datetime) -> bool:
    """Whether clocks ever showed this local time with this offset."""
    again = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return (again.isoformat(), again.utcoffset()) == (moment.isoformat(), moment.utcoffset())


def _text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}{_offset_of(moment)}"


def _offset_of(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    if moment.tzinfo is UTC or getattr(moment.tzinfo, "key", "") == "UTC":
        return "Z"
    minutes = int(abs(offset).total_seconds()) // 60
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
