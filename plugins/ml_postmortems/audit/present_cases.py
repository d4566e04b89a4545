"""Which regression cases a model repository has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

_MOST_BYTES = 4 * 1024 * 1024


class PresentCases:
    """Looks for cases of records in a folder, and among those that its manifest lists."""

    def __init__(self, folder: Path, listed: Sequence[str]) -> None:
        self.folder = folder
        self.listed = frozenset(listed)

    def has(self, suite: str, case: str) -> bool:
        """Whether a case is listed by its name, or with its suite; or is a file here that holds the test it names."""
        if {case, f"{suite}::{case}", f"{suite}: {case}"} & self.listed:
            return True
        path, _, test = case.partition("::")
        place = PurePosixPath(path)
        if place.is_absolute() or ".." in place.parts or not path.strip():
            return False
        found = self.folder / place
        if not found.is_file() or not found.resolve().is_relative_to(self.folder.resolve()):
            return False
        name = test.rpartition("::")[2].partition("[")[0]
        return not name or name in _text(found)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""
