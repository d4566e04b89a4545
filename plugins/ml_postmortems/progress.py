"""How far long work is, on one line of the terminal that is gone when the work is done.

Code that goes through many things says so by `followed`; the process that a person waits for shows it by
`shown_progress`, and elsewhere nothing is shown. Nothing is written into a pipe, a file or the log of a workflow.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

T = TypeVar("T")
_PATIENCE = 1.0
"""Seconds of work before anything is shown."""
_PAUSE = 0.1
"""Seconds between two lines."""
_ERASED = "\r\x1b[K"


def followed(what: str, items: Iterable[T]) -> Iterator[T]:
    """The items, one after the other; while they are gone through, a person who waits is told how far it is.

    `what` is a participle and what the items are, such as `Checking records`.
    """
    line = _line.get()
    if line is None:
        yield from items
        return
    end = f" of {len(items):,}" if isinstance(items, Sized) else ""
    try:
        for number, item in enumerate(items):
            line.tell(f"{what}: {number:,}{end}")
            yield item
    finally:
        line.erase()


@contextmanager
def shown_progress() -> Iterator[None]:
    """While this lasts, show on the standard error what takes more than a second, if a person looks at it."""
    if not _is_watched():
        yield
        return
    line = _Line(sys.stderr)
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)
        line.erase()


def erase_progress() -> None:
    """Clear the line before something else is printed."""
    if line := _line.get():
        line.erase()


class _Line:
    """The line on which it is told."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._next = time.monotonic() + _PATIENCE
        self._is_shown = False

    def tell(self, text: str) -> None:
        """Show how far it is, unless it was shown a moment ago."""
        now = time.monotonic()
        if now >= self._next:
            self._write(_ERASED + text[: _width(self._stream) - 1])
            self._is_shown, self._next = True, now + _PAUSE

    def erase(self) -> None:
        """Leave the terminal as if nothing had been said."""
        if self._is_shown:
            self._write(_ERASED)
            self._is_shown = False

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the terminal is gone; the work goes on
            self._next = float("inf")


_line: ContextVar[_Line | None] = ContextVar("_line", default=None)


def _is_watched() -> bool:
    """Whether a person sees the standard error, and no program that shows the output writes to the same terminal."""
    if os.environ.get("CI") or os.environ.get("TERM", "dumb") == "dumb" or not sys.stderr.isatty():
        return False
    try:
        return not stat.S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def _width(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
