"""Times that are counted from the beginning of the incident, such as `T+12m`, `T-0:05` and `+1h30`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import NamedTuple

_RELATIVE = re.compile(
    r"[\s*_`\[(]*(?:T ?(?P<sign>[+\-\u2212]) ?|(?P<bare>\+) ?)"
    r"(?:(?P<clock_hours>\d{1,3}):(?P<clock_minutes>[0-5]\d)(?::[0-5]\d)?(?!\d)|(?P<zero>00?)(?!\w|[:.]\d)"
    r"|(?=\d)(?:(?P<days>\d{1,3}) ?d(?:ays?)? ?)?(?:(?P<hours>\d{1,4}) ?h(?:(?:ou)?rs?)? ?)?"
    r"(?:(?P<minutes>\d{1,5}) ?m(?:in(?:ute)?s?|ins?)?)?(?: ?(?P<seconds>\d{1,6}) ?s(?:ecs?|econds?)?)?(?!\w|:\d))"
)


class RelativeTime(NamedTuple):
    """A time since the beginning, how it is written, and where the text behind it begins."""

    since: timedelta
    written: str
    end: int


def relative_time(text: str) -> RelativeTime | None:
    """The relative time that a text begins with; None where it begins with none."""
    match = _RELATIVE.match(text[:80])
    if not match:
        return None
    part = {name: int(value) for name, value in match.groupdict().items() if value and value.isdigit()}
    if not part or (match.group("bare") and "clock_hours" in part and len(part) < 2):
        return None
    since = timedelta(
        days=part.get("days", 0),
        hours=part.get("hours", part.get("clock_hours", 0)),
        minutes=part.get("minutes", part.get("clock_minutes", 0)),
        seconds=part.get("seconds", 0),
    )
    is_before = (match.group("sign") or "+") != "+"
    return RelativeTime(-since if is_before else since, match.group().strip(" *_`[("), match.end())
