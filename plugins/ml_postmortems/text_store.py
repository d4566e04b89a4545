"""Texts that were computed from records and are kept between runs, in one SQLite file of the user's cache.

Each text stands under a key that names all it was computed from but the code: so it does not matter which file it came
from or when. The code is part of the file's name; a store that other code wrote is removed. No pickle, and nothing that
others could have written: a text that does not fit its digest is not believed.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from ml_postmortems.user_cache import cache_folder, is_own

_TABLE = "CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text TEXT, digest TEXT)"
_PATIENCE = 2.0
"""Seconds to wait for another process that writes."""

_MOST_HELD, _MOST_LETTERS = 1000, 10_000_000
"""Texts that wait in memory to be written, and how long they are together."""


class Taken(NamedTuple):
    """Texts that were put into a store, by key, and all keys that were used."""

    new: dict[str, str]
    used: set[str]


class TextStore:
    """Texts by key while the file is open; without a file nothing is known and nothing is kept."""

    def __init__(self, database: sqlite3.Connection | None = None, path: Path | None = None) -> None:
        """`path` is that of the database."""
        self._database, self._path = database, path
        self._process = os.getpid()
        self._new: dict[str, str] = {}
        self._waiting = 0
        self._has_written = False
        self.used: set[str] = set()
        """The keys that were found or put since the file was opened."""
        self.is_damaged = False

    @property
    def is_open(self) -> bool:
        """Whether there is a file behind it."""
        return self._database is not None

    def get(self, key: str) -> str | None:
        """The text of a key; None where none is known."""
        if self._database is None:
            return None
        try:
            row = self._own_database().execute("SELECT text, digest FROM texts WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._note(error)
            return None
        if not row or row[1] != digest_of(row[0]):
            return None
        self.used.add(key)
        return str(row[0])

    def put(self, key: str, text: str) -> None:
        """Keep a text; it is written by `save` at the latest."""
        if self._database is not None:
            self._new[key] = text
            self.used.add(key)
            self._waiting += len(text)
            if len(self._new) >= _MOST_HELD or self._waiting >= _MOST_LETTERS:
                self._write()

    def taken(self) -> Taken:
        """What a copy of the process put and used since it was asked last, for the store that it is a copy of."""
        taken = Taken(self._new, self.used)
        self._new, self.used, self._waiting = {}, set(), 0
        return taken

    def add(self, taken: Taken) -> None:
        """Take over what a copy put and used."""
        self.used |= taken.used
        for key, text in taken.new.items():
            self.put(key, text)

    def _own_database(self) -> sqlite3.Connection:
        """The database; a copy of the process opens it again, because SQLite's connections must not be copied."""
        assert self._database is not None
        if self._process != os.getpid():
            assert self._path
            self._of_parent, self._database = self._database, _connect(self._path)
            self._process = os.getpid()
        return self._database

    def save(self, keys_in_use: Callable[[], Set[str]], most: int) -> None:
        """Write what is new; where there are more than `most` texts, drop those whose key is in use no more."""
        if self._database is None or not (self._new or self._has_written):
            return
        self._write()
        try:
            with self._database:
                known = {key for (key,) in self._database.execute("SELECT key FROM texts")}
                if len(known) > most:
                    gone = [(key,) for key in known - keys_in_use()]
                    self._database.executemany("DELETE FROM texts WHERE key = ?", gone)
        except sqlite3.Error as error:
            self._note(error)

    def _write(self) -> None:
        assert self._database is not None
        new, self._new, self._has_written = self._new, {}, True
        self._waiting = 0
        rows = [(key, text, digest_of(text)) for key, text in new.items()]
        try:
            with self._own_database() as database:
                database.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._note(error)

    def _note(self, error: sqlite3.Error) -> None:
        self.is_damaged |= _tells_of_damage(error)


@contextmanager
def text_store(root: Path, kind: str, code_of: Callable[[], str], use: str = "") -> Iterator[TextStore]:
    """The texts of one kind for a folder of records and one use of it; an empty store where none can be had.

    `code_of` tells what code computes them, and raises OSError where that is not known. It is called only where there
    is a cache, because to read all sources takes several milliseconds.
    """
    try:
        folder = cache_folder(root, kind, use)
        path = folder / f"{code_of()[:32]}.sqlite"
        database = _open(path)
    except (OSError, sqlite3.Error):
        yield TextStore()
        return
    with closing(database):
        store = TextStore(database, path)
        yield store
    if store.is_damaged:
        path.unlink(missing_ok=True)


def digest_of(*texts: str) -> str:
    """The SHA-256 of texts, as hexadecimal digits; the parts are told apart."""
    return digest_of_all(texts)


def digest_of_all(texts: Iterable[str]) -> str:
    """The same of as many texts as there are, of which one at a time is held."""
    hashed = hashlib.sha256()
    separator = ""
    for text in texts:
        hashed.update((separator + text).encode("utf-8", "surrogatepass"))
        separator = "\0"
    return hashed.hexdigest()


def _open(path: Path) -> sqlite3.Connection:
    """A database that the user owns; a damaged one is made anew. Raises OSError and sqlite3.Error."""
    if path.is_symlink() or (path.exists() and not is_own(path.stat())):
        raise PermissionError(f"{path} is not the user's own")
    for former in path.parent.glob("*.sqlite"):
        if former != path:
            former.unlink(missing_ok=True)
    try:
        return _connect(path)
    except sqlite3.Error as error:
        if not _tells_of_damage(error):
            raise
        path.unlink(missing_ok=True)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    # A server makes pages in other threads than the one that opened the store; SQLite puts their questions in a line.
    database = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=sqlite3.threadsafety < 3)
    try:
        database.execute("PRAGMA synchronous = OFF")  # what a crash damages is made anew
        database.execute(_TABLE)
        path.chmod(0o600)
    except BaseException:
        database.close()
        raise
    return database


def _tells_of_damage(error: sqlite3.Error) -> bool:
    """Whether the file is no database any more, as against locked, full or read-only."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
