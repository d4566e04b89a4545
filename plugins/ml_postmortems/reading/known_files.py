"""The record files of a folder that were read before, told by their sizes and times, so that they need not be opened.

Of each file that was read without a fault a row is kept: what tells that it is the same, the hashes of its text and its
front matter, and what is asked of all records. Whoever asks for more has the file read; a text with another hash than
the row says is an error. A file that was changed just before it was read gets no row.
"""

from __future__ import annotations

import weakref
from contextlib import ExitStack
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from ml_postmortems.errors import RecordChanged
from ml_postmortems.file_times import settled_state
from ml_postmortems.reading.declared import declared_from_json
from ml_postmortems.reading.head import head_from_json
from ml_postmortems.reading.parsed_cache import ParsedCache, derived_from_json, parsed_cache
from ml_postmortems.reading.record_file import (
    MOST_HELD,
    Content,
    RecordFile,
    front_matter_digest,
    read_record_file,
)
from ml_postmortems.reading.written import Written

_MOST_NEW = 50
"""The rows are written anew when more than one of so many files were read."""


class KnownFiles:
    """The rows of one folder, while it is read and as long as one of its files may have to be read after all."""

    def __init__(self, root: Path, cache: ParsedCache) -> None:
        """`cache` is open as long as the folder is read."""
        self._root, self._cache = root, cache
        lines = (cache.get_rows() or "").splitlines()
        self._before = {name: row for name, _, row in (line.partition("\t") for line in lines)}
        self._now: dict[str, str] = {}
        self._new = self._read = 0

    def read(self, path: Path) -> RecordFile:
        """One file of the folder, opened only if it may be another one than before."""
        name = f"{path.parent.name}/{path.name}"
        state = settled_state(path)
        row = self._before.get(name, "")
        if state and row.startswith(f"{state}\t"):
            self._now[name] = row
            return self._file_of(path, row.split("\t"))
        file = read_record_file(path, self._cache)
        if state and not file.faults and (kept := file.content.kept):
            front_matter = front_matter_digest(file)
            self._now[name] = "\t".join((state, file.digest, front_matter, *kept.asked_of_all()))
            self._new += 1
        return file

    def save(self) -> None:
        """Keep the rows, where so many are new that it is worth it."""
        if self._new * _MOST_NEW > len(self._now):
            self._cache.put_rows("".join(f"{name}\t{row}\n" for name, row in self._now.items()))

    def read_again(self, path: Path, digest: str) -> RecordFile:
        """A file whose row was trusted; raises RecordChanged where its text is another one by now.

        Then no row is trusted the next time: on some disks of other systems and networks, times tell too little.
        """
        file = read_record_file(path, self._cache_again)
        if file.digest != digest:
            self._cache_again.put_rows("")
            raise RecordChanged(path, "another text" if file.digest else "no file that can be read")
        self._read += 1
        if self._read > MOST_HELD:
            file.release()
        return file

    def _file_of(self, path: Path, row: list[str]) -> RecordFile:
        _, digest, front_matter, head, declared, derived = row
        self._cache.note_use(front_matter)
        unread = _Unread(path, digest, self)
        content = Content(
            make_record=partial(unread.make, "make_record"),
            make_places=partial(unread.make, "make_places"),
            make_tree=partial(unread.make, "make_tree"),
            make_head=partial(head_from_json, head),
            make_derived=partial(derived_from_json, derived),
            make_declared=partial(declared_from_json, declared),
        )
        return RecordFile(path, content, Written.unread(digest, front_matter, unread.written), ())

    @cached_property
    def _cache_again(self) -> ParsedCache:
        """A cache that stays open as long as anybody may ask."""
        stack = ExitStack()
        cache = stack.enter_context(parsed_cache(self._root, is_whole=False))
        weakref.finalize(self, stack.close)
        return cache


class _Unread:
    """A file that was not opened yet."""

    def __init__(self, path: Path, digest: str, known: KnownFiles) -> None:
        self._path, self._digest, self._known = path, digest, known

    @cached_property
    def file(self) -> RecordFile:
        return self._known.read_again(self._path, self._digest)

    def make(self, part: str) -> Any:
        """A part of the content, not held here."""
        return getattr(self.file.content, part)()

    def written(self) -> Written:
        return self.file.written
