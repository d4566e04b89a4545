"""Atomic replacement of a folder: made beside it, checked, and put in its place in one step.

site/                the old one, until the new one is whole
.site.build/         only while a build runs, or after one was killed
    lock             held by the build; says which process it is
    new-k3v9/        where the build writes
    previous/        the old one, for a moment, on a file system that cannot exchange two folders
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from ml_postmortems.build_lock import BuildLock
from ml_postmortems.errors import FolderIncomplete, FolderUnwritable

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_FIXES = {
    errno.ENOSPC: "free some space: the new folder lies beside the old one until it is whole",
    errno.EDQUOT: "free some of your quota: the new folder lies beside the old one until it is whole",
    errno.EFBIG: "raise the limit on the size of a file (`ulimit -f`)",
    errno.EROFS: "build into a folder that can be written",
    errno.EACCES: "give this user the right to it, or build into another folder",
    errno.EPERM: "give this user the right to it, or build into another folder",
    errno.EXDEV: "remove the old folder, which cannot be renamed, or build into another one",
    errno.EBUSY: "build into a folder below it: what is mounted cannot be replaced in one step",
}


class AtomicFolder:
    """One build of a folder: begin, write into `folder`, publish, and close in any case."""

    def __init__(self, target: Path, folder: Path, lock: BuildLock) -> None:
        self.target = target
        self.folder = folder
        """Where to write; on the file system of the target."""
        self._work = lock.path.parent
        self._lock = lock
        self.put_names: set[str] = set()
        """The files that `put` has written, by their paths within the folder."""

    @classmethod
    def begin(cls, target: Path) -> AtomicFolder:
        """Lock the target, put right what a killed build left, and make an empty folder to write into.

        A target that is a symbolic link stays one; what it leads to is replaced. Raises BuildRunning where another
        process builds it, and FolderUnwritable.
        """
        try:
            target = target.resolve()
            if target.is_mount():
                raise FolderUnwritable(target, "a mount point", _FIXES[errno.EBUSY])
            work = target.parent / f".{target.name}.build"
            lock = BuildLock.acquire(work / "lock", target)
        except OSError as error:
            raise unwritable(target, error) from error
        try:
            _repair(target, work)
            (work / ".gitignore").write_text("*\n")
            folder = Path(tempfile.mkdtemp(prefix="new-", dir=work))
            _give_rights(folder, target)
        except BaseException as error:
            _empty(work)
            lock.release()
            if isinstance(error, OSError):
                raise unwritable(target, error) from error
            raise
        return cls(target, folder, lock)

    def take_over(self, *, only_hidden: bool) -> None:
        """Copy what the old folder holds, or only its entries that begin with a dot; raises FolderUnwritable."""
        try:
            for entry in self.target.iterdir() if self.target.is_dir() else ():
                if only_hidden and not entry.name.startswith("."):
                    continue
                if entry.is_dir() and not entry.is_symlink():
                    shutil.copytree(entry, self.folder / entry.name, symlinks=True)
                else:
                    shutil.copy2(entry, self.folder / entry.name, follow_symlinks=False)
        except OSError as error:
            raise unwritable(self.target, error) from error

    def link_over(self, renamed: Mapping[str, str]) -> None:
        """Have every file of the old folder in the new one too; some folders, by their paths, under another path.

        It is the same file twice where the disk can do that, so only `put` may change it. Raises FolderUnwritable.
        """
        try:
            names = {f"{self.target}/{old}": f"{self.folder}/{new}" for old, new in renamed.items()}
            _link_below(str(self.target), str(self.folder), names)
        except OSError as error:
            raise unwritable(self.target, error) from error

    def link(self, name: str) -> None:
        """Have one file of the old folder in the new one too, by its path within both; raises OSError."""
        new = self.folder / name
        new.parent.mkdir(parents=True, exist_ok=True)
        _link(f"{self.target}/{name}", str(new))

    def put(self, name: str, content: bytes) -> None:
        """Write a file of the new folder, by its path within it, whatever else leads to the one that is there."""
        put_file(self.folder / name, content)
        self.put_names.add(name)

    def remove(self, name: str) -> None:
        """Remove a file of the new folder, by its path within it."""
        (self.folder / name).unlink()

    def publish(self, expected: Iterable[str]) -> None:
        """Put the new folder in place of the old one, on the disk when this returns.

        Raises FolderIncomplete where one of the `expected` files, by their paths within the folder, is missing, and
        FolderUnwritable; the old folder then is as it was.
        """
        if missing := sorted(name for name in set(expected) if not (self.folder / name).is_file()):
            raise FolderIncomplete(self.target, missing)
        try:
            _write_out(self.folder)
            _replace(self.target, self.folder, self._work / "previous")
        except OSError as error:
            raise unwritable(self.target, error) from error

    def close(self) -> None:
        """Remove what lies aside, which after `publish` is the old folder, and let others build."""
        _empty(self._work)
        self._lock.release()


@contextmanager
def atomic_folder(target: Path, expected: Iterable[str] = ()) -> Iterator[Path]:
    """A folder to write into, which takes the place of `target` at the end unless there was an exception.

    Raises BuildRunning, FolderIncomplete and FolderUnwritable, as does an OSError inside.
    """
    build = AtomicFolder.begin(target)
    try:
        yield build.folder
        build.publish(expected)
    except OSError as error:
        raise unwritable(build.target, error) from error
    finally:
        build.close()


def put_file(path: Path, content: bytes) -> None:
    """Write a file, with its folder; where there is one, other names of it keep what it holds. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def unwritable(target: Path, error: OSError) -> FolderUnwritable:
    """What stopped a build, as one message with what to do about it."""
    first = error.args[0] if isinstance(error, shutil.Error) else None
    said = str(first[0][-1]) if first else (error.strerror or str(error) or "an error")
    name = error.filename2 or error.filename
    place = f" at {name}" if name else ""
    fix = _FIXES.get(error.errno or 0, "see to it and build again")
    return FolderUnwritable(target, f"{said[:1].lower()}{said[1:]}{place}", fix)


def _repair(target: Path, work: Path) -> None:
    """Bring the old folder back where a build was killed between two renames, and remove everything else."""
    previous = work / "previous"
    if previous.is_dir() and not target.exists():
        previous.rename(target)
    _empty(work)


def _empty(work: Path) -> None:
    """Remove all but the lock. What cannot be removed stays, hidden, and is tried again by the next build."""
    previous = work / "previous"
    if previous.exists():
        # Half a folder must never have the name that `_repair` puts in place.
        with suppress(OSError):
            previous.rename(tempfile.mkdtemp(prefix="old-", dir=work))
    with suppress(OSError):
        for entry in list(work.iterdir()):
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
            elif entry.name != "lock":
                entry.unlink()


def _link_below(old: str, new: str, renamed: Mapping[str, str]) -> None:
    """By texts: a `Path` for each of thousands of files costs more than the link."""
    with os.scandir(old) as entries:
        for entry in entries:
            path = renamed.get(entry.path, f"{new}/{entry.name}")
            if entry.is_dir(follow_symlinks=False):
                Path(path).mkdir(exist_ok=True)
                _link_below(entry.path, path, renamed)
            elif not os.path.lexists(path):
                _link(entry.path, path)


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:  # a disk without hard links, or one link too many
        shutil.copy2(old, new, follow_symlinks=False)


def _give_rights(folder: Path, target: Path) -> None:
    """Let a new folder be read by whom the old one was read by; a temporary one is for its owner alone."""
    try:
        old = target.stat()
    except FileNotFoundError:
        mask = os.umask(0o077)
        os.umask(mask)
        folder.chmod(0o777 & ~mask)
        return
    with suppress(PermissionError):
        os.chown(folder, old.st_uid, old.st_gid)
    folder.chmod(stat.S_IMODE(old.st_mode))


def _replace(target: Path, new: Path, previous: Path) -> None:
    """One step where the system can exchange two folders (Linux), else two; between the two there is no folder."""
    if not target.exists():
        new.rename(target)
    elif not _exchange(new, target):
        target.rename(previous)
        try:
            new.rename(target)
        except OSError:
            previous.rename(target)
            raise


def _exchange(first: Path, second: Path) -> bool:
    """Let two folders change names in one step; False, and nothing done, where this system or disk cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), ctypes.c_uint(_RENAME_EXCHANGE))
    return bool(done == 0)


def _write_out(folder: Path) -> None:
    """Have the disk hold every file before a name leads to it, so that a power cut leaves the old folder or the new."""
    sync = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if sync is None:
            os.sync()
        elif sync(handle) != 0:
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))
    finally:
        os.close(handle)
