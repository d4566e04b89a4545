"""A person at a pseudo-terminal, for tests that drive a command as it really runs."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

from tests.helpers import REPOSITORY

LIMIT = 60.0
"""Seconds after which a test gives up waiting."""


class Terminal:
    """One run of `postmortems` with a terminal of its own; the process is gone when the block ends."""

    def __init__(self, folder: Path, *arguments: str, columns: int = 200, **variables: str) -> None:
        self.shown = ""
        self._seen = 0
        self._master, slave = pty.openpty()
        environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "plugins"), "TERM": "dumb", "COLUMNS": str(columns)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "ml_postmortems.cli.main", *arguments],
            cwd=folder,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=environment | {"SOURCE_DATE_EPOCH": "1764547200"} | variables,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(LIMIT)
        os.close(self._master)

    def expect(self, text: str) -> None:
        """Wait until the text is shown, after whatever was waited for before."""
        deadline = time.monotonic() + LIMIT
        while (found := self.shown.find(text, self._seen)) < 0:
            assert self._read(deadline), f"{text!r} must be shown: found\n{self.shown}"
        self._seen = found + len(text)

    def answer(self, prompt: str, line: str) -> None:
        """Wait for a prompt, then type a line."""
        self.expect(prompt)
        os.write(self._master, f"{line}\n".encode())

    def press(self, prompt: str, key: bytes) -> None:
        """Wait for a prompt, then press one key, such as Ctrl-C (`\\x03`)."""
        self.expect(prompt)
        time.sleep(0.3)  # Python loses a signal that comes between the prompt and the wait for an answer
        os.write(self._master, key)

    def end(self) -> int:
        """Read to the end and return the exit code."""
        deadline = time.monotonic() + LIMIT
        while self._read(deadline):
            pass
        return self._process.wait(LIMIT)

    def _read(self, deadline: float) -> bool:
        """Read what there is; False once there is nothing more to come."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            return False
        self.shown += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


def _take_terminal() -> None:
    """Make standard input the controlling terminal, so that Ctrl-C becomes a signal."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
