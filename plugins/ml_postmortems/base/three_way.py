"""Merging what a new version writes with what a base made of the last one."""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.errors import GitUnusable

MARKER = "<<<<<<< "


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged text, and in how many places both sides changed the same lines."""

    text: str
    conflicts: int


def merge_texts(ours: str, before: str, theirs: str, version: str) -> Merged:
    """Lay what changed from `before` to `theirs` over `ours`; where both changed the same lines, both stand with marks.

    Raises GitUnusable where git, which merges, cannot be run.
    """
    with tempfile.TemporaryDirectory() as folder:
        names = ("yours", "before", "new")
        paths = [Path(folder, name) for name in names]
        for path, text in zip(paths, (ours, before, theirs), strict=True):
            path.write_bytes(text.encode())
        labels = [part for label in ("yours", "before", f"postmortems {version}") for part in ("-L", label)]
        command = ["git", "merge-file", "--stdout", "--quiet", *labels, *map(str, paths)]
        try:
            done = subprocess.run(command, capture_output=True, check=False)
        except OSError as error:
            raise GitUnusable("must be there to merge files", "no git", "install git") from error
    if not 0 <= done.returncode < 128:
        raise GitUnusable("must merge two texts", done.stderr.decode(errors="replace").strip(), "install a newer git")
    return Merged(done.stdout.decode(), done.returncode)
