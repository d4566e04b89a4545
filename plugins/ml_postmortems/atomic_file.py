"""Atomic writes: a file is there whole or not at all, as a new one or in the place of an old one."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ml_postmortems.errors import FileUnwritable


def create_file(path: Path, content: bytes) -> bool:
    """Write a new file whole or not at all; False, and nothing done, where the name is taken. Raises FileUnwritable."""
    try:
        with _temporary(path, content, 0o666 & ~_umask()) as temporary:
            os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError as error:
        raise FileUnwritable(path, error.strerror or "an error") from error
    return True


def replace_file(path: Path, content: bytes, mode: int | None = None) -> None:
    """Put new content in the place of a file, with its permissions, or with `mode` where there may be none yet.

    Raises FileUnwritable.
    """
    try:
        kept = stat.S_IMODE(path.stat().st_mode) if mode is None else mode
        with _temporary(path, content, kept) as temporary:
            temporary.replace(path)
    except OSError as error:
        raise FileUnwritable(path, error.strerror or "an error") from error


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, whether there was one of this name or not; raises FileUnwritable."""
    if not create_file(path, content):
        replace_file(path, content)


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold other authors on this machine back while a free name is looked for and taken."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _temporary(path: Path, content: bytes, mode: int) -> Iterator[Path]:
    """A finished file beside `path`, gone afterwards whatever happens."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            os.fchmod(file.fileno(), mode)
            file.flush()
            os.fsync(file.fileno())
        yield Path(name)
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
