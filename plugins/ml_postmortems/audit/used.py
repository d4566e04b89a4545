"""An artifact that a model repository uses, and where that is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase


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

    def is_touched(self, changed: frozenset[str]) -> bool:
        """Whether a change of these files concerns it; it does where nobody says which files belong to it."""
        if self.path in changed or not self.paths:
            return True
        return any(fnmatchcase(name, form) for name in changed for path in self.paths for form in _forms(path))


def _forms(path: str) -> tuple[str, ...]:
    """A pattern that covers the file itself and, of a folder, what is in it; `**` is `*`, which crosses folders."""
    plain = path.removeprefix("./").rstrip("/").replace("**", "*")
    return plain, f"{plain}/*"
