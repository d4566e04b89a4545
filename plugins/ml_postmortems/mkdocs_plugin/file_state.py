"""Which files there are and when they were written: what tells whether anything has changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_LEFT_OUT = {"__pycache__", "node_modules"}
State = list[list[object]]
"""Path, size and times of each file. The time of change (`ctime`) moves with every write and cannot be set."""


def state_of(places: Iterable[Path], without: Path | None = None) -> State:
    """Every file at these places but in hidden folders and the folder `without`; links are followed."""
    return sorted(entry for place in places if place != without for entry in _files(place, str(without or "")))


def _files(place: Path, without: str) -> Iterator[list[object]]:
    if place.is_file():
        yield _entry(str(place), place.stat)
    elif place.is_dir():
        yield from _below(str(place), without)


def _below(folder: str, without: str) -> Iterator[list[object]]:
    """By texts: a `Path` for each of thousands of files costs more than to ask for it."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if not _is_folder(entry):
            yield _entry(entry.path, entry.stat)
        elif not entry.name.startswith(".") and entry.name not in _LEFT_OUT and entry.path != without:
            yield from _below(entry.path, without)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # links in a circle
        return False


def _entry(path: str, stat: Callable[[], os.stat_result]) -> list[object]:
    try:
        found = stat()
    except OSError:
        return [path, -1, -1, -1]
    return [path, found.st_size, found.st_mtime_ns, found.st_ctime_ns]
