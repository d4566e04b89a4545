"""`ratings.csv`: second ratings of causes, one line each, so that a change is one line of a diff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ml_postmortems.model.ratings import Rating, Ratings
from ml_postmortems.reading.csv_table import Row, day_of, fault_of_cell, read_csv_table
from ml_postmortems.reading.faults import Fault, FaultKind
from ml_postmortems.reading.vocabulary import VocabularyFile

COLUMNS = ("record", "cause", "statement", "first", "second", "rater", "date")
RATINGS = "ratings"
"""The first part of the path of a row among the places of the file: `("ratings", 0)` is the first one."""
RATER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LEAF = r"(?:[a-z0-9-]+/[a-z0-9-]+|unclassified)"
_FORMS = {
    "record": (r"PM-\d{4}-\d{4}", "be the id of a record", "write it as `PM-2025-0001`"),
    "cause": (r"C[1-9]\d{0,2}", "be the id of a cause", "write it as `C1`"),
    "statement": (r"[0-9a-f]{12}", "be the mark of the rated text", "let `postmortems rate` write the line"),
    "first": (_LEAF, "be a leaf of the taxonomy", "write it as `process/rollout-gap`"),
    "second": (_LEAF, "be a leaf of the taxonomy", "write it as `process/rollout-gap`"),
    "rater": (RATER.pattern, "be a role, a team or a pseudonym in small letters", "write it as `reliability-2`"),
    "date": (r"20\d\d-\d\d-\d\d", "be a day of the calendar", "write it as `2025-03-19`"),
}


def read_ratings(path: Path) -> tuple[Ratings, tuple[VocabularyFile, ...]]:
    """The ratings, none where the file has a fault; no file where there is none, which is no fault."""
    if not path.exists() and not path.is_symlink():
        return (), ()
    table = read_csv_table(path, COLUMNS)
    faults = (*table.faults, *_faults(table.rows))
    file = VocabularyFile(path, table.places(RATINGS), faults, table.text)
    return (() if faults else tuple(_rating(row) for row in table.rows)), (file,)


def rating_line(rating: Rating) -> str:
    """One rating as a line of the file."""
    cells = (rating.record, rating.cause, rating.statement, rating.first, rating.second, rating.rater)
    return ",".join((*cells, rating.day.isoformat())) + "\n"


def _rating(row: Row) -> Rating:
    record, cause, statement, first, second, rater, day = (row.cells[name] for name in COLUMNS)
    return Rating(record, cause, statement, first, second, rater, date.fromisoformat(day))


def _faults(rows: tuple[Row, ...]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        for name, (pattern, must, fix) in _FORMS.items():
            if not re.fullmatch(pattern, row.cells[name], re.ASCII) or (name == "date" and not day_of(row.cells[name])):
                yield fault_of_cell(row, name, f"must {must}", fix)
        key = tuple(row.cells[name] for name in ("record", "cause", "rater"))
        before = seen.setdefault(key, row.line)
        if before != row.line:
            yield Fault(
                FaultKind.REPEATED_ITEM,
                row.line,
                "line",
                "must be the only one of this rater on this cause",
                f"another one on line {before}",
                "delete the later one: the first answer counts",
            )
