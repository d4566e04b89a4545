"""CSV that a spreadsheet opens without running anything that stands in it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What begins a formula; programs of some countries take the wide forms for the narrow ones."""
_NEGATIVE = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with every cell in quotes; a cell that would be a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue()


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; a number below zero is none, and stays a number."""
    if _NEGATIVE.fullmatch(cell):
        return cell
    return f"'{cell}" if cell.lstrip(" \n\u00a0").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
