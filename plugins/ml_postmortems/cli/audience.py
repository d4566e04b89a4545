"""What a command says of who may see the records that it shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ml_postmortems.access.hidden import hidden_line
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.styled_text import Line


def visibility_label(record: Record) -> str:
    """What stands behind a record that is not for everybody: `  internal`."""
    return "" if record.visibility is Visibility.PUBLIC else f"  {record.visibility}"


def left_out_lines(hidden: Sequence[Visibility], audience: Visibility) -> Iterator[Line]:
    """A line on the records that the audience may not see, if there are any, with the option that reads them."""
    levels = sorted(Counter(hidden).items(), key=lambda level: list(Visibility).index(level[0]))
    if len(levels) > 1:
        (fewer, number), (all_levels, _) = levels
        yield hidden_line(hidden, audience, f"--audience {fewer} reads {number} of them, --audience {all_levels} all")
    elif levels:
        them = "it" if len(hidden) == 1 else "them"
        yield hidden_line(hidden, audience, f"--audience {levels[0][0]} reads {them} too")


def unreadable_lines(paths: Sequence[Path], audience: Visibility | None) -> Iterator[Line]:
    """A line on the records that cannot be read and so are in no answer, if there are any.

    A named audience is not told which: nobody knows who may see them, and the name of a file tells its title.
    """
    if not paths:
        return
    first = paths[0].as_posix()
    which = "" if audience else f": {first}" if len(paths) == 1 else f": {first} and others"
    check = f"postmortems check {first}" if len(paths) == 1 and not audience else "postmortems check"
    is_left_out = "is left out" if len(paths) == 1 else "are left out"
    yield f"{counted(len(paths), 'record')} that cannot be read {is_left_out}{which}; `{check}` tells why"
