"""Front matter and vocabularies that were read before, kept between runs, so that only what changed is read again.

Of 3 ms that reading a record takes, 2.5 are the YAML parser's and most of the rest goes into asking each value for its
form. So the tree and the record are kept as JSON by the text that they came from and the code that made them. A record
with a fault is made from its tree each time, and a text with a fault of YAML is parsed each time. A vocabulary is kept
where it has no fault: to build the validators alone takes 20 ms.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import compress, decompress

from ml_postmortems import model, reading
from ml_postmortems.fingerprint import code_fingerprint, modules_of
from ml_postmortems.model.block import Block
from ml_postmortems.model.derivation import Derivation
from ml_postmortems.model.derived_values import DERIVATIONS
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.declared import Declared, declared_from_json, declared_in, declared_to_json
from ml_postmortems.reading.head import Head, head_from_json, head_of, head_to_json
from ml_postmortems.reading.record_json import block_from_json, block_to_json
from ml_postmortems.reading.schema import FieldPlaces
from ml_postmortems.text_store import TextStore, digest_of, text_store

if TYPE_CHECKING:  # the parser takes 9 ms to import, and what was read before needs none
    from ml_postmortems.reading.yaml_tree import YamlTree

B = TypeVar("B", bound=Block)
_TREE, _LINES, _RECORD, _HEAD, _DECLARED, _DERIVED = range(6)
"""The parts of a front matter that is kept, a line each."""
_ROWS = "files"
"""The key of what tells which files were read before; those of texts are hashes."""
_NUMBERS = {each: number for number, each in enumerate(DERIVATIONS)}


class KeptFrontMatter:
    """What one front matter was read to, each part made when it is asked for."""

    def __init__(self, text: str) -> None:
        """`text` has a line for each part."""
        parts = text.split("\n")
        self._large, self._packed = parts[:_HEAD], b""
        self._small = parts[_HEAD:]
        self.has_record = self._part(_RECORD) != ""
        """Whether it was without a fault."""

    def pack(self) -> None:
        """Take a quarter of the memory from now on; each large part takes 0.06 ms more then."""
        if self._large:
            self._large, self._packed = [], compress("\n".join(self._large).encode(), level=1)

    def record(self) -> Record:
        """The record, if there is one."""
        return block_from_json(Record, self._part(_RECORD))

    def head(self) -> Head:
        """The head of the record, if there is one."""
        return head_from_json(self._part(_HEAD))

    def declared(self) -> Declared:
        """What the record declares, if there is one."""
        return declared_from_json(self._part(_DECLARED))

    def derived(self) -> Mapping[FieldPath, Derivation]:
        """Where the version of the record derives what is not written."""
        return derived_from_json(self._part(_DERIVED))

    def asked_of_all(self) -> tuple[str, str, str]:
        """What `head`, `declared` and `derived` are made of."""
        return self._part(_HEAD), self._part(_DECLARED), self._part(_DERIVED)

    def tree(self) -> dict[str, Any]:
        """The front matter as it is written."""
        tree: dict[str, Any] = json.loads(self._part(_TREE))
        return tree

    def places(self) -> FieldPlaces:
        """Where the fields of the record stand in the file."""
        return FieldPlaces(TreeLines(self.tree, self._part(_LINES)), {})

    def yaml_tree(self) -> YamlTree:
        """What the YAML parser gave."""
        from ml_postmortems.reading.yaml_tree import YamlTree

        return YamlTree(self.tree(), TreeLines(self.tree, self._part(_LINES)))

    def _part(self, number: int) -> str:
        if number >= _HEAD:
            return self._small[number - _HEAD]
        return (self._large or decompress(self._packed).decode().split("\n"))[number]


class ParsedCache:
    """What front matter was read to, by its text, while one corpus is loaded."""

    def __init__(self, store: TextStore | None = None) -> None:
        self._store = store or TextStore()

    def get(self, text: str) -> KeptFrontMatter | None:
        """What this front matter was read to before; None where it is not known."""
        kept = self._store.get(digest_of(text)) if self._store.is_open else None
        return KeptFrontMatter(kept) if kept else None

    def put(
        self, text: str, tree: YamlTree, record: Record | None, derived: Mapping[FieldPath, Derivation]
    ) -> KeptFrontMatter | None:
        """Keep what a text was parsed to, if its YAML has no fault, and the record, if that has none.

        What is kept is returned: a tenth of the memory of the tree and its lines.
        """
        if not self._store.is_open or tree.faults:
            return None
        parts = [_to_json(tree.value), _to_json(list(tree.lines.values()))]
        if record:
            parts += [block_to_json(record), head_to_json(head_of(record)), declared_to_json(declared_in(record))]
        else:
            parts += ["", "", ""]
        parts.append(_to_json([(path, _NUMBERS[each]) for path, each in derived.items()]))
        kept = "\n".join(parts)
        self._store.put(digest_of(text), kept)
        return KeptFrontMatter(kept)

    def get_vocabulary(self, kind: type[B], text: str) -> tuple[B, FieldPlaces] | None:
        """What this vocabulary file was read to before, and where its fields stand; None where that is not known."""
        kept = self._store.get(digest_of(kind.__name__, text)) if self._store.is_open else None
        if not kept:
            return None
        tree, lines, block = kept.split("\n")
        return block_from_json(kind, block), FieldPlaces(TreeLines(lambda: json.loads(tree), lines), {})

    def put_vocabulary(self, block: Block, text: str, tree: YamlTree) -> None:
        """Keep what a vocabulary file without a fault was read to."""
        if self._store.is_open:
            parts = [_to_json(tree.value), _to_json(list(tree.lines.values())), block_to_json(block)]
            self._store.put(digest_of(type(block).__name__, text), "\n".join(parts))

    def get_rows(self) -> str | None:
        """What `put_rows` kept."""
        return self._store.get(_ROWS)

    def put_rows(self, rows: str) -> None:
        """Keep what tells which files were read before; see `KnownFiles`."""
        self._store.put(_ROWS, rows)

    def note_use(self, key: str) -> None:
        """Keep what the front matter with this hash was read to, which nobody had to ask for."""
        self._store.used.add(key)


NO_CACHE = ParsedCache()


def derived_from_json(text: str) -> Mapping[FieldPath, Derivation]:
    """Where a version derives what is not written."""
    return {tuple(path): DERIVATIONS[number] for path, number in json.loads(text)}


def reader_fingerprint() -> str:
    """What a record that was read depends on besides its text; raises OSError for a package without sources."""
    return code_fingerprint(modules_of(model, reading), ["pydantic", "PyYAML"])


class TreeLines(Mapping[FieldPath, int]):
    """The line of every key and item of a tree without faults; paths are made when the first line is asked for."""

    def __init__(self, make_tree: Callable[[], Any], lines: str) -> None:
        """`lines` is a list as JSON, in the order in which a parser meets the keys and items of the tree."""
        self._make_tree = make_tree
        self._numbers = lines
        self._made: dict[FieldPath, int] | None = None

    @property
    def _lines(self) -> dict[FieldPath, int]:
        if self._made is None:
            self._made = dict(zip(_paths(self._make_tree(), ()), json.loads(self._numbers), strict=True))
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
def parsed_cache(root: Path, *, is_whole: bool = True) -> Iterator[ParsedCache]:
    """The cache of a folder of records while it is read; it is saved at the end.

    Where not all of the folder is read, nothing that the cache holds is dropped.
    """
    with text_store(root, "front-matter", reader_fingerprint) as store:
        yield ParsedCache(store)
        store.save(lambda: store.used | {_ROWS}, most=len(store.used) if is_whole else sys.maxsize)


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
