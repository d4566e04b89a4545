"""Times as postmortems say them, found in a text and taken apart; what moment they are is told by their timeline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.authoring.archive.zones import ZONE

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?![a-z])\.?"
_RANGE = rf" ?[-\u2212]\d\d:[0-5]\d(?: ?[ap]\.?m\b| ?(?:{ZONE}))"
"""The end of a range, which without the zone behind it could be an offset: `08:00-09:30 UTC`."""
_DASH = r"[-\u2010-\u2015\u2212~]|->|\u2192|\.{2,3}|\u2026"
_TO = "(?:to|until|till?|through|thru|up to|and)"
_END = r"(?:~ ?|about |around )?\d{1,2}(?::[0-5]\d| ?[ap]\.?m\b)"
"""A time that ends a range which a bare hour may begin."""
_POINT = r"\.(?=[0-5]\d ?[ap]\.?m\b)"
"""What stands for the colon in `10.15 a.m.`."""


def _date(tag: str) -> str:
    return (
        rf"(?:(?P<weekday{tag}>{_WEEKDAY}),? ?(?:the )?)?(?:"
        rf"(?P<iso{tag}>(?:19|20)\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}})(?!\d)"
        rf"|(?P<day{tag}>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<month{tag}>{_MONTH})"
        rf"(?:,?[ -](?P<year{tag}>(?:19|20)\d\d)(?!\d|:\d))?"
        rf"|(?P<month_{tag}>{_MONTH})[ -](?P<day_{tag}>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|:\d)"
        rf"(?:,? (?P<year_{tag}>(?:19|20)\d\d)(?!\d|:\d))?"
        rf"|(?P<one{tag}>\d{{1,2}})(?:/|\.(?=\d{{1,2}}\.\d))(?P<two{tag}>\d{{1,2}})"
        rf"(?:[/.](?P<three{tag}>(?:19|20)?\d\d))?(?![\d:/.])"
        r")"
    )


def _clock(tag: str) -> str:
    return (
        rf"(?:(?P<hour{tag}>[01]?\d|2[0-4])(?:(?:[:h]|{_POINT})(?P<minute{tag}>[0-5]\d)"
        rf"(?::(?P<second{tag}>[0-5]\d)(?:[.,]\d{{1,9}})?)?"
        rf"(?: ?(?P<half{tag}>[ap])\.?m\b\.?)?| ?(?P<half_{tag}>[ap])\.?m\b\.?)(?!\d|:\d)"
        rf"|(?P<hour_{tag}>[01]\d|2[0-3])(?P<minute_{tag}>[0-5]\d)(?= ?(?:Z|UTC|GMT|h|hrs|hours)\b)"
        r"(?: ?(?:h|hrs|hours)\b)?)"
    )


def _zone(tag: str) -> str:
    return rf"(?:(?!{_RANGE})(?: ?(?P<zone{tag}>\({ZONE}\)|{ZONE})))?"


_ABOUT = r"(?P<about>~ ?|\u2248 ?|(?:circa|ca\.?|c\.|approx(?:imately|\.)?|about|around|roughly|approx) )"
_ISH = r"(?P<ish> ?-?ish\b)?"
_SHIFT = r"(?: ?\(?(?P<shift>\+ ?\d(?: ?d(?:ays?)?)?(?![\d:])|(?:the )?(?:next|following) day)\)?)?"
_JOINT = r"(?:T|, ?| at | @ ?| - | \u2013 | \| | )"
_UNTIL = (
    rf"(?: ?(?:{_DASH}) ?| {_TO} )(?:~ ?|about |around |approx\. )?"
    rf"(?:{_date('2')}{_JOINT})?{_clock('2')}{_zone('2')}(?:\b|(?<=[).]))"
)
_BARE = (
    rf"(?:(?:(?<=from )|(?<=between )|^)(?P<bare>[01]?\d|2[0-3])(?= {_TO} {_END})"
    rf"|(?P<bare_>[01]?\d|2[0-3])(?=[-\u2010-\u2015]\d{{1,2}}(?::[0-5]\d)? ?[ap]\.?m\b))"
)
"""An hour without minutes, as ranges begin: `from 9 to 10:15`, `9-10am`."""
_MOMENT = re.compile(
    rf"(?<![\w:./+-])(?:{_ABOUT})?(?:{_date('')}{_JOINT}(?:about |around |~ ?)?|(?P<alone>{_WEEKDAY}),? (?:at )?)?"
    rf"(?:{_clock('')}|{_BARE}){_ISH}{_zone('')}{_SHIFT}(?:{_UNTIL})?"
    rf"(?:,? (?:on |\()?(?:{_date('3')})\)?)?",
    re.IGNORECASE,
)
_DAY = re.compile(rf"(?<![\w:./+-]){_date('')}(?!\w|:\d)", re.IGNORECASE)
_RANGE_OR_OFFSET = re.compile(r"[-\u2212]((?:[01]\d|2[0-3])):([0-5]\d)")
"""What stands behind a time as `-09:30`: the end of a range, where that is later and no `T` makes it a timestamp."""
_TIMESTAMP = re.compile(r"\dT\d", re.IGNORECASE)
_LONGEST = 400
"""Characters of a text in which the first time is looked for."""


@dataclass(frozen=True, slots=True)
class SaidDay:
    """A day as it is said: the year may be missing, and of two numbers either may be the month."""

    year: int | None
    month: int
    day: int
    is_ambiguous: bool = False
    """Whether day and month may be the other way round."""


@dataclass(frozen=True, slots=True)
class SaidClock:
    """A time of day on the 24-hour clock, with the zone that stands behind it."""

    hour: int
    minute: int
    second: int
    zone: str
    has_half: bool
    """Whether AM or PM is said."""


@dataclass(frozen=True, slots=True)
class SaidTime:
    """A time and where it stands in its text."""

    start: int
    end: int
    written: str
    day: SaidDay | None
    clock: SaidClock | None
    until: SaidClock | None = None
    weekday: int | None = None
    """From 0 for Monday, where the time has a weekday and no date."""
    days_later: int = 0
    is_about: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether what is written is wholly said by the moment: no range, no `about`, no letters but UTC."""
        letters = re.sub(r"UTC|GMT|(?<=\d) ?Z|(?<=\d)T|[ap]\.?m\.?", "", self.written, flags=re.IGNORECASE)
        return not (self.until or self.is_about or self.days_later or re.search("[A-Za-z]", letters))


def find_times(text: str) -> Iterator[SaidTime]:
    """The times of day in a text, in order."""
    for match in _MOMENT.finditer(text[: 10 * _LONGEST]):
        if said := _said(match):
            yield said


def first_time(text: str) -> SaidTime | None:
    """The first time of day near the beginning of a text."""
    return next(find_times(text[:_LONGEST]), None)


def first_day(text: str) -> SaidTime | None:
    """The first date in a text, with or without a time of day."""
    for match in _DAY.finditer(text[:_LONGEST]):
        if day := _day(match, ""):
            return SaidTime(match.start(), match.end(), match.group(), day, None)
    return None


def _said(match: re.Match[str]) -> SaidTime | None:
    clock, until = _clock_of(match, ""), _clock_of(match, "2")
    if not clock:
        return None
    if until and until.has_half and not clock.has_half and clock.hour <= 12:
        half = 12 if until.hour >= 12 else 0
        hour = clock.hour % 12 + half
        hour = hour if hour <= until.hour else clock.hour % 12
        clock = SaidClock(hour, clock.minute, clock.second, clock.zone, has_half=True)
    if not until and (offset := _RANGE_OR_OFFSET.fullmatch(clock.zone)) and not _TIMESTAMP.search(match.group()):
        end = SaidClock(int(offset.group(1)), int(offset.group(2)), 0, "", has_half=False)
        if (end.hour, end.minute) > (clock.hour, clock.minute):
            until, clock = end, SaidClock(clock.hour, clock.minute, clock.second, "", clock.has_half)
    if until and not clock.zone:
        clock = SaidClock(clock.hour, clock.minute, clock.second, until.zone, clock.has_half)
    shift = (match.group("shift") or "").strip()
    days = int(re.sub(r"\D", "", shift) or 1) if shift else 0
    weekday = (match.group("alone") or "")[:3].lower()
    return SaidTime(
        *match.span(),
        match.group().strip(),
        _day(match, "") or _day(match, "3"),
        clock,
        until,
        _WEEKDAYS.index(weekday) if weekday else None,
        days,
        bool(match.group("about") or match.group("ish")),
    )


def _clock_of(match: re.Match[str], tag: str) -> SaidClock | None:
    part = match.groupdict()
    if part.get(f"hour_{tag}"):
        return SaidClock(int(part[f"hour_{tag}"]), int(part[f"minute_{tag}"]), 0, part[f"zone{tag}"] or "", False)
    if not tag and (bare := part.get("bare") or part.get("bare_")):
        return SaidClock(int(bare), 0, 0, part["zone"] or "", has_half=False)
    if not part.get(f"hour{tag}"):
        return None
    hour, half = int(part[f"hour{tag}"]), (part[f"half{tag}"] or part[f"half_{tag}"] or "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return SaidClock(
        hour, int(part[f"minute{tag}"] or 0), int(part[f"second{tag}"] or 0), part[f"zone{tag}"] or "", bool(half)
    )


def _day(match: re.Match[str], tag: str) -> SaidDay | None:
    part = match.groupdict()
    if iso := part.get(f"iso{tag}"):
        year, month, day = map(int, re.split(r"[-/.]", iso))
        return SaidDay(year, month, day)
    for mark in (tag, f"_{tag}"):
        if name := part.get(f"month{mark}"):
            year_said = part.get(f"year{mark}")
            return SaidDay(
                int(year_said) if year_said else None, _MONTHS.index(name[:3].lower()) + 1, int(part[f"day{mark}"])
            )
    if part.get(f"one{tag}"):
        one, two, three = int(part[f"one{tag}"]), int(part[f"two{tag}"]), part[f"three{tag}"]
        said = (int(three) if len(three) == 4 else 2000 + int(three)) if three else None
        if one > 12 >= two > 0:
            return SaidDay(said, two, one)
        return SaidDay(said, one, two, is_ambiguous=two <= 12 and one != two) if 0 < one <= 12 else None
    return None
