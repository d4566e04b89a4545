"""A plain timeline, as people keep one during the response: CSV or JSON with `at`, `text` and little else."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.importers.input_file import checked_time, parse_json, read_input
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.terms import EventKind, KeyInstant, Phase
from ml_postmortems.reading.faults import shown
from ml_postmortems.suggestion import closest

COLUMNS = ("at", "text", "phase", "kind", "marks")
MOST_EVENTS = 500
Event = dict[str, Any]


def read_timeline(path: Path) -> list[Event]:
    """The entries of a timeline file in the order of their times; raises InputUnusable.

    CSV has a first line with the columns `at`, `text` and, where wanted, `phase`, `kind` and `marks` (several marks
    with spaces between them). JSON is a list of objects with the same keys. Where they say nothing, the phase is
    `response` and the kind `event`.
    """
    text = read_input(path)
    is_json = path.suffix.lower() == ".json" or text.lstrip()[:1] in ("[", "{")
    rows = _json_rows(path, text) if is_json else _csv_rows(path, text)
    events = [_event(path, line, row) for line, row in rows]
    if not events:
        raise InputUnusable(
            path, None, "timeline must have entries: found none", "add a line for each, or leave it out"
        )
    if len(events) > MOST_EVENTS:
        sentence = f"timeline must have at most {MOST_EVENTS} entries: found {len(events)}"
        raise InputUnusable(path, None, sentence, "keep what a reader needs, and link the rest as evidence")
    return in_order(events)


def in_order(events: list[Event]) -> list[Event]:
    """The entries sorted by time; those of one time stay as they were."""
    return sorted(events, key=lambda event: Span.at(Instant.parse(event["at"])).sort_key())


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        columns = [name.strip().lower() for name in next(reader, [])]
        _require_columns(path, columns)
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(columns):
                sentence = f"line must have {len(columns)} columns: found {len(row)}"
                raise InputUnusable(path, reader.line_num, sentence, f"quote texts that hold `{delimiter}`")
            yield reader.line_num, dict(zip(columns, row, strict=False))
    except csv.Error as error:
        raise InputUnusable(
            path, reader.line_num, f"file must be CSV: found {error}", "save it as CSV again"
        ) from error


def _require_columns(path: Path, columns: list[str]) -> None:
    missing = [name for name in COLUMNS[:2] if name not in columns]
    if missing:
        sentence = f"first line must name the columns at and text: found {shown(','.join(columns))}"
        raise InputUnusable(path, 1, sentence, f"begin the file with a line `{','.join(COLUMNS)}`")
    for name in columns:
        if name not in COLUMNS:
            raise InputUnusable(path, 1, *_unknown("column", name, COLUMNS))
    if len(set(columns)) < len(columns):
        sentence = f"first line must name each column once: found {shown(','.join(columns))}"
        raise InputUnusable(path, 1, sentence, "rename or delete the second one")


def _json_rows(path: Path, text: str) -> Iterator[tuple[int | None, Mapping[str, Any]]]:
    rows = parse_json(path, text)
    if not isinstance(rows, list):
        found = "an object" if isinstance(rows, dict) else "something else"
        sentence = f"timeline must be a list of objects: found {found}"
        raise InputUnusable(path, None, sentence, 'write `[{"at": "2025-11-18T11:20:00Z", "text": "..."}]`')
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            sentence = f"entry {number} must be an object with at and text: found {shown(row)}"
            raise InputUnusable(path, None, sentence, 'write `{"at": "2025-11-18T11:20:00Z", "text": "..."}`')
        for name in row:
            if name not in COLUMNS:
                raise InputUnusable(path, None, *_unknown(f"key of entry {number}", name, COLUMNS))
        yield None, {**row, "_number": number}


def _event(path: Path, line: int | None, row: Mapping[str, Any]) -> Event:
    entry = f"entry {row['_number']}: " if "_number" in row else ""
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        sentence = f"{entry}text must say what happened: found {shown(text) if text else 'nothing'}"
        raise InputUnusable(path, line, sentence, "add a sentence, or delete the entry")
    event: Event = {
        "at": checked_time(path, line, f"{entry}at", row.get("at")),
        "phase": _term(path, line, f"{entry}phase", row.get("phase") or Phase.RESPONSE.value, list(Phase)),
        "kind": _term(path, line, f"{entry}kind", row.get("kind") or EventKind.EVENT.value, list(EventKind)),
        "text": " ".join(text.split()),
    }
    marks = row.get("marks") or []
    listed = marks.replace(",", " ").replace(";", " ").split() if isinstance(marks, str) else marks
    if not isinstance(listed, list):
        sentence = f"{entry}marks must be a list of key instants: found {shown(marks)}"
        raise InputUnusable(path, line, sentence, f"use of: {', '.join(KeyInstant)}")
    if listed:
        event["marks"] = [_term(path, line, f"{entry}marks", mark, list(KeyInstant)) for mark in listed]
    return event


def _term(path: Path, line: int | None, name: str, value: object, terms: list[Any]) -> str:
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in terms:
        return word
    raise InputUnusable(path, line, *_unknown(name, value, [str(term) for term in terms]))


def _unknown(name: str, value: object, known: list[str] | tuple[str, ...]) -> tuple[str, str]:
    near = closest(value, known) if isinstance(value, str) else None
    fix = f"did you mean `{near}`?" if near else "use one of these words, spelt exactly so"
    return f"{name} must be one of {', '.join(known)}: found {shown(value)}", fix
