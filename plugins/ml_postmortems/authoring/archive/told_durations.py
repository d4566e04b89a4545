"""Durations as a postmortem tells them, and whether the entries of its timeline say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_PART = (
    r"(?P<number{0}>\d{{1,5}}(?:[.,]\d{{1,2}})?)"
    r"[ -]?(?P<unit{0}>d(?:ays?)?|h(?:ours?|rs?|r)?|m(?:in(?:ute)?s?|ins?)?|s(?:ecs?|econds?)?)\b\.?"
)
_AMOUNT = re.compile(
    rf"(?<![\w.:/-])(?:{_PART.format(1)})(?:,? ?(?:and |&)? ?{_PART.format(2)})?"
    rf"(?:,? ?(?:and |&)? ?{_PART.format(3)})?",
    re.I,
)
_KINDS = (
    (
        "detect",
        re.compile(
            r"\b(?:time to (?:detect\w*|discover\w*|notice|alert)|m?ttd"
            r"|detect(?:ion)? time|undetect\w* time|detection)\b",
            re.I,
        ),
    ),
    (
        "mitigate",
        re.compile(
            r"\b(?:time to (?:mitigat\w*|recover\w*|restore|restoration)|m?ttm|mitigation time)\b",
            re.I,
        ),
    ),
    ("resolve", re.compile(r"\b(?:time to (?:resol\w*|repair|fix)|m?ttr|resol(?:ve|ution) time|fix time)\b", re.I)),
    (
        "total",
        re.compile(
            r"\b(?:total|duration|downtime|lasted|length|outage time|impact time|unavailable for|down for)\b", re.I
        ),
    ),
)
_NOT_TOLD = re.compile(r"\b(?:timeout|interval|window|retention|ttl|every|sla|slo|target|average|p\d\d)\b", re.I)

Marked = Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A duration as it is told on a line, beside what the timeline says; None where it cannot be computed."""

    line: int
    kind: str
    told: str
    seconds: int
    computed: timedelta | None
    between: str

    @property
    def differs(self) -> bool:
        """Whether the timeline says something else than what is told, as exactly as it is told."""
        if self.computed is None:
            return False
        off = abs(self.computed.total_seconds() - self.seconds)
        return off > self._grain

    @property
    def _grain(self) -> float:
        units = [each[0].lower() for each in re.findall(r"(?<=\d)[ -]?([dhms])", self.told, re.I)]
        smallest = min((_UNITS[unit] for unit in units), default=60)
        has_decimal = bool(re.search(r"\d[.,]\d", self.told))
        return max(60, smallest * (0.1 if has_decimal else 0.5))


def told_durations(
    lines: Sequence[tuple[int, str]], marked: Marked, first: datetime | None, last: datetime | None
) -> list[Comparison]:
    """The durations that lines tell by a name such as `time to detect`, each compared with the timeline."""
    return [found for number, line in lines for found in _in_line(number, line, marked, first, last)]


def written_duration(span: timedelta) -> str:
    """A duration in words."""
    seconds = int(abs(span.total_seconds()))
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    parts = [f"{value} {unit}" for value, unit in ((days, "d"), (hours, "h"), (rest // 60, "min")) if value]
    return ("-" if span < timedelta() else "") + (" ".join(parts) or f"{seconds} s")


def _in_line(
    number: int, line: str, marked: Marked, first: datetime | None, last: datetime | None
) -> Iterator[Comparison]:
    text = line[:2000]
    kinds = sorted((match.start(), match.end(), name) for name, pattern in _KINDS for match in pattern.finditer(text))
    if not kinds or _NOT_TOLD.search(text):
        return
    for place, (_, end, kind) in enumerate(kinds):
        until = kinds[place + 1][0] if place + 1 < len(kinds) else len(text)
        if match := _AMOUNT.search(text, end, max(end, until)):
            computed, between = _computed(kind, marked, first, last, _seconds(match))
            yield Comparison(number, kind, match.group().strip(), _seconds(match), computed, between)


def _computed(
    kind: str, marked: Marked, first: datetime | None, last: datetime | None, told: int
) -> tuple[timedelta | None, str]:
    """What the timeline says; of two ways to count, the one that comes nearer to what is told."""
    pairs = {
        "detect": [("started", "detected")],
        "mitigate": [("started", "mitigated"), ("detected", "mitigated")],
        "resolve": [("started", "resolved"), ("detected", "resolved")],
        "total": [("started", "resolved"), ("started", "mitigated")],
    }[kind]
    found = [
        (marked[end] - marked[start], f"{start} to {end}") for start, end in pairs if start in marked and end in marked
    ]
    if not found and kind == "total" and first and last and first < last:
        found = [(last - first, "first to last entry")]
    if not found:
        return None, ""
    return min(found, key=lambda pair: abs(pair[0].total_seconds() - told))


def _seconds(match: re.Match[str]) -> int:
    return round(
        sum(
            float(match.group(f"number{part}").replace(",", ".")) * _UNITS[match.group(f"unit{part}")[0].lower()]
            for part in (1, 2, 3)
            if match.group(f"number{part}")
        )
    )
