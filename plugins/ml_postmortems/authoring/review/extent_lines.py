"""What a reviewer sees of the other artifacts that could have the same fault."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import code, plain
from ml_postmortems.model.extent import Extent
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.wording import instant_text


def extent_lines(record: Record) -> Iterator[str]:
    """A list of them with what was found; nothing where the record names none."""
    if extent := known_items(record.extent):
        yield from ("**Where else it could be**", "", *map(_line, extent), "")


def _line(each: Extent) -> str:
    day = known(each.date)
    found = f"{each.state}{f', {instant_text(day)}' if day else ''}"
    due = f", due {instant_text(each.due)}" if each.due and each.state == "open" else ""
    return f"- {code(each.artifact)}: {found}, {each.by}{due}" + (f". {plain(each.note, 160)}" if each.note else "")
