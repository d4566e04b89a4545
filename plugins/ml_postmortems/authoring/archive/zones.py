"""The zones that people write behind a time of day, and the one that a text names for all its times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, timedelta, timezone, tzinfo
from functools import cache

from ml_postmortems.model.pasted_time import zone_named, zone_names

_REGIONS: Mapping[str, tuple[str, ...]] = {
    "UTC": ("UTC", "GMT", "Z", "ZULU"),
    "America/Los_Angeles": ("PT", "PST", "PDT", "PACIFIC"),
    "America/Denver": ("MT", "MST", "MDT", "MOUNTAIN"),
    "America/Chicago": ("CT", "CST", "CDT", "CENTRAL"),
    "America/New_York": ("ET", "EST", "EDT", "EASTERN"),
    "Europe/London": ("BST",),
    "Europe/Lisbon": ("WET", "WEST"),
    "Europe/Berlin": ("CET", "CEST", "MEZ", "MESZ"),
    "Europe/Helsinki": ("EET", "EEST"),
    "Europe/Moscow": ("MSK",),
    "Asia/Kolkata": ("IST",),
    "Asia/Singapore": ("SGT",),
    "Asia/Hong_Kong": ("HKT",),
    "Asia/Tokyo": ("JST",),
    "Asia/Seoul": ("KST",),
    "Australia/Sydney": ("AET", "AEST", "AEDT"),
    "Pacific/Auckland": ("NZT", "NZST", "NZDT"),
    "America/Sao_Paulo": ("BRT",),
}
_BY_LETTERS = {name: zone for zone, names in _REGIONS.items() for name in names}
SEVERAL_MEANINGS = frozenset({"CST", "IST", "BST", "MT", "MST"})
"""Letters that other regions use too; a map can say what they mean in an archive."""
_WORDS = "PACIFIC|MOUNTAIN|CENTRAL|EASTERN"
_LETTERS = "|".join(sorted((name for name in _BY_LETTERS if name not in _WORDS.split("|")), key=len, reverse=True))
OFFSET = r"(?:UTC|GMT) ?[+\-\u2212]\d{1,2}(?::?[0-5]\d)?|[+\-\u2212]\d{2}:?[0-5]\d"
ZONE = (
    rf"(?:{OFFSET}|(?-i:[A-Z][A-Za-z_]{{1,20}}/[A-Z][A-Za-z_/]{{1,40}}|(?:{_LETTERS})(?![A-Za-z]))"
    rf"|(?i:(?:US )?(?:{_WORDS})(?: (?:Standard|Daylight))?(?: Time(?![A-Za-z])|(?= ?[-\u2013\u2014:|)\],.*]|$))))"
)
"""What may stand behind a time of day."""
_NAMED = re.compile(rf"(?P<zone>{ZONE})")
_ALL_TIMES = re.compile(
    r"(?i:\b(?:all |the )?(?:time ?(?:stamp)?s?|dates|timeline|clock|entries|events)\b[^.\n]{0,60}?"
    r"\b(?:in|are|is|use|as|at|:))"
    r"\W{0,6}(?P<said>[^.;)\n]{2,60})|(?i:\btime ?zone\b|\ball times\b)\W{0,6}(?P<named>[^.;)\n]{2,60})"
)
_CENTRAL_EUROPE = re.compile(r"(?i:central european(?: summer)? time)")
_CITY = re.compile(
    r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)?)(?:'s)? (?:local )?time\b|\b(?:in|of|local time,?) \(?([A-Z][a-z]+)"
)


def zone_of(said: str, meanings: Mapping[str, str]) -> tzinfo | None:
    """The zone that letters, an offset or a name mean; `meanings` are those of a map and go first."""
    text = said.strip(" ()").replace("\u2212", "-")
    if name := meanings.get(text) or meanings.get(text.upper()):
        return _of_name(name)
    if re.fullmatch(OFFSET, text):
        sign, hours, minutes = re.findall(r"([+-])(\d{1,2}?)(?::?(\d\d))?$", text.replace(" ", ""))[0]
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-offset if sign == "-" else offset) if offset <= timedelta(hours=14) else None
    word = text.upper().removeprefix("US ").split(" ")[0]
    return _of_name(_BY_LETTERS.get(word, text))


def zone_for_all(text: str, meanings: Mapping[str, str]) -> str:
    """The zone that a text names for all its times, as it says it; empty where it names none."""
    for match in _ALL_TIMES.finditer(text[:20_000]):
        said = match.group("said") or match.group("named")
        if found := named_zone(said, meanings):
            return found
    return ""


def named_zone(said: str, meanings: Mapping[str, str]) -> str:
    """The first zone that a few words name, such as `Pacific time` or `Berlin time`; empty where there is none."""
    for letters in meanings:
        if re.search(rf"(?<![A-Za-z]){re.escape(letters)}(?![A-Za-z])", said):
            return letters
    if _CENTRAL_EUROPE.search(said):
        return "CET"
    for found in _NAMED.finditer(said):
        if said[: found.start()][-1:].isalpha():
            continue
        zone: str = found.group("zone")
        for each in (zone, *zone.split("/")):
            if zone_of(each, meanings):
                return each
    if match := _CITY.search(said):
        return _cities().get((match.group(1) or match.group(2)).replace(" ", "_"), "")
    return ""


def _of_name(name: str) -> tzinfo | None:
    return UTC if name == "UTC" else zone_named(name)


@cache
def _cities() -> Mapping[str, str]:
    return {name.rsplit("/", 1)[-1]: name for name in sorted(zone_names()) if "/" in name}
