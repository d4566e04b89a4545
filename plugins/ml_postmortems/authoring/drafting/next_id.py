"""The id of a new record: the next one of its year."""

from __future__ import annotations

import re
from pathlib import Path

from ml_postmortems.errors import DraftRefused
from ml_postmortems.reading.corpus import Corpus

_NUMBERED = re.compile(r"PM-(\d{4})-(\d{4})(?!\d)", re.ASCII)
_LAST_NUMBER = 9999


def next_id(corpus: Corpus, year: int) -> str:
    """The id after the highest one that a record, a former id or a file name of the year has; gaps are not filled.

    Raises DraftRefused once a year has used all its numbers.
    """
    names = {entry.name for entry in _entries(corpus.root / f"{year:04}")}
    for file in corpus.files:
        names.add(str(file.tree.get("id", "")))
        names.update(file.record.aliases if file.record else ())
    used = [int(match.group(2)) for name in names if (match := _NUMBERED.match(name)) and int(match.group(1)) == year]
    number = max(used, default=0) + 1
    if number > _LAST_NUMBER:
        reason = (
            f"--year must have a free id: found PM-{year:04}-{_LAST_NUMBER} taken\n  fix: record it in another year"
        )
        raise DraftRefused([reason])
    return f"PM-{year:04}-{number:04}"


def next_numbers(corpus: Corpus) -> dict[int, int]:
    """For each year that records or former ids of a corpus are of, the number after its highest one.

    Nothing is looked up on disk, so the numbers tell nothing of records that are not in the corpus.
    """
    numbers: dict[int, int] = {}
    for record in corpus.records:
        for name in (record.id, *record.aliases):
            year, number = map(int, name.split("-")[1:])
            numbers[year] = max(numbers.get(year, 1), number + 1)
    return dict(sorted(numbers.items()))


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
