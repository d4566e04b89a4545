"""What a record leaves out and the format derives, as lines for its author."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.record_file import RecordFile


def derived_lines(files: Iterable[RecordFile]) -> Iterator[str]:
    """Each value that was derived in these files, with what it was taken from; nothing for files of version 1."""
    for file in files:
        if file.derived:
            yield ""
            yield f"{file.path}: {counted(len(file.derived), 'value')} derived"
        for path, each in file.derived.items():
            yield f"  {field_text(path)}, from {each.source}"
