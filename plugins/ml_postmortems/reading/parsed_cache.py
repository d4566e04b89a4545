"""Front matter that was parsed before, kept between runs, so that only what changed is parsed as YAML again.

Of 3 ms that reading a record takes, 2.5 are the YAML parser's. What it gave is kept as JSON by the text that it came
from. Checking values against the format is cheap and always done anew. Only front matter without a fault is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ml_postmortems.fingerprint import code_fingerprint
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading import faults, forbidden_characters, source, yaml_tree
from ml_postmortems.reading.yaml_tree import YamlTree
from ml_postmortems.text_store import TextStore, digest_of, text_store


class ParsedCache:
    """Trees of front matter by the text that they were parsed from, while one corpus is loaded."""

    def __init__(self, store: TextStore | None = None) -> None:
        self._store = store or TextStore()

    def get(self, text: str) -> YamlTree | None:
        """What this front matter was parsed to before; None where it is not known."""
        kept = self._store.get(digest_of(text)) if self._store.is_open else None
        if kept is None:
            return None
        tree, _, lines = kept.partition("\n")
        value = json.loads(tree)
        return YamlTree(value, TreeLines(value, lines))

    def put(self, text: str, tree: YamlTree) -> None:
        """Keep what a text was parsed to, if it has no fault."""
        if self._store.is_open and not tree.faults:
            parts = (json.dumps(part, separators=(",", ":")) for part in (tree.value, list(tree.lines.values())))
            self._store.put(digest_of(text), "\n".join(parts))


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

    def __repr__(self) -> str:
        return repr(self._lines)


@contextmanager
def parsed_cache(root: Path) -> Iterator[ParsedCache]:
    """The cache of a folder of records while all of it is read; it is saved at the end."""
    modules = (__file__, faults.__file__, forbidden_characters.__file__, source.__file__, yaml_tree.__file__)
    try:
        code = code_fingerprint((Path(str(module)) for module in modules), ["PyYAML"])
    except OSError:  # a package without sources
        yield ParsedCache()
        return
    with text_store(root, "front-matter", code) as store:
        yield ParsedCache(store)
        store.save(lambda: store.used, most=len(store.used))


def _paths(value: Any, path: FieldPath) -> Iterator[FieldPath]:
    yield path
    match value:
        case dict():
            for key, part in value.items():
                yield from _paths(part, (*path, key))
        case list():
            for index, part in enumerate(value):
                yield from _paths(part, (*path, index))
