"""On which day each record was changed last, from the history of the checked-out branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ml_postmortems.reading.branch_history import told_by_history
from ml_postmortems.reading.git import last_changes


@dataclass(frozen=True)
class ChangeDays:
    """The last day of each file, by its path below the folder of records, or why it cannot be told."""

    days: Mapping[str, date] = field(default_factory=dict)
    unavailable: str | None = None
    """Completes "When records changed is not known: ..."."""


def change_days(folder: Path) -> ChangeDays:
    """The days on the first-parent line, read in one pass of git; what is not committed is not in it."""
    rows, unavailable = told_by_history(
        folder, "change-days", lambda: [(path, day.isoformat()) for path, day in last_changes(folder).items()]
    )
    return ChangeDays({path: date.fromisoformat(day) for path, day in rows}, unavailable)
