"""Files that a draft is made from, read with bounds; whatever is wrong with one is a message with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.pasted_time import TimeNotRead, read_pasted
from ml_postmortems.reading.faults import FaultKind, shown
from ml_postmortems.reading.source import Unreadable, decode, read_bytes

MAX_INPUT_BYTES = 4 * 1024 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_TIME_ADVICE = "write it as `2025-11-18T11:20:00Z` (any offset), `2025-11-18`, `2025-11` or `2025`"


def read_input(path: Path) -> str:
    """The text of an export or a timeline, without the byte order mark of spreadsheets; raises InputUnusable."""
    try:
        return decode(read_bytes(path, MAX_INPUT_BYTES).removeprefix(_BYTE_ORDER_MARK))
    except Unreadable as error:
        fault = error.fault
        line = fault.line if fault.line > 1 else None
        fix = fault.fix
        if fault.kind is FaultKind.UNREADABLE_FILE:
            fix = "name a plain file that exists and that you may read"
        raise InputUnusable(path, line, f"{fault.subject} {fault.condition}: found {fault.found}", fix) from error


def parse_json(path: Path, text: str) -> Any:
    """What a JSON file says; raises InputUnusable."""
    try:
        document = json.loads(text)
        json.dumps(document, ensure_ascii=False).encode()
        return document
    except json.JSONDecodeError as error:
        found = f"{error.msg} (column {error.colno})"
        raise InputUnusable(path, error.lineno, f"file must be JSON: found {found}", "export it again") from error
    except (ValueError, RecursionError) as error:  # half a character by an escape is a ValueError too
        sentence = "file must be JSON that nests little, without endless numbers and half characters: found other"
        raise InputUnusable(path, None, sentence, "export it again") from error


def checked_time(path: Path, line: int | None, name: str, value: object) -> str:
    """A time as a record has it: fractions of a second are cut to microseconds; raises InputUnusable."""
    text = _shortened(value.strip()) if isinstance(value, str) else ""
    try:
        Instant.parse(text)
        return text
    except ValueError:
        pass
    try:
        return str(Instant.parse(read_pasted(text, None) or text))
    except ValueError as error:
        sentence = f"{name} must be a date or a time with its offset: found {shown(value)}"
        raise InputUnusable(
            path, line, sentence, error.fix if isinstance(error, TimeNotRead) else _TIME_ADVICE
        ) from error


def _shortened(text: str) -> str:
    """A time with at most six digits after the second; some tools write nine."""
    whole, point, rest = text.partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    return f"{whole}.{digits[:6]}{rest[len(digits) :]}" if point and digits else text
