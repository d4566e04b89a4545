"""How due dates of actions moved, from the history of the main branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from ml_postmortems.model.instant import Instant
from ml_postmortems.reading.branch_history import told_by_history
from ml_postmortems.reading.git import FileChange, blobs, changes_of_lines
from ml_postmortems.reading.source import Unreadable, split_front_matter

_LINES = r"(^|[ {,-])due:"
"""What every change of a due date has on a line that it adds or takes out."""


@dataclass(frozen=True, slots=True)
class DueChange:
    """A due date that was moved."""

    day: date
    """When the change came to the branch."""
    was: Instant
    now: Instant

    @property
    def days(self) -> int:
        """By how many days; less than 0 where it was brought forward."""
        return (self.now.last_day - self.was.last_day).days


class _Key(NamedTuple):
    record: str
    action: str


@dataclass(frozen=True)
class DueHistory:
    """The changes of due dates by record and action, or why they cannot be told."""

    changes: Mapping[tuple[str, str], tuple[DueChange, ...]] = field(default_factory=dict)
    unavailable: str | None = None
    """Completes "How often due dates moved is not known: ..."."""

    def of(self, record: str, action: str, day: date) -> tuple[DueChange, ...] | None:
        """The changes of one action up to a day, oldest first; None where they cannot be told."""
        if self.unavailable:
            return None
        return tuple(change for change in self.changes.get((record, action), ()) if change.day <= day)

    def due_then(self, record: str, action: str, day: date, due: Instant | None) -> Instant | None:
        """The due date as it stood at the end of a day, where the history tells; `due` is the present one."""
        later = (change.was for change in self.changes.get((record, action), ()) if change.day > day)
        return next(later, due)


def due_history(folder: Path) -> DueHistory:
    """The history of the checked-out branch, read in one pass of git.

    Only changes on the first-parent line count, so that what was moved within a pull request before it was merged does
    not. A date that is taken out or added, and one that changes together with the name of its file, is no move.
    """
    rows, unavailable = told_by_history(folder, "due-dates", lambda: _rows(folder))
    found: dict[tuple[str, str], tuple[DueChange, ...]] = {}
    for record, action, day, was, now in rows:
        change = DueChange(date.fromisoformat(day), Instant.parse(was), Instant.parse(now))
        found[record, action] = (*found.get((record, action), ()), change)
    return DueHistory(found, unavailable)


def _rows(folder: Path) -> list[tuple[str, ...]]:
    commits = tuple(changes_of_lines(folder, _LINES))
    contents = blobs(folder, {blob for each in commits for blob in (each.before, each.after)})
    dates = {blob: _due_dates(content) for blob, content in contents.items()}
    return [(*key, each.day.isoformat(), str(each.was), str(each.now)) for key, each in _moves(commits, dates)]


def _moves(
    commits: tuple[FileChange, ...], dates: Mapping[str, Mapping[_Key, Instant]]
) -> Iterator[tuple[_Key, DueChange]]:
    for commit in commits:
        before, after = dates[commit.before], dates[commit.after]
        for key, now in after.items():
            was = before.get(key)
            if was and was.last_day != now.last_day:
                yield key, DueChange(commit.day, was, now)


class _Plain(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]  # libyaml's where it is there
    """Reads YAML as text, lists and mappings."""


def _due_dates(content: bytes) -> Mapping[_Key, Instant]:
    """The due dates of a former version, which need not be a record that can be read."""
    try:
        fields = yaml.load(split_front_matter(content.decode()).front_matter, _Plain)
    except (Unreadable, ValueError, yaml.YAMLError, RecursionError):
        return {}
    actions = fields.get("actions") if isinstance(fields, dict) else None
    return {
        _Key(str(fields.get("id")), str(action.get("id"))): due
        for action in (actions if isinstance(actions, list) else ())
        if isinstance(action, dict) and (due := _instant(action.get("due")))
    }


def _instant(value: object) -> Instant | None:
    try:
        return Instant.parse(str(value)) if value else None
    except ValueError:
        return None
