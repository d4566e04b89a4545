"""Which files there are and when they were written: what tells whether anything has changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_LEFT_OUT = {"__pycache__", "node_modules"}
State = list[list[object]]
"""Path, size and times of each file. The time of change (`ctime`) moves with every write and cannot be set."""


def state_of(places: Iterable[Path], without: Path | None = None) -> State:
    """Every file at these places but in hidden folders and the folder `without`; links are followed."""
    return sorted(entry for place in places if place != without for entry in _files(place, without))


def _files(place: Path, without: Path | None) -> Iterator[list[object]]:
    if place.is_file():
        yield _entry(place)
    for folder, names, files in os.walk(place, followlinks=True):
        names[:] = [
            name
            for name in names
            if not name.startswith(".") and name not in _LEFT_OUT and Path(folder, name) != without
        ]
        for name in files:
            yield _entry(Path(folder, name))


def _entry(path: Path) -> list[object]:
    try:
        found = path.stat()
    except OSError:
        return [str(path), -1, -1, -1]
    return [str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns]
