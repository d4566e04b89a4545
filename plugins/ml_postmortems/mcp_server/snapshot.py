"""What is published of a folder of records, read again when a file of it changes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock

from ml_postmortems.access.publication import Publication, published_corpus
from ml_postmortems.access.search_index import SearchIndex, published_search_index
from ml_postmortems.analytics.actions import ActionReport, action_report
from ml_postmortems.errors import FolderNotFound
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.due_dates import due_history

_State = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Snapshot:
    """One state of a base for one audience."""

    publication: Publication

    @cached_property
    def search(self) -> SearchIndex:
        """The index of what is published."""
        return published_search_index(self.publication)

    @cached_property
    def actions(self) -> ActionReport:
        """Every action of records that count."""
        publication = self.publication
        return action_report(publication.corpus, publication.as_of, due_history(publication.everything.root))


class Base:
    """A folder of records, for one audience."""

    def __init__(self, root: Path, audience: Visibility, as_of: date | None = None) -> None:
        self.root, self.audience, self.as_of = root, audience, as_of
        self._lock = Lock()
        self._last: tuple[_State, date, Snapshot] | None = None

    def require(self) -> None:
        """Raise FolderNotFound or MalformedDate at once, before anything is read."""
        if not self.root.is_dir():
            raise FolderNotFound(self.root)
        as_of_date(self.root)

    def now(self) -> Snapshot:
        """The present state; raises FolderNotFound and MalformedDate."""
        with self._lock:
            state, day = _state(self.root), self.as_of or as_of_date(self.root)
            if self._last is None or self._last[:2] != (state, day):
                self._last = state, day, Snapshot(published_corpus(self.root, self.audience, day))
            return self._last[2]


def _state(root: Path) -> _State:
    """Name, size and time of every file."""
    found = []
    for at, _, names in os.walk(root):
        for path in (Path(at, name) for name in names):
            try:
                known = path.lstat()
            except OSError:
                continue
            found.append((str(path), known.st_mtime_ns, known.st_size))
    return tuple(sorted(found))
