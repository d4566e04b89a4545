"""`incidents.csv`: the incidents that owe a postmortem, as the incident tool exports them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ml_postmortems.model.incident_log import LoggedIncident
from ml_postmortems.model.terms import Severity
from ml_postmortems.reading.csv_table import Row, day_of, fault_of_cell, read_csv_table
from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.schema import FieldPlaces
from ml_postmortems.reading.vocabulary import VocabularyFile

COLUMNS = ("incident", "date", "severity")
_SEVERITIES = {each.value: each for each in Severity}


def read_incident_log(path: Path) -> tuple[tuple[LoggedIncident, ...], tuple[VocabularyFile, ...]]:
    """The incidents, none where the file has a fault; no file where there is none, which is no fault."""
    if not path.exists() and not path.is_symlink():
        return (), ()
    table = read_csv_table(path, COLUMNS)
    faults = (*table.faults, *_remarks(table.head), *_faults(table.rows))
    file = VocabularyFile(path, FieldPlaces({}, {}), faults, table.text)
    if faults:
        return (), (file,)
    return tuple(_incident(row) for row in table.rows), (file,)


def _incident(row: Row) -> LoggedIncident:
    return LoggedIncident(
        row.cells["incident"], date.fromisoformat(row.cells["date"]), _SEVERITIES[row.cells["severity"].upper()]
    )


def _remarks(head: str) -> Iterator[Fault]:
    if head:
        condition, fix = "must name the columns", f"begin with `{','.join(COLUMNS)}`"
        yield Fault(FaultKind.WRONG_SHAPE, 1, "first line", condition, shown(f"# {head}"), fix)


def _faults(rows: tuple[Row, ...]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        incident, day, severity = (row.cells[name] for name in COLUMNS)
        if not incident:
            condition = "must be the id or the address of an incident"
            yield fault_of_cell(row, "incident", condition, "write it as records do under `incident_refs`")
        if not day_of(day):
            yield fault_of_cell(row, "date", "must be a day of the calendar", "write it as `2025-03-19`")
        if severity.upper() not in _SEVERITIES:
            levels = ", ".join(_SEVERITIES)
            yield fault_of_cell(row, "severity", f"must be one of {levels}", "translate the level of the tool")
        before = first.setdefault(incident.lower(), row.line)
        if before != row.line:
            condition, found = "must be there once", f"the same incident as line {before}"
            yield Fault(FaultKind.REPEATED_ITEM, row.line, "line", condition, found, "delete one of the two")
