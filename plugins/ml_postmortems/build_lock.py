"""A lock that one process holds while it makes a folder anew, and that tells the others who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import socket
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from ml_postmortems.errors import BuildRunning


class BuildLock:
    """Held from `acquire` until `release` or the end of the process, however it ends."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle

    @classmethod
    def acquire(cls, path: Path, target: Path) -> BuildLock:
        """Take the lock of the file `path`, whose folder is made, for a build of `target`.

        Raises BuildRunning where another process holds it, and OSError.
        """
        while True:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
            except FileNotFoundError:  # the holder before us removed the folder just now
                continue
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if _is_file_of(path, handle):
                    os.ftruncate(handle, 0)
                    os.write(handle, _our_description())
                    return cls(path, handle)
            except BlockingIOError as error:
                raise BuildRunning(target, *_holder(handle)) from error
            except BaseException:
                os.close(handle)
                raise
            os.close(handle)

    def release(self) -> None:
        """Let others build; the file and its folder go, too, where nothing else is in it."""
        with suppress(OSError):
            self.path.unlink()
            self.path.parent.rmdir()
        os.close(self._handle)


def _is_file_of(path: Path, handle: int) -> bool:
    """Whether the locked file still has its name: the holder before us removed it, and a third may have made a new."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _our_description() -> bytes:
    since = datetime.now().astimezone().isoformat(" ", "seconds")
    program = Path(sys.argv[0])
    name = program.parent.name if program.name == "__main__.py" else program.name
    command = shlex.join([name, *sys.argv[1:]])
    return json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": since, "command": command}).encode()


def _holder(handle: int) -> tuple[str, str]:
    """Who holds the lock, for a message, and how to end it; the file is empty for a moment after it was locked."""
    try:
        found = json.loads(os.pread(handle, 4096, 0))
        pid, host, since, command = (found[name] for name in ("pid", "host", "since", "command"))
    except (ValueError, KeyError, TypeError):
        return "another process", "end it"
    finally:
        os.close(handle)
    if host == socket.gethostname():
        return f"`{command}` (process {pid}) since {since}", f"end it with `kill {pid}`"
    return f"`{command}` (process {pid} on {host}) since {since}", f"end it on {host} with `kill {pid}`"
