"""What `check --fix` would do as a diff in the format of git, so that it can be read, kept and applied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from ml_postmortems.lint.fixes.plan import FileChange, Plan

_PLAIN_BYTES = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')
"""The bytes of a path that git does not quote."""


def plan_to_diff(plan: Plan) -> str:
    """Every change of a file with three lines around it, and every move; empty where there is nothing to do."""
    lines = [line for change in plan.changes for line in _file_lines(change)]
    for old, new in plan.folders:
        for picture in [old] if old.is_file() else sorted(path for path in old.rglob("*") if path.is_file()):
            lines += _head(picture, new / picture.relative_to(old))
    return "".join(lines)


def _file_lines(change: FileChange) -> Iterator[str]:
    yield from _head(change.path, change.target)
    before, after = _lines(change.before), _lines(change.after)
    for line in unified_diff(before, after, _name(change.path, "a/"), _name(change.target, "b/")):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _head(old: Path, new: Path) -> Iterator[str]:
    yield f"diff --git {_name(old, 'a/')} {_name(new, 'b/')}\n"
    if old != new:
        yield from (f"rename from {_name(old)}\n", f"rename to {_name(new)}\n")


def _name(path: Path, side: str = "") -> str:
    """The path as git writes it: relative, and quoted where a byte of it is no plain character."""
    written = os.fsencode(side + path.as_posix().lstrip("/"))
    if all(byte in _PLAIN_BYTES for byte in written):
        return written.decode()
    return '"' + "".join(chr(byte) if byte in _PLAIN_BYTES else f"\\{byte:03o}" for byte in written) + '"'


def _lines(content: bytes) -> list[str]:
    """The lines with their ends; only `\\n` ends a line, as for git."""
    *whole, last = content.decode().split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])
