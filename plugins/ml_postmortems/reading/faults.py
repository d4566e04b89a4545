"""What can be wrong with a file before anybody asks what it says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.plain_text import printable
from ml_postmortems.plurals import counted


class FaultKind(StrEnum):
    """The faults of files and of their schema; the checker has one rule for each."""

    UNREADABLE_FILE = auto()
    OVERSIZED_FILE = auto()
    NOT_UTF8 = auto()
    FORBIDDEN_CHARACTER = auto()
    MISSING_FRONT_MATTER = auto()
    UNCLOSED_FRONT_MATTER = auto()
    FRONT_MATTER_NOT_A_MAPPING = auto()
    YAML_SYNTAX = auto()
    YAML_FEATURE = auto()
    DUPLICATE_KEY = auto()
    EXCESSIVE_NESTING = auto()
    COMMENT_AFTER_VALUE = auto()
    MISPLACED_FILE = auto()
    FOREIGN_FILE = auto()

    MISSING_KEY = auto()
    UNKNOWN_KEY = auto()
    WRONG_SHAPE = auto()
    UNKNOWN_TERM = auto()
    MALFORMED_VALUE = auto()
    VALUE_OUT_OF_BOUNDS = auto()
    REPEATED_ITEM = auto()
    FORBIDDEN_UNKNOWN = auto()


WAY_IN = (
    "make a draft with `postmortems new` (`--from FILE` reads an export of an incident tool), and move the text under "
    "its headings: see `Your first postmortem` in the guides"
)
"""How the text of another tool becomes a record."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file, in the parts of the message grammar."""

    kind: FaultKind
    line: int
    """Counted from 1."""
    subject: str
    """What the sentence speaks of: a field path as text, or a part of the file."""
    condition: str
    """What it must be: `must ...`."""
    found: str
    fix: str
    field: FieldPath = ()
    meant: str | list[str] | None = None
    """The value that was probably meant, where that can be told."""


def field_text(path: FieldPath) -> str:
    """A field path as people write it: `actions[2].due`; one line, printable characters only."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return printable(text)


def shown(value: object, limit: int = 60) -> str:
    """A value in backquotes for a message: one line, printable characters only, cut at `limit`."""
    text = value if isinstance(value, str) else _brief(value)
    line = printable(text)
    cut = line if len(line) <= limit else line[: limit - 1] + "…"
    return f"`{cut}`" if cut.strip() else "an empty text"


def _brief(value: object) -> str:
    match value:
        case None:
            return ""
        case dict():
            return "{" + ", ".join(str(key) for key in value) + "}"
        case list() | tuple():
            return f"[{counted(len(value), 'item')}]"
        case _:
            return str(value)
