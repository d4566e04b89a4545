"""Writing what was mended: whole files or nothing, never through a link, never over somebody else's change."""

from __future__ import annotations

from pathlib import Path

from ml_postmortems.atomic_file import replace_file
from ml_postmortems.errors import FileNotWritten
from ml_postmortems.lint.fixes.plan import Plan
from ml_postmortems.reading.source import Unreadable, read_bytes


def write_plan(plan: Plan) -> None:
    """Write the mended files, then move what has to move; raises FileNotWritten at the first that cannot be."""
    for change in plan.changes:
        if change.after != change.before:
            _replace(change.path, change.before, change.after)
    moves = [*plan.folders, *((change.path, change.target) for change in plan.changes if change.path != change.target)]
    for old, new in moves:
        _move(old, new)


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Put the new content in the place of the old, unless somebody changed it meanwhile."""
    try:
        if read_bytes(path) != before:
            raise FileNotWritten(path, "a change since it was read")
    except Unreadable as error:
        raise FileNotWritten(path, error.fault.found) from error
    replace_file(path, after)


def _move(old: Path, new: Path) -> None:
    """Rename a file or folder to a path that must be free."""
    try:
        new.parent.mkdir(exist_ok=True)
        if new.exists() or new.is_symlink():
            raise FileNotWritten(new, "another file of that name")
        old.rename(new)
    except OSError as error:
        raise FileNotWritten(old, error.strerror or "an error") from error
