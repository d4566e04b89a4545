"""Exports of issue trackers, read with bounds as a stranger's file: what they say of each issue, and nothing else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.importers.input_file import MAX_INPUT_BYTES, parse_json
from ml_postmortems.authoring.tracker.export_dates import read_day
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.terms import Term
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.source import Unreadable, read_bytes

GITHUB_COMMAND = "gh issue list --state all --limit 1000 --json number,state,stateReason,closedAt,url"
WAYS = (
    f"give what `{GITHUB_COMMAND}` prints, the CSV of Jira (Export, CSV with all fields), or that of Linear (Settings, "
    "Export data)"
)
"""How each export is made."""
MAX_ISSUES = 20_000
_MAX_COLUMNS = 1_000
_MAX_NAME = 300
_KEY = re.compile(r"[A-Z][A-Z0-9_]{0,19}-[1-9]\d{0,9}", re.ASCII)
_GITHUB_URL = re.compile(r"https?://[^/\s?#]+/([\w.-]{1,100}/[\w.-]{1,100})/issues/([1-9]\d{0,9})", re.ASCII)


class IssueState(Term):
    """How far an issue has come, in words that all trackers share."""

    UNFINISHED = "unfinished", "It is open; its tracker does not tell whether somebody works on it."
    TO_DO = "to-do", "It is open, and nobody has begun."
    IN_PROGRESS = "in-progress", "Somebody works on it."
    DONE = "done", "It is finished."
    CANCELLED = "cancelled", "It was closed without being done."
    UNCLEAR = "unclear", "Its status is none that is known."


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of an export."""

    names: tuple[str, ...]
    """What a ticket may call it, in small letters: `ops-12`, `acme/ml#12`, `#12`, an address."""
    line: int | None
    """Its line in a CSV file."""
    state: IssueState
    said: str
    """The status in the words of the export."""
    completed: date | None
    """The day on which it was finished; None where the export tells none that can be read."""

    @property
    def name(self) -> str:
        """The first of its names."""
        return self.names[0]


def read_export(path: Path) -> tuple[Issue, ...]:
    """The issues of an export; which tracker made it is seen from its content. Raises InputUnusable."""
    text = _read(path)
    if text.lstrip()[:1] in ("[", "{"):
        return tuple(_github(path, text))
    return tuple(_csv(path, text))


def ticket_names(ticket: str) -> tuple[str, ...]:
    """What an export may call the issue that a ticket of a record means; one name, or that and the whole address."""
    word = ticket.strip()
    if match := _GITHUB_URL.match(word):
        return (f"{match.group(1)}#{match.group(2)}".lower(),)
    if word.lower().startswith(("http://", "https://")):
        parts = [part for part in re.split(r"[/?#]", word) if _KEY.fullmatch(part.upper())]
        return (word.lower().rstrip("/"), *(part.lower() for part in parts[-1:]))
    return (word.lower(),)


def _read(path: Path) -> str:
    """The text; control characters may stand in columns that are not read, but not bytes of another encoding."""
    try:
        content = read_bytes(path, MAX_INPUT_BYTES)
        return content.decode("utf-8-sig")
    except Unreadable as error:
        fault = error.fault
        sentence = f"{fault.subject} {fault.condition}: found {fault.found}"
        fix = "name a plain file of at most 4 MiB; leave out columns that are not needed, or old issues"
        raise InputUnusable(path, None, sentence, fix) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = f"file must be UTF-8: found byte 0x{content[error.start]:02x}"
        raise InputUnusable(path, line, sentence, "export it again as UTF-8") from error


def _github(path: Path, text: str) -> Iterator[Issue]:
    rows = parse_json(path, text)
    if not isinstance(rows, list):
        raise InputUnusable(path, None, "export must be a list of issues: found an object", WAYS)
    _require_few(path, len(rows))
    for number, row in enumerate(rows, 1):
        place = f"issue {number}"
        if not isinstance(row, dict):
            raise InputUnusable(path, None, f"{place} must be an object: found {shown(row)}", WAYS)
        missing = [name for name in ("state", "url") if not isinstance(row.get(name), str)]
        if missing:
            raise InputUnusable(path, None, f"{place} must have {' and '.join(missing)}: found none", WAYS)
        match = _GITHUB_URL.fullmatch(row["url"])
        if not match:
            sentence = f"{place}: url must be that of an issue: found {shown(row['url'])}"
            raise InputUnusable(path, None, sentence, WAYS)
        name = f"{match.group(1)}#{match.group(2)}".lower()
        yield Issue((name, f"#{match.group(2)}"), None, *_github_state(row))


def _github_state(row: Mapping[str, Any]) -> tuple[IssueState, str, date | None]:
    state, reason = row["state"].upper(), str(row.get("stateReason") or "").upper()
    if state == "OPEN":
        return IssueState.UNFINISHED, "open", None
    if state != "CLOSED":
        return IssueState.UNCLEAR, row["state"][:_MAX_NAME], None
    if reason in ("NOT_PLANNED", "DUPLICATE"):
        return IssueState.CANCELLED, f"closed as {reason.lower().replace('_', ' ')}", None
    closed = row.get("closedAt")
    return IssueState.DONE, "closed", read_day(closed) if isinstance(closed, str) else None


def _csv(path: Path, text: str) -> Iterator[Issue]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [name.strip() for name in next(reader, [])]
        read_row = _row_reader(path, columns)
        count = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            _require_few(path, count)
            if len(cells) != len(columns):
                sentence = f"line must have {len(columns)} cells, as the first one has: found {len(cells)}"
                raise InputUnusable(path, reader.line_num, sentence, "export it again")
            yield read_row(path, reader.line_num, dict(zip(reversed(columns), reversed(cells), strict=True)))
    except csv.Error as error:
        sentence = f"file must be CSV: found {error}"
        raise InputUnusable(path, reader.line_num, sentence, "export it again") from error


def _row_reader(path: Path, columns: Sequence[str]) -> Any:
    """The function that reads the rows below these columns; a column that is read may stand there only once."""
    if len(columns) > _MAX_COLUMNS:
        raise InputUnusable(path, 1, f"export must have at most {_MAX_COLUMNS} columns: found {len(columns)}", WAYS)
    for needed, read, also in (
        (("Issue key", "Status"), _jira, ("Status Category", "Resolution", "Resolved")),
        (("ID", "Status", "Completed"), _linear, ("Started", "Canceled")),
    ):
        if all(name in columns for name in needed):
            twice = [name for name in (*needed, *also) if columns.count(name) > 1]
            if twice:
                sentence = f"first line must name the column {twice[0]} once: found it {columns.count(twice[0])} times"
                raise InputUnusable(path, 1, sentence, "rename the column that does not come from the tracker")
            return read
    sentence = f"export must be of GitHub, Jira or Linear: found the columns {shown(', '.join(columns))}"
    raise InputUnusable(path, 1, sentence, WAYS)


_DONE_WORDS = frozenset({"done", "closed", "resolved", "complete", "completed"})
_BEGUN_WORDS = frozenset({"in progress", "in review", "in development", "testing"})
_TO_DO_WORDS = frozenset({"to do", "todo", "open", "reopened", "new", "backlog", "selected for development"})
_CANCELLED = frozenset(
    {"won't do", "won't fix", "wont do", "wont fix", "duplicate", "cannot reproduce", "cancelled", "canceled",
     "declined", "incomplete", "abandoned", "rejected"}
)  # fmt: skip
"""Resolutions of Jira, and statuses, that say that nothing was done."""


def _jira(path: Path, line: int, row: Mapping[str, str]) -> Issue:
    status = row["Status"].strip()
    resolution = row.get("Resolution", "").strip()
    word = (row.get("Status Category", "").strip() or status).casefold()
    if word in _DONE_WORDS and {resolution.casefold(), status.casefold()} & _CANCELLED:
        state = IssueState.CANCELLED
    else:
        state = _state_of_word(word)
    said = f"{status}, {resolution}" if resolution and state is IssueState.CANCELLED else status
    day = read_day(row.get("Resolved", "")) if state is IssueState.DONE else None
    return Issue((_key(path, line, "Issue key", row["Issue key"]),), line, state, said[:_MAX_NAME], day)


def _linear(path: Path, line: int, row: Mapping[str, str]) -> Issue:
    status = row["Status"].strip()
    if row.get("Canceled", "").strip():
        state = IssueState.CANCELLED
    elif row["Completed"].strip():
        state = IssueState.DONE
    elif row.get("Started", "").strip():
        state = IssueState.IN_PROGRESS
    else:
        state = _state_of_word(status.casefold())
        state = IssueState.TO_DO if state is IssueState.UNCLEAR else state
    day = read_day(row["Completed"]) if state is IssueState.DONE else None
    return Issue((_key(path, line, "ID", row["ID"]),), line, state, status[:_MAX_NAME], day)


def _state_of_word(word: str) -> IssueState:
    if word in _CANCELLED:
        return IssueState.CANCELLED
    if word in _DONE_WORDS:
        return IssueState.DONE
    if word in _BEGUN_WORDS:
        return IssueState.IN_PROGRESS
    return IssueState.TO_DO if word in _TO_DO_WORDS else IssueState.UNCLEAR


def _key(path: Path, line: int, column: str, cell: str) -> str:
    if not _KEY.fullmatch(cell.strip()):
        sentence = f"{column} must be the key of an issue, such as OPS-12: found {shown(cell)}"
        raise InputUnusable(path, line, sentence, "export it again")
    return cell.strip().lower()


def _require_few(path: Path, count: int) -> None:
    if count > MAX_ISSUES:
        sentence = f"export must have at most {MAX_ISSUES:,} issues: found more"
        raise InputUnusable(path, None, sentence, "narrow it to the issues that actions name")
