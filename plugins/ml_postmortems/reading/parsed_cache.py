"""Front matter that was parsed before, kept between runs, so that only what changed is parsed as YAML again.

Of 3 ms that reading a record takes, 2.5 are the YAML parser's. What it gave is kept in the user's cache as JSON, by the
hash of the text that it came from; so it does not matter which file holds the text, or when it was written. Checking
values against the format is cheap and always done anew. Only front matter without a fault is kept.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading import faults, source, yaml_tree
from ml_postmortems.reading.yaml_tree import YamlTree
from ml_postmortems.user_cache import cache_folder, is_own

_TABLE = "CREATE TABLE IF NOT EXISTS parsed (key TEXT PRIMARY KEY, tree TEXT, lines TEXT, digest TEXT) WITHOUT ROWID"
_PATIENCE = 2.0
"""Seconds to wait for another process that writes."""


class ParsedCache:
    """Trees of front matter by the text that they were parsed from, as long as one corpus is loaded."""

    def __init__(self, database: sqlite3.Connection | None = None) -> None:
        self._database = database
        self.is_damaged = False
        self._used: set[str] = set()
        self._new: dict[str, tuple[str, str]] = {}

    def get(self, text: str) -> YamlTree | None:
        """What this front matter was parsed to before; None where it is not known."""
        if self._database is None:
            return None
        key = _key(text)
        try:
            row = self._database.execute("SELECT tree, lines, digest FROM parsed WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._note(error)
            return None
        if not row or row[2] != _digest(row[0], row[1]):
            return None
        self._used.add(key)
        tree = json.loads(row[0])
        return YamlTree(tree, TreeLines(tree, row[1]))

    def put(self, text: str, tree: YamlTree) -> None:
        """Keep what a text was parsed to, if it has no fault."""
        if self._database is not None and not tree.faults:
            self._new[_key(text)] = (_to_json(tree.value), _to_json(list(tree.lines.values())))

    def save(self) -> None:
        """Write what is new, and drop what no file holds any more."""
        if self._database is None or not self._new:
            return
        rows = [(key, *parts, _digest(*parts)) for key, parts in self._new.items()]
        try:
            with self._database:
                known = {key for (key,) in self._database.execute("SELECT key FROM parsed")}
                gone = known - self._used - self._new.keys()
                self._database.executemany("DELETE FROM parsed WHERE key = ?", [(key,) for key in gone])
                self._database.executemany("INSERT OR REPLACE INTO parsed VALUES (?, ?, ?, ?)", rows)
        except sqlite3.Error as error:
            self._note(error)

    def _note(self, error: sqlite3.Error) -> None:
        self.is_damaged |= _tells_of_damage(error)


class TreeLines(Mapping[FieldPath, int]):
    """The line of every key and item of a tree without faults; paths are made when the first line is asked for."""

    def __init__(self, tree: Any, lines: str) -> None:
        """`lines` is a list as JSON, in the order in which a parser meets the keys and items of the tree."""
        self._tree = tree
        self._numbers = lines
        self._made: dict[FieldPath, int] | None = None

    @property
    def _lines(self) -> dict[FieldPath, int]:
        if self._made is None:
            self._made = dict(zip(_paths(self._tree, ()), json.loads(self._numbers), strict=True))
        return self._made

    def __getitem__(self, path: FieldPath) -> int:
        return self._lines[path]

    def __iter__(self) -> Iterator[FieldPath]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


@contextmanager
def parsed_cache(root: Path) -> Iterator[ParsedCache]:
    """The cache of a folder of records, which is saved at the end; an empty one where none can be had."""
    try:
        path = cache_folder(root, "records") / f"{_reader_fingerprint()}.sqlite"
        database = _open(path)
    except (OSError, sqlite3.Error):
        yield ParsedCache()
        return
    with closing(database):
        cache = ParsedCache(database)
        yield cache
        cache.save()
    if cache.is_damaged:
        path.unlink(missing_ok=True)


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
    database = sqlite3.connect(path, timeout=_PATIENCE)
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


def _reader_fingerprint() -> str:
    """What a parsed tree depends on besides its text: the code that parses and keeps it, and PyYAML."""
    digest = hashlib.sha256(f"{version('PyYAML')} {yaml.__with_libyaml__}".encode())
    for name in (__file__, faults.__file__, source.__file__, yaml_tree.__file__):
        digest.update(Path(str(name)).read_bytes())
    return digest.hexdigest()[:32]


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(tree: str, lines: str) -> str:
    return hashlib.sha256(f"{tree}\n{lines}".encode()).hexdigest()


def _to_json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _paths(value: Any, path: FieldPath) -> Iterator[FieldPath]:
    yield path
    match value:
        case dict():
            for key, part in value.items():
                yield from _paths(part, (*path, key))
        case list():
            for index, part in enumerate(value):
                yield from _paths(part, (*path, index))
