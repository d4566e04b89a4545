"""What a command says of who may see the records that it shows."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.styled_text import Line


def visibility_label(record: Record) -> str:
    """What stands behind a record that is not for everybody: `  internal`."""
    return "" if record.visibility is Visibility.PUBLIC else f"  {record.visibility}"


def left_out_lines(left_out: int) -> Iterator[Line]:
    """A line on the records that the named audience may not see, if there are any."""
    if left_out:
        yield f"{counted(left_out, 'record')} for another audience left out (--audience)"
