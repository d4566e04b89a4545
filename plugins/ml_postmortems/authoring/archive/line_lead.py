"""What a line of a timeline begins with: its time, or the day of the lines below it."""

from __future__ import annotations

import re

from ml_postmortems.authoring.archive.line_shapes import BEFORE_TIME, BULLET
from ml_postmortems.authoring.archive.moments import DayClock
from ml_postmortems.authoring.archive.said_time import SaidTime, first_day, first_time

MOST_BEFORE = 40
"""Characters before a time that still let a line begin with it."""
_SAID_BEFORE = re.compile(
    r"(?i:at|by|on|from|between|around|about|since|after|before|starting|shortly|just|as|of|the|same|day|approximately|early|late|until|ca\.?|,|\s)*"
)
AFTER_TIME = re.compile(r"[\s*_`\])]*(?:[:,;|]|[-\u2010-\u2015\u2212]+>?|\u2192|=>)?[\s*_|]*")
_DOTTED = re.compile(
    r"(?P<before>^[\s*_`\[(~]*(?:[01]?\d|2[0-3]))\.(?P<after>[0-5]\d)(?![\d.])"
    r"(?=[\s*_`\])]*(?:[-\u2010-\u2015:]|[A-Z\u00c0-\u00de]|[ap]m))"
)
"""A time of day with a point, where a line of a timeline begins with it."""
_DAY_LINE = re.compile(r"[\s*_#:,.()\[\]|-]*")


def leading_time(text: str, clock: DayClock) -> tuple[SaidTime, str] | None:
    """The time that a line begins with, and the text of its entry; a day before it becomes that of the clock."""
    begin = BULLET.match(text)
    assert begin
    said_text = _DOTTED.sub(r"\g<before>:\g<after>", text[begin.end() :])
    before = BEFORE_TIME.match(said_text)
    assert before
    start = before.end()
    said = first_time(said_text) or first_day(said_text)
    day = first_day(said_text)
    if (
        day
        and said
        and day.start < said.start
        and not said.day
        and said_text[day.end : said.start].strip(" -\u2013,:*_|@()") in ("", "at")
    ):
        clock.take_day(day)
        start = max(start, said.start)
    if not said or said.start > MOST_BEFORE:
        return None
    between = said_text[start : said.start]
    after = AFTER_TIME.match(said_text, said.end)
    assert after
    if said.is_about and not between.strip():
        return said, said_text[after.end() :].strip()
    if not between.strip(" *_`[(~|"):
        return said, said_text[after.end() :].strip()
    if _SAID_BEFORE.fullmatch(between):
        return said, said_text.strip().lstrip("*_` ")
    return None


def takes_day(text: str, clock: DayClock) -> bool:
    """Take a line that is a day and nothing else as the day of what follows."""
    day = first_day(text)
    if not day:
        return False
    rest = text[: day.start] + text[day.end :]
    rest = re.sub(
        r"(?i)\b(?:day \d+|mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(?:day)?\b|all times|\bin\b|\btimes\b",
        " ",
        rest,
    )
    clock.take_zone(rest)
    if _DAY_LINE.fullmatch(re.sub(r"\([^)]{0,30}\)|\bUTC\b|\b[A-Z]{2,4}T\b", " ", rest.lstrip("-*+ "))):
        clock.take_day(day)
        return True
    return False
