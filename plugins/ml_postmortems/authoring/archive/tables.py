"""Tables of Markdown in the lines of a section: the rows as cells, and where they stood among the other lines."""

from __future__ import annotations

import re

from ml_postmortems.authoring.archive.document import Line

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_CELL_END = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

Row = tuple[int, list[str]]


def read_tables(lines: list[Line]) -> tuple[list[list[Row]], list[Line | int]]:
    """The tables, each with its header as first row, and the other lines with the number of each table in its place."""
    tables: list[list[Row]] = []
    others: list[Line | int] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and not lines[end].is_code and "|" in lines[end].text and lines[end].text.strip():
            end += 1
        rows = lines[at:end]
        if len(rows) >= 2 and _RULE.fullmatch(rows[1].text[:2000]) and "-" in rows[1].text:
            tables.append([(row.number, cells_of(row.text)) for row in (rows[0], *rows[2:])])
            others.append(len(tables) - 1)
            at = end
        else:
            others.append(lines[at])
            at += 1
    return tables, others


def cells_of(text: str) -> list[str]:
    """The cells of a row."""
    said = text.strip().removeprefix("|")
    said = said[:-1] if said.endswith("|") and not said.endswith("\\|") else said
    return [_BREAK.sub("\n", cell).replace("\\|", "|").strip() for cell in _CELL_END.split(said)]
