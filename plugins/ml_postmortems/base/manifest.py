"""What `init` wrote into a base and for which answers, kept in the base so that a later version can be merged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ml_postmortems.base.answers import BaseAnswers
from ml_postmortems.errors import BaseUnusable, PostmortemsError

MANIFEST = ".postmortems/init.json"
MAX_BYTES = 4 * 1024 * 1024
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """The answers, the version of the package, and each file as it was written."""

    answers: BaseAnswers
    version: str
    files: Mapping[str, str]

    def to_text(self) -> str:
        """The manifest as a file: lines of each text on lines of their own, so that changes are readable."""
        content = {
            "about": "Written by `postmortems init`, which merges a later version by it. Do not edit.",
            "manifest_version": _VERSION,
            "package_version": self.version,
            "answers": self.answers.to_json(),
            "files": {name: text.split("\n") for name, text in sorted(self.files.items())},
        }
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a base; raises BaseUnusable where there is none, or one that `init` did not write."""
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise BaseUnusable(path, "must exist", "no such file", "update a base that `postmortems init` made")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError
        content = json.loads(path.read_text("utf-8"))
        if content["manifest_version"] != _VERSION:
            raise ValueError
        files = {str(name): "\n".join(map(str, lines)) for name, lines in content["files"].items()}
        if not all(map(is_inside, files)):
            raise ValueError
        return Manifest(BaseAnswers.from_json(content["answers"]), str(content["package_version"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, PostmortemsError) as error:
        fix = "restore the committed one; it is not to be edited"
        raise BaseUnusable(path, "must be as `postmortems init` wrote it", "something else", fix) from error


def is_inside(name: str) -> bool:
    """Whether a path is a plain one below the folder of the base."""
    path = PurePosixPath(name)
    is_plain = path.as_posix() == name and not path.is_absolute() and "\\" not in name and "\0" not in name
    return is_plain and not {"..", ".git"} & set(path.parts) and name != MANIFEST
