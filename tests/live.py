"""The guard around `postmortems/`: product tests stand on fixtures, so nothing they run may open the live records."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
LIVE_RECORDS = REPOSITORY / "postmortems"

_READS = frozenset({"open", "os.scandir", "os.listdir"})
_COMMANDS = frozenset({"postmortems", "mkdocs", "properdocs"})
_gate = {"is_open": False}


class LiveRecordsRead(AssertionError):
    """A product test reached for the live records."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"a product test must not read the live records: found {what}\n"
            "  fix: use FROZEN_RECORDS of tests/helpers.py; what every good record keeps belongs into "
            "tests/test_live_records.py"
        )


@contextmanager
def live_records_open() -> Iterator[Path]:
    """Let the block read `postmortems/`."""
    _gate["is_open"] = True
    try:
        yield LIVE_RECORDS
    finally:
        _gate["is_open"] = False


def guard_live_records() -> None:
    """From now on refuse each read of `postmortems/` in this process, and our commands started in the repository.

    An audit hook, because it sees every way to a file; it cannot be removed again.
    """
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if _gate["is_open"]:
        return
    if event in _READS and isinstance(arguments[0], str | bytes | os.PathLike):
        if event == "open" and arguments[1] is None and not Path(os.fsdecode(arguments[0])).is_absolute():
            return  # os.open, perhaps below an open folder, as where a tree is removed: the name alone says nothing
        path = os.path.abspath(os.fsdecode(arguments[0]))  # noqa: PTH100, resolve() asks the disk at each open
        if path == _LIVE or path.startswith(_LIVE + os.sep):
            raise LiveRecordsRead(path)
    elif event == "subprocess.Popen":
        _, command, folder, _ = arguments
        words = [os.fsdecode(word) for word in command] if isinstance(command, list | tuple) else [str(command)]
        if Path(os.fsdecode(folder or ".")).resolve() == REPOSITORY and _COMMANDS & {
            Path(word).name for word in words[:3]
        }:
            raise LiveRecordsRead(" ".join(words))


_LIVE = str(LIVE_RECORDS)
