"""Which data are bad: what a training script asks before it reads them.

    from ml_postmortems import quarantine
    quarantine.load("https://postmortems.example.com/quarantine.json").check("click-log", "2025-01-01", "2025-03-31")

It loads nothing but the standard library. `quarantine.json` is written into every site.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ml_postmortems.errors import AuditUnusable, DataInQuarantine, MalformedDate, UnknownName
from ml_postmortems.json_kind import FORMATS, json_kind
from ml_postmortems.pinned_file import read_pinned
from ml_postmortems.suggestion import closest

__all__ = ["BadData", "DataInQuarantine", "Quarantine", "load", "parse"]

FORMAT_VERSION = 1
_FORMAT = "ml-postmortems-quarantine"
_LIVE = ("quarantined", "unknown")
_ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class BadData:
    """A range of data that an incident left behind."""

    record: str
    """The id of the postmortem."""
    artifact: str
    """The data set, or whatever holds them."""
    reaches: tuple[str, ...]
    """What is made of it, directly or not."""
    start: date | None
    """The first day; None where nobody knows it, so that it may be any."""
    end: date | None
    """The last day; None where nobody knows it."""
    filter: str | None
    """How to select exactly them, in the words of the record."""
    state: str
    """`quarantined`, `repaired`, `accepted`, or `unknown` where the record does not say."""

    @property
    def is_live(self) -> bool:
        """Whether they must not be used: kept apart, or nobody knows."""
        return self.state in _LIVE

    def overlaps(self, start: date | None, end: date | None) -> bool:
        """Whether some day lies in both ranges; None is open."""
        return not ((self.end and start and self.end < start) or (self.start and end and end < self.start))

    def __str__(self) -> str:
        days = f"from {self.start or 'an unknown day'} to {self.end or 'an unknown day'}"
        which = f", filter: {self.filter}" if self.filter else ""
        return f"{self.artifact} {days} is {self.state} ({self.record}{which})"


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The bad data of a base, for one audience and as of one day."""

    as_of: date
    audience: str
    artifacts: frozenset[str]
    """Every id that may be asked for."""
    entries: tuple[BadData, ...]

    def touching(
        self, dataset: str, start: date | str | None = None, end: date | str | None = None
    ) -> tuple[BadData, ...]:
        """Bad data of every state in a data set, or in what it is made of, within a range of days.

        Raises UnknownName for an id that the base does not have, and MalformedDate, also of a range that ends before it
        begins.
        """
        if dataset not in self.artifacts:
            raise UnknownName("dataset", dataset, sorted(self.artifacts), closest(dataset, self.artifacts))
        first, last = _day("start", start), _day("end", end)
        if first and last and last < first:
            raise MalformedDate("end", str(end), f"{first} or later, for `start` is {first}")
        of_dataset = (each for each in self.entries if dataset == each.artifact or dataset in each.reaches)
        return tuple(each for each in of_dataset if each.overlaps(first, last))

    def check(
        self,
        dataset: str,
        start: date | str | None = None,
        end: date | str | None = None,
        *,
        allow_accepted: bool = True,
    ) -> None:
        """Raise DataInQuarantine where a data set holds data that are not to be used within a range of days.

        Both days are included, and None is open. `allow_accepted=False` also refuses bad data that somebody left as
        they are, knowingly. Raises as `touching` does.
        """
        bad = [
            each
            for each in self.touching(dataset, start, end)
            if each.is_live or (each.state == _ACCEPTED and not allow_accepted)
        ]
        if bad:
            raise DataInQuarantine(dataset, list(map(str, bad)))


def load(place: str | Path, *, sha256: str | None = None, offline_copy: str | Path | None = None) -> Quarantine:
    """Read `quarantine.json` from a path, a folder that holds it, or an address.

    With `sha256` the file must have that hash. What comes from an address is kept in `offline_copy`, which stands in
    where the address does not answer. Raises AuditUnusable.
    """
    where = str(place)
    if Path(where).is_dir():
        where = str(Path(where, "quarantine.json"))
    copy = Path(offline_copy) if offline_copy is not None else None
    return read_pinned(where, parse, sha256, copy)[0]


def parse(content: bytes, place: str = "quarantine.json") -> Quarantine:
    """What a `quarantine.json` says; `place` is named in errors. Raises AuditUnusable."""
    try:
        document = json.loads(content)
        if document["format"] != _FORMAT:
            raise ValueError
        if document["version"] != FORMAT_VERSION:
            fix = "update the package ml-postmortems on this side, or on that of the base"
            raise AuditUnusable(place, f"must be of version {FORMAT_VERSION}", "another version", fix)
        return Quarantine(
            date.fromisoformat(document["as_of"]),
            str(document["audience"]),
            frozenset(map(str, document["artifacts"])),
            tuple(map(_bad_data, document["contamination"])),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        kind = json_kind(content)
        found = "one that cannot be read" if kind == FORMATS[_FORMAT] else kind
        fix = "name the `quarantine.json` that a site of the base has at its top"
        raise AuditUnusable(place, "must be a quarantine.json", found, fix) from error


def _bad_data(entry: dict[str, Any]) -> BadData:
    return BadData(
        record=str(entry["record"]),
        artifact=str(entry["artifact"]),
        reaches=tuple(map(str, entry["reaches"])),
        start=date.fromisoformat(entry["from"]) if entry["from"] else None,
        end=date.fromisoformat(entry["to"]) if entry["to"] else None,
        filter=None if entry["filter"] is None else str(entry["filter"]),
        state=str(entry["state"]),
    )


def _day(name: str, value: date | str | None) -> date | None:
    match value:
        case datetime():
            return value.date()
        case str():
            try:
                return date.fromisoformat(value[:10])
            except ValueError as error:
                raise MalformedDate(name, value, "a day such as 2025-03-31") from error
        case _:
            return value
