"""What the last export wrote into a folder, so that the next one leaves nothing of it behind."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ml_postmortems.errors import FileUnwritable, InputUnusable
from ml_postmortems.export.json_text import json_text
from ml_postmortems.model.terms import Visibility

LIST_FILE = "export.json"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class LastExport:
    """The files of an export by their paths below its folder, without those for a search engine."""

    files: frozenset[str] = frozenset()


def read_last_export(folder: Path, audience: Visibility) -> LastExport:
    """The export in a folder, an empty one where there is none.

    Raises InputUnusable where the list cannot be read, and where the export was made for another audience: its files
    and deletions would tell this audience what that one may see.
    """
    path = folder / LIST_FILE
    try:
        found = json.loads(path.read_text("utf-8"))
        made_for, files = str(found["audience"]), frozenset(map(str, found["files"]))
    except (FileNotFoundError, NotADirectoryError):
        return LastExport()
    except (OSError, ValueError, KeyError, TypeError) as error:
        sentence = "the list of the last export must be readable, since what it names is removed"
        raise InputUnusable(
            path, None, f"{sentence}: found {type(error).__name__}", "move it away, or name another folder"
        ) from error
    if made_for != audience:
        sentence = f"the folder must hold an export for the audience {audience}: found one for another"
        raise InputUnusable(path, None, sentence, "name a folder of its own for each audience")
    return LastExport(files)


def last_export_text(audience: Visibility, files: Collection[str]) -> str:
    """The list of an export."""
    return json_text({"version": FORMAT_VERSION, "audience": audience.value, "files": sorted(files)}) + "\n"


def remove_files(folder: Path, names: Collection[str]) -> None:
    """Remove files of the last export; a name that leads out of the folder removes nothing. Raises FileUnwritable."""
    for name in sorted(names):
        path = folder / name
        is_below = not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
        if is_below and path.parent.resolve().is_relative_to(folder.resolve()):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise FileUnwritable(path, error.strerror or "an error") from error
