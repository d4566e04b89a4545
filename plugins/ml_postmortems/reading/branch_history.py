"""What the history of the checked-out branch tells of a folder, or why it tells nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ml_postmortems.errors import GitUnusable
from ml_postmortems.reading.git import is_committed, is_shallow

T = TypeVar("T")


def told_by_history(folder: Path, read: Callable[[], T]) -> tuple[T | None, str | None]:
    """What `read` finds, which may raise GitUnusable; else the reason, to follow "... is not known: "."""
    try:
        if is_shallow(folder):
            return None, "the clone is shallow (`git fetch --unshallow` brings the history)"
        if not is_committed(folder):
            return None, "no commit holds this folder"
        return read(), None
    except GitUnusable:
        return None, "the folder is in no git repository that can be read"
