"""Bytes to text, and text to its two halves, with everything refused that readers could see differently."""

from __future__ import annotations

import errno
import math
import os
import stat
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ml_postmortems.reading.faults import WAY_IN, Fault, FaultKind, shown
from ml_postmortems.reading.forbidden_characters import forbidden_character

MAX_FILE_BYTES = 256 * 1024
MAX_FRONT_MATTER_BYTES = 64 * 1024
FENCE = "---"
FRONT_MATTER_LINE = 2
"""The line of a record file on which the front matter begins."""
_BYTE_ORDER_MARK = "\ufeff"
_READABLE = {
    "no such file": "create it; the guide for administrators says what belongs into it",
    "a symbolic link": "put the file itself in the place of the link",
}
"""What to do where there is no plain file, by what was found."""


class Unreadable(Exception):
    """Reading had to stop; carries the fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.condition)


@dataclass(frozen=True, slots=True)
class SplitFile:
    """A record file split into front matter and body; lines are counted from 1."""

    front_matter: str
    front_matter_line: int
    body: str
    body_line: int


def read_bytes(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """The content of a regular file, never following a link, never waiting; raises Unreadable."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        found = {errno.ELOOP: "a symbolic link", errno.ENOENT: "no such file"}.get(error.errno or 0)
        raise _unreadable("must be a readable regular file", found or (error.strerror or "an error").lower()) from error
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable("must be a regular file", "something else")
        if status.st_size > limit:
            raise Unreadable(
                Fault(
                    FaultKind.OVERSIZED_FILE,
                    1,
                    "file",
                    f"must be at most {limit // 1024} KiB",
                    f"{math.ceil(status.st_size / 1024)} KiB",
                    "shorten it, or move logs and data to where evidence is kept and link them",
                )
            )
        content = os.read(handle, status.st_size + 1)  # twice as fast as with room for the largest file
        if len(content) == status.st_size:
            return content
        with os.fdopen(handle, "rb", closefd=False) as rest:  # somebody is writing it
            return content + rest.read(max(0, limit + 1 - len(content)))
    finally:
        os.close(handle)


def decode(content: bytes) -> str:
    """The text of UTF-8 bytes with `\\n` line ends; raises Unreadable for other encodings and forbidden characters."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(
            Fault(
                FaultKind.NOT_UTF8,
                line,
                "file",
                "must be UTF-8",
                f"byte 0x{content[error.start]:02x}",
                "save the file as UTF-8",
            )
        ) from error
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if character := forbidden_character(text):
        place = text.index(character)
        raise Unreadable(
            Fault(
                FaultKind.FORBIDDEN_CHARACTER,
                text.count("\n", 0, place) + 1,
                "file",
                "must hold no control, invisible or direction-changing characters",
                f"U+{ord(character):04X}",
                "delete the character; it cannot be seen in a diff"
                if place or character != _BYTE_ORDER_MARK
                else "save the file as UTF-8 without a byte order mark",
            )
        )
    return text


def _is_text(line: str) -> bool:
    """Whether a first line is that of a text without front matter, and no fence that was typed wrongly."""
    return line.startswith("#") or " " in line.strip()


@lru_cache(maxsize=1)
def split_front_matter(text: str) -> SplitFile:
    """The front matter between line 1, which is exactly `---`, and the next such line; and the rest."""
    if text != FENCE and not text.startswith(f"{FENCE}\n"):
        first_line = text.partition("\n")[0]
        raise Unreadable(
            Fault(
                FaultKind.MISSING_FRONT_MATTER,
                1,
                "line 1",
                f"must be exactly `{FENCE}`, which opens the front matter",
                shown(first_line) if first_line else "an empty line" if text else "an empty file",
                WAY_IN
                if _is_text(first_line)
                else f"begin the file with a line `{FENCE}` and close the front matter with another",
            )
        )
    end = _end_before(FENCE, text)
    if end < 0:
        raise Unreadable(
            Fault(
                FaultKind.UNCLOSED_FRONT_MATTER,
                1,
                "front matter",
                f"must be closed by a line that is exactly `{FENCE}`",
                "none",
                f"write `{FENCE}` on a line of its own between the front matter and `## What happened`",
            )
        )
    front_matter = f"{text[len(FENCE) + 1 : end]}\n"
    if (size := len(front_matter.encode())) > MAX_FRONT_MATTER_BYTES:
        raise Unreadable(
            Fault(
                FaultKind.OVERSIZED_FILE,
                1,
                "front matter",
                f"must be at most {MAX_FRONT_MATTER_BYTES // 1024} KiB",
                f"{math.ceil(size / 1024)} KiB",
                "shorten the texts; long explanations belong into the body",
            )
        )
    body_line = text.count("\n", 0, end) + 3
    return SplitFile(front_matter, FRONT_MATTER_LINE, text[end + len(FENCE) + 2 :], body_line)


def _end_before(line: str, text: str) -> int:
    """Where the line before the first such line ends, from the second line on; -1 where there is none."""
    end = text.find(f"\n{line}\n")
    return len(text) - len(line) - 1 if end < 0 and text.endswith(f"\n{line}") else end


def _unreadable(condition: str, found: str) -> Unreadable:
    return Unreadable(
        Fault(
            FaultKind.UNREADABLE_FILE,
            1,
            "file",
            condition,
            found,
            _READABLE.get(found, "put a plain file there that you may read"),
        )
    )
