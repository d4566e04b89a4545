"""`catches.csv`: the times that a control stopped a failure, as a tool or a team logs them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.catches import NO_CATCHES, Catch, CatchLog
from ml_postmortems.reading.csv_table import Row, day_of, fault_of_cell, read_csv_table
from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.vocabulary import VocabularyFile

COLUMNS = ("control", "date", "what")
CATCHES = "catches"
"""The first part of the path of a row among the places of the file: `("catches", 0)` is the first one."""
COMPLETE_SINCE = "complete since"
_SLUG = lazy_pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def read_catches(path: Path) -> tuple[CatchLog, tuple[VocabularyFile, ...]]:
    """The log, which is empty where the file has a fault; no file where there is none, which is no fault.

    Its first line may be `# complete since 2024-01-01`: from that day on, whenever any control stopped a failure, the
    file says so.
    """
    if not path.exists() and not path.is_symlink():
        return NO_CATCHES, ()
    table = read_csv_table(path, COLUMNS)
    since, head_faults = _complete_since(table.head)
    faults = (*table.faults, *head_faults, *_faults(table.rows))
    file = VocabularyFile(path, table.places(CATCHES), faults, table.text)
    if faults:
        return NO_CATCHES, (file,)
    catches = (Catch(row.cells["control"], date.fromisoformat(row.cells["date"]), row.cells["what"])
               for row in table.rows)  # fmt: skip
    return CatchLog(tuple(catches), since), (file,)


def _complete_since(head: str) -> tuple[date | None, tuple[Fault, ...]]:
    """The day that the first line names; it says nothing else, so that a slip does not pass for a remark."""
    if not head:
        return None, ()
    words = " ".join(head.split())
    day = words.removeprefix(f"{COMPLETE_SINCE} ")
    if words != day and (since := day_of(day)):
        return since, ()
    fix = f"write `# {COMPLETE_SINCE} 2024-01-01`, or leave the line out"
    condition = "must say since when the log is complete, where it begins with `#`"
    return None, (Fault(FaultKind.MALFORMED_VALUE, 1, "first line", condition, shown(head), fix),)


def _faults(rows: tuple[Row, ...]) -> Iterator[Fault]:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        control, day, what = (row.cells[name] for name in COLUMNS)
        if not _SLUG.fullmatch(control):
            condition = "must be the id of a control, in small letters, digits and hyphens"
            yield fault_of_cell(row, "control", condition, "copy it from the action that put the control in place")
        if not day_of(day):
            yield fault_of_cell(row, "date", "must be a day of the calendar", "write it as `2025-03-19`")
        if not what:
            yield fault_of_cell(row, "what", "must say what the control stopped", "add a few words")
        before = first.setdefault((control, day, what), row.line)
        if before != row.line:
            yield Fault(
                FaultKind.REPEATED_ITEM,
                row.line,
                "line",
                "must be there once, as each is counted",
                f"the same as line {before}",
                "delete it, or say in `what` how the two differ",
            )
