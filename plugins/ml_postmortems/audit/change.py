"""What a change touches, as git sees it."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

from ml_postmortems.audit.used import Used
from ml_postmortems.reading.git import tracks

_POINTER = ".dvc"
_PIPELINE, _LOCK = "dvc.yaml", "dvc.lock"


class Change:
    """The files of a folder that a change touches."""

    def __init__(self, folder: Path, changed: Iterable[Path]) -> None:
        self.folder = folder
        top = folder.resolve()
        self.files = frozenset(path.relative_to(top).as_posix() for path in changed if path.is_relative_to(top))

    def touches(self, use: Used) -> bool:
        """Whether the change concerns a use.

        It does where nobody can tell: no files are said to belong to it, or git tracks none of some that are (DVC keeps
        them, or their path is misspelt). Raises GitUnusable.
        """
        if self.has(use.path) or not use.paths:
            return True
        return any(self._touches_path(path) for path in use.paths)

    def has(self, path: str) -> bool:
        """Whether the file, or of a pipeline of DVC its lock, is in the change."""
        folder, slash, name = path.rpartition("/")
        return path in self.files or (name == _PIPELINE and f"{folder}{slash}{_LOCK}" in self.files)

    def _touches_path(self, path: str) -> bool:
        forms = _forms(path)
        return any(fnmatchcase(name, form) for name in self.files for form in forms) or not tracks(self.folder, forms)


def _forms(path: str) -> tuple[str, ...]:
    """Patterns of the file itself, of what is in the folder, and of the file in which DVC points to either.

    `**` is `*`, which crosses folders.
    """
    plain = path.removeprefix("./").rstrip("/").replace("**", "*")
    return plain, f"{plain}/*", f"{plain}{_POINTER}"
