"""Days as exports of trackers write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]\d{2}:\d{2}.{0,30})?", re.ASCII)
_DAY_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(?P<day>\d{1,2})[/ -](?P<name>[A-Za-z]{3})[A-Za-z]{0,6}\.?,?[/ -](?P<year>\d{4}|\d{2})"
    r"(?: \d{1,2}:\d{2}.{0,40})?",
    re.ASCII,
)
_MONTH_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(?P<name>[A-Za-z]{3})[A-Za-z]{0,6}\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"
    r"(?:,? \d{1,2}:\d{2}.{0,40})?",
    re.ASCII,
)


def read_day(text: str) -> date | None:
    """The day of a date, with a time or without one, as it stands there; None where it may mean several, or none.

    Read are `2025-03-12T16:05:00Z`, `12/Mar/25 4:05 PM` (Jira) and `Wed Mar 12 2025 16:05:00 GMT+0000` (Linear). Where
    month and day are digits in an unknown order, nothing is read.
    """
    said = text.strip()
    match = next((found for form in (_ISO, _DAY_FIRST, _MONTH_FIRST) if (found := form.fullmatch(said))), None)
    if not match:
        return None
    parts = match.groupdict()
    name = (parts.get("name") or "").lower()
    if name and name not in _MONTHS:
        return None
    month = _MONTHS.index(name) + 1 if name else int(parts["month"])
    year = int(parts["year"])
    try:
        return date(year if year > 99 else 2000 + year, month, int(parts["day"]))
    except ValueError:
        return None
