"""Files in a folder that is named after what is in them, so that a browser never mixes those of two deployments.

    manifest.json   names the folder, and is never cached
    <version>/...   the files, which a browser may keep for ever

The folder has another name until all of it is written, since its name is known at the end.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

MANIFEST = "manifest.json"
_UNNAMED = ".new"
"""The name of the folder until all of it is written; no page has such a name."""
_BITS = 256


class FolderHash:
    """A hash of files by their paths and contents, in whatever order they come; none of them is held.

    It is the sum of a hash of each, as in incremental hashing (Bellare and Micciancio 1997, "AdHash"), so that after a
    change only the files that changed need to be read. It tells apart what differs by itself; against somebody who
    looks for two folders of the same hash it is no defence.
    """

    def __init__(self, state: str = "0") -> None:
        self._sum = int(state, 16)

    def add(self, path: str, content: bytes) -> None:
        """Count a file in."""
        self._sum = (self._sum + _number_of(path, content)) % 2**_BITS

    def remove(self, path: str, content: bytes) -> None:
        """Take a file out that was counted in."""
        self._sum = (self._sum - _number_of(path, content)) % 2**_BITS

    @property
    def state(self) -> str:
        """All that is known, as hexadecimal digits, to go on from."""
        return f"{self._sum:0{_BITS // 4}x}"


def version_of(manifest: bytes) -> str:
    """The name of the folder of the other files."""
    return str(json.loads(manifest)["version"])


def placed(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Files by the paths where a browser looks for them; the manifest is the last of them."""
    *others, (name, manifest) = files
    assert name == MANIFEST
    return {f"{version_of(manifest)}/{path}": content for path, content in others} | {MANIFEST: manifest}


def write_files(files: Iterable[tuple[str, bytes]], folder: Path) -> list[str]:
    """Write files one by one, the manifest last, as `placed`; gives their paths below the folder. Raises OSError."""
    written = []
    made: set[Path] = set()
    for name, content in files:
        path = folder / (name if name == MANIFEST else f"{_UNNAMED}/{name}")
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(content)
        written.append(name)
    version = version_of((folder / MANIFEST).read_bytes())
    shutil.rmtree(folder / version, ignore_errors=True)  # the same files, which a dirty build had kept
    (folder / _UNNAMED).rename(folder / version)
    return [name if name == MANIFEST else f"{version}/{name}" for name in written]


def _number_of(path: str, content: bytes) -> int:
    return int.from_bytes(hashlib.sha256(path.encode() + b"\0" + content).digest())
