"""An artifact that a model repository uses, and where that is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Used:
    """One use of an artifact of the base."""

    artifact: str
    """Its id in the catalog of the base."""
    path: str
    """The file that says so, from the folder that is audited."""
    line: int
    is_declared: bool
    """Whether the manifest names it; else it was found by its name in another file."""
    start: date | None = None
    """The first day of the data that are used; None is open."""
    end: date | None = None
    paths: tuple[str, ...] = ()
    """Files, folders and patterns that belong to it; none means that nobody says which."""
