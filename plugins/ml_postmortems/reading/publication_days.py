"""On which day each record came to the main branch as a published one, from its history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ml_postmortems.model.terms import Status
from ml_postmortems.reading.branch_history import told_by_history
from ml_postmortems.reading.git import blobs, changes_of_lines
from ml_postmortems.reading.source import Unreadable, split_front_matter

_LINES = r"^status:"
_FIELD = re.compile(r"""^(?P<key>id|status):[ \t]*["']?(?P<value>[\w-]+)""", re.MULTILINE | re.ASCII)
_COUNTED = frozenset(status.value for status in Status if status.is_counted)


@dataclass(frozen=True)
class PublicationDays:
    """The first day of each record with a status that counts, or why they cannot be told."""

    days: Mapping[str, date] = field(default_factory=dict)
    unavailable: str | None = None
    """Completes "How long it took is not known: ..."."""


def publication_days(folder: Path) -> PublicationDays:
    """The days on the first-parent line of the checked-out branch, read in one pass of git."""
    rows, unavailable = told_by_history(
        folder, "publication-days", lambda: [(record, day.isoformat()) for record, day in _first_days(folder).items()]
    )
    return PublicationDays({record: date.fromisoformat(day) for record, day in rows}, unavailable)


def _first_days(folder: Path) -> Mapping[str, date]:
    commits = tuple(changes_of_lines(folder, _LINES, with_new_files=True))
    contents = blobs(folder, {commit.after for commit in commits})
    published = {blob: _published_id(content) for blob, content in contents.items()}
    days: dict[str, date] = {}
    for commit in commits:
        if record := published[commit.after]:
            days.setdefault(record, commit.day)
    return days


def _published_id(content: bytes) -> str | None:
    """The id of a former version that counted; of a mapping in block form the keys stand at the margin."""
    try:
        text = split_front_matter(content.decode()).front_matter
    except (Unreadable, ValueError):
        return None
    fields = {match["key"]: match["value"] for match in reversed(list(_FIELD.finditer(text)))}
    return fields.get("id") if fields.get("status") in _COUNTED else None
