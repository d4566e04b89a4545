"""What the lines and tables of a timeline look like: items, pieces of sentences, the order of times, their column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ml_postmortems.authoring.archive.document import Line
from ml_postmortems.authoring.archive.relative_time import relative_time
from ml_postmortems.authoring.archive.said_time import first_day, first_time

BULLET = re.compile(
    r"(?P<indent>[ \t]*)(?:>[ \t]?)*(?:(?:[-*+\u2022\u00b7\u25e6]|\d{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?"
)
BEFORE_TIME = re.compile(r"[\s*_`\[(~\u2248#>\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f]*(?:~ ?)?")
_CLAUSE = re.compile(
    r"(?<=;)\s+|(?<=,)\s+(?=(?:and|then|but|while|when)\b)|\s+(?=and\b)"
    r"|(?<=,)\s+(?=(?:at|by|around|from) (?:~|about |around )?\d{1,2}[:h]\d\d)"
)
"""Where a sentence can go on with what happened at another time."""
_UNTIL = re.compile(r"\b(?:until|till?|through|thru|up to)\s+(?:about |around )?$", re.IGNORECASE)
"""What makes a time the end of something that began before."""
_LONGEST = 2000
"""Characters of a sentence that is taken apart."""
_LEAST_WORDS = 3
"""Words beside its time that make a piece of a sentence tell something."""


def clauses(sentence: str) -> list[str]:
    """A sentence in pieces of one time each, where it goes on with what happened at another time."""
    if len(sentence) > _LONGEST:
        return [sentence]
    pieces: list[str] = []
    for piece in _CLAUSE.split(sentence):
        if pieces and not (_tells(pieces[-1]) and _tells(piece)):
            pieces[-1] = f"{pieces[-1]} {piece}"
        else:
            pieces.append(piece)
    return pieces


def _tells(piece: str) -> bool:
    """Whether a piece of a sentence has a time, and says what happened then; the end of a range does not."""
    said = first_time(piece)
    if not said or _UNTIL.search(piece[: said.start]):
        return False
    return len(f"{piece[: said.start]} {piece[said.end :]}".split()) >= _LEAST_WORDS


def is_newest_first(lines: list[Line]) -> bool:
    """Whether the times of a section go backwards, as on status pages."""
    clocks = [said.clock for line in lines if not line.is_code and (said := first_time(line.text[:80])) and said.clock]
    minutes = [60 * clock.hour + clock.minute for clock in clocks]
    steps = [(after - before + 720) % 1440 - 720 for before, after in pairwise(minutes) if after != before]
    return len(steps) >= 2 and sum(step < 0 for step in steps) > 2 * sum(step > 0 for step in steps)


def without_empty_fences(lines: list[Line]) -> Iterator[Line]:
    """Lines without the fences between which nothing is left."""
    block: list[Line] = []
    for line in lines:
        if line.is_fence and block:
            if len(block) > 1:
                yield from (*block, line)
            block = []
        elif line.is_fence or block:
            block.append(line)
        else:
            yield line
    yield from block


def is_item(text: str) -> bool:
    """Whether a line is an item of a list."""
    match = BULLET.match(text)
    return bool(match and text[match.start() : match.end()].strip(" \t>"))


def starts_with_time(text: str) -> bool:
    """Whether a line begins with a time of day."""
    before = BEFORE_TIME.match(text)
    said = first_time(text)
    return bool(said and before and said.start <= before.end())


def time_column(header: list[str], rows: list[list[str]]) -> tuple[int, ...] | None:
    """The columns that say when: those with a time in most rows, with a column of dates before them."""
    columns = range(max((len(cells) for cells in [header, *rows]), default=0))

    def share(column: int, has: object) -> float:
        filled = [cells[column] for cells in rows if column < len(cells) and cells[column]]
        return sum(bool(has(cell)) for cell in filled) / len(filled) if filled else 0  # type: ignore[operator]

    def near(cell: str) -> bool:
        said = first_time(cell)
        return bool(relative_time(cell)) or bool(said and said.start < 12 and len(cell) - (said.end - said.start) < 40)

    timed = [column for column in columns if share(column, near) >= 0.5]
    dated = [column for column in columns if share(column, first_day) >= 0.5 and column not in timed[:1]]
    if timed:
        dates = [column for column in dated if not share(column, near) and _is_short(column, rows)]
        return (*dates[:1], timed[0])
    return (dated[0],) if dated and _is_short(dated[0], rows) else None


def _is_short(column: int, rows: list[list[str]]) -> bool:
    return all(len(cells[column]) < 40 for cells in rows if column < len(cells))
