"""CSV files beside the records, read as strictly as the records: every fault with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.schema import FieldPlaces
from ml_postmortems.reading.source import Unreadable, decode, read_bytes
from ml_postmortems.suggestion import closest

MAX_TABLE_BYTES = 8 * 1024 * 1024
MAX_ROWS = 100_000
"""Some of each record: a base of 10,000 records has a file of catches of 1.7 MB."""
MAX_CELL = 500
"""Characters of one cell."""
_DAY = re.compile(r"(?:19|20)\d\d-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; a cell that the file leaves out is empty."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A table with what is wrong with its form; with a fault it has no rows."""

    text: str
    """The whole file; empty where it could not be decoded."""
    head: str
    """The first line without its `#`, where it is a remark on the whole file; else empty."""
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def places(self, name: str) -> FieldPlaces:
        """The line of each row under `(name, number)`, and the first line of the file under the name."""
        lines: dict[FieldPath, int] = {(name, number): row.line for number, row in enumerate(self.rows)}
        return FieldPlaces({(name,): 1, **lines}, {})


def read_csv_table(path: Path, columns: Sequence[str]) -> CsvTable:
    """The rows of a file in UTF-8 with commas between cells, below a line that names exactly these columns.

    One line with a `#` may stand above that line. A cell may stand in quotes, and holds no line break.
    """
    text = ""
    try:
        text = decode(read_bytes(path, MAX_TABLE_BYTES))
        head, body, first = _split(text)
        return CsvTable(text, head, tuple(_rows(body, first, columns)), ())
    except Unreadable as error:
        return CsvTable(text, "", (), (error.fault,))


def fault_of_cell(row: Row, column: str, condition: str, fix: str) -> Fault:
    """What is wrong with one cell."""
    found = shown(row.cells[column]) if row.cells[column] else "nothing"
    return Fault(FaultKind.MALFORMED_VALUE, row.line, column, condition, found, fix)


def day_of(text: str) -> date | None:
    """The day that a cell gives in the form `2025-03-19`; None for any other text."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _split(text: str) -> tuple[str, str, int]:
    """The remark of the first line, the rest, and the line on which that begins."""
    line, mark, rest = text.partition("\n")
    if line.startswith("#") and mark:
        return line[1:].strip(), rest, 2
    return "", text, 1


def _rows(text: str, first: int, columns: Sequence[str]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        _require_columns([name.strip() for name in next(reader, [])], columns, first)
        for count, cells in enumerate((cells for cells in reader if any(map(str.strip, cells))), 1):
            line = reader.line_num + first - 1
            if count > MAX_ROWS:
                raise _refused(line, "file", f"must have at most {MAX_ROWS:,} rows", "more", "leave old rows out")
            yield _row(cells, line, columns)
    except csv.Error as error:
        line = reader.line_num + first - 1
        raise _refused(line, "line", "must be CSV", str(error), "put texts with commas into double quotes") from error


def _row(cells: list[str], line: int, columns: Sequence[str]) -> Row:
    if len(cells) != len(columns):
        found = counted(len(cells), "cell")
        fix = "put a text that holds commas into double quotes"
        raise _refused(line, "line", f"must have a cell for each of {', '.join(columns)}", found, fix)
    for name, cell in zip(columns, cells, strict=True):
        if "\n" in cell:
            raise _refused(line, name, "must stand on one line", shown(cell), "take the line break out")
        if len(cell) > MAX_CELL:
            found = counted(len(cell), "character")
            raise _refused(line, name, f"must have at most {MAX_CELL} characters", found, "say it shorter")
    return Row(line, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)})


def _require_columns(found: list[str], columns: Sequence[str], line: int) -> None:
    if found == list(columns):
        return
    condition = f"must name the columns {','.join(columns)} in this order"
    unknown = next((name for name in found if name not in columns), None)
    near = closest(unknown, columns) if unknown else None
    fix = f"did you mean `{near}`?" if near else f"write `{','.join(columns)}` above the rows"
    raise _refused(line, "first line", condition, shown(",".join(found)), fix)


def _refused(line: int, subject: str, condition: str, found: str, fix: str) -> Unreadable:
    return Unreadable(Fault(FaultKind.WRONG_SHAPE, line, subject, condition, found, fix))
