"""Folders in the user's own cache for what was computed from a folder of records and can be computed again.

    <user's cache>/ml-postmortems/<kind>/<hash of folder and use>/
        folder      the folder of records that it belongs to

A cache is a help and never a need: whoever uses one does without it where OSError says that there is none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

OWNER_FILE = "folder"
"""Says whose cache it is."""
TURNED_OFF = "POSTMORTEMS_NO_CACHE"
"""The environment variable that turns all caches off where it holds anything."""
_BEING_MADE = 3600
"""Seconds for which a cache that does not say whose it is may still be in the making."""


_is_off: ContextVar[bool] = ContextVar("_is_off", default=False)


@contextmanager
def without_cache() -> Iterator[None]:
    """Neither read nor write any cache, as after `--no-cache`."""
    token = _is_off.set(True)
    try:
        yield
    finally:
        _is_off.reset(token)


def cache_folder(root: Path, kind: str, use: str = "") -> Path:
    """The cache of a folder of records for one kind of content, and one use of it such as an audience.

    It is made where it is missing, and then the caches of folders that are gone are removed. Raises OSError where there
    is no home, where others could write to it, and where caches are turned off.
    """
    if _is_off.get() or os.environ.get(TURNED_OFF):
        raise OSError("caches are turned off")
    base = _user_cache()
    base.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = os.fsencode(root.resolve())
    name = hashlib.sha256(use.encode() + b"\0" + place).hexdigest()[:32]
    folder = base
    for part in ("ml-postmortems", kind, name):
        folder /= part
        folder.mkdir(exist_ok=True, mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or not is_own(found):
            raise PermissionError(f"{folder} is not the user's own")
    owner = folder / OWNER_FILE
    if not owner.exists():
        owner.write_bytes(place)
        _sweep(folder.parent, keep=folder)
    return folder


def is_own(found: os.stat_result) -> bool:
    """Whether a file is the user's, and nobody else can write to it."""
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _user_cache() -> Path:
    given = os.environ.get("XDG_CACHE_HOME", "")
    try:
        return Path(given) if Path(given).is_absolute() else Path.home() / ".cache"
    except RuntimeError as error:
        raise OSError("there is no home") from error


def _sweep(caches: Path, keep: Path) -> None:
    """Remove the caches whose folder of records is gone, and what says of no folder that it is its cache."""
    for cache in caches.iterdir():
        with suppress(OSError):
            if cache != keep and not _is_needed(cache):
                shutil.rmtree(cache)


def _is_needed(cache: Path) -> bool:
    try:
        return Path(os.fsdecode((cache / OWNER_FILE).read_bytes())).is_dir()
    except FileNotFoundError:
        return time.time() - cache.stat().st_mtime < _BEING_MADE
