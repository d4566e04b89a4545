"""The Whoosh index of the documents' text: postings with positions, and BM25F. Nothing else imports Whoosh.

Whoosh matches and scores one term or phrase at a time; how these combine is ours (`ranking.py`). So its bounds on the
best hits, which lose some of them, are never used, and the browser has less to do the same way.

A changed document is added anew and its old text only marked as deleted, and Whoosh goes on counting it. The scores
here count what is there, so that an index says the same whatever its history was.
"""

from __future__ import annotations

import gc
import warnings
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import log
from pathlib import Path
from typing import Any, NamedTuple

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of invalid escapes in its docstrings, when it is first compiled
    import whoosh
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.fields import COLUMN, STORED, TEXT, Schema
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.formats import Positions
    from whoosh.index import FileIndex
    from whoosh.query import Term
    from whoosh.query.spans import SpanNear2

from ml_postmortems.search.weights import FIELD_WEIGHTS, K1
from ml_postmortems.similarity.analysis import places
from ml_postmortems.similarity.record_text import TextField

Scores = dict[int, float]
"""The score of each document that matches, by its number."""
Texts = Iterable[tuple[str, Mapping[TextField, str]]]
"""What is added to an index: each text with the key that it is known by."""

ENGINE = f"whoosh {'.'.join(map(str, whoosh.__version__))}"
_FIELDS = tuple(TextField)
_KEPT = "kept"
_WRITTEN = "written"
_MOST_REMEMBERED = 4_096
"""Terms in fields whose scores are kept, because a query asks for them again when it has to be loosened."""
_SEGMENT = 1_000
"""Documents that are written at a time: their postings are in memory together, about 150 kB each."""


class Posting(NamedTuple):
    """One term in one field of one document."""

    document: int
    frequency: int
    length: int
    """Terms in the field, as exactly as the index keeps it."""
    positions: Sequence[int]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index holds, apart from its postings."""

    numbers: Mapping[str, int]
    """By the key of each text the number that Whoosh has for it."""
    lengths: tuple[int, ...]
    """Terms of all texts together, by field."""
    words: Mapping[str, int]
    """Every word as it is written, but for case, and the number of its texts."""


class _Memory(RamStorage):  # type: ignore[misc] # Whoosh carries no types
    """Storage in memory that lays its scratch files there, too.

    Whoosh's own shares one folder of a fixed name below /tmp among all processes, and each empties it when it is done.
    """

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Scratch files of one writer."""
        return RamStorage()


class WhooshIndex:
    """An index of texts that are numbered as they are given, in memory."""

    def __init__(self, texts: Iterable[Mapping[TextField, str]]) -> None:
        index = _Memory().create_index(_schema())
        words = _add(index, ((str(number), text) for number, text in enumerate(texts)))
        contents = _contents(index, words)
        self._open(index, contents, [str(number) for number in range(len(contents.numbers))])

    @classmethod
    def opened(cls, folder: Path, contents: Contents, keys: Sequence[str]) -> WhooshIndex:
        """An index that `update_files` wrote; its documents are numbered in the order of `keys`."""
        self = cls.__new__(cls)
        self._open(_stored(folder), contents, keys)
        return self

    def _open(self, index: Any, contents: Contents, keys: Sequence[str]) -> None:
        self.size = len(keys)
        self._numbers = {contents.numbers[key]: number for number, key in enumerate(keys)}
        totals = zip(_FIELDS, contents.lengths, strict=True)
        self._averages = {field: total / self.size if total else 1.0 for field, total in totals}
        self._words = contents.words
        self._searcher = index.searcher()
        self._reader = self._searcher.reader()
        self._norms: dict[TextField, list[float]] = {}
        self._lengths: dict[TextField, list[int]] = {}
        self._in_field = lru_cache(maxsize=_MOST_REMEMBERED)(self._scored)

    def term(self, term: str) -> Scores:
        """The documents with a term: its scores in all fields together."""
        return either(self._in_field(field, term) for field in _FIELDS)

    def phrase(self, terms: Sequence[tuple[str, int]]) -> Scores:
        """The documents that have terms in one field, each at its distance from the first: their scores together."""
        found: Scores = {}
        for field in _FIELDS:
            scores = [self._in_field(field, term) for term, _ in terms]
            if all(scores):
                for document in self._in_sequence(field, terms):
                    found[document] = sum((each[document] for each in scores), found.get(document, 0.0))
        return found

    def words(self) -> Iterator[tuple[str, int]]:
        """Every word as it is written, but for case, and the number of its documents."""
        return iter(self._words.items())

    def words_from(self, start: str) -> Iterator[tuple[str, int]]:
        """The words that begin with these letters."""
        return ((word, often) for word, often in self._words.items() if word.startswith(start))

    def postings(self) -> Iterator[tuple[str, TextField, list[Posting]]]:
        """Everything that the index holds of the text, by term and field; documents in their order."""
        for field, term in self._reader.all_terms():
            if postings := sorted(self._postings(field, term), key=lambda posting: posting.document):
                yield term.decode(), TextField(field), postings

    def average_length(self, field: TextField) -> float:
        """Terms in the field, over all documents; 1 where it is always empty."""
        return self._averages[field]

    def _scored(self, field: TextField, term: str) -> Scores:
        """BM25F of a term in a field, as Whoosh 2.7.4 computes it.

        Whoosh would look up the length of the field for each posting; what depends on it is computed once for all here.
        """
        found: list[tuple[int, float]] = []
        query = Term(field.value, term)
        matcher = query.matcher(self._searcher, self._searcher.boolean_context())
        while matcher.is_active():
            found.append((matcher.id(), matcher.weight()))
            matcher.next()
        if not found:
            return {}
        rarity = FIELD_WEIGHTS[field].weight * (log(self.size / (len(found) + 1)) + 1)
        norms = self._norms_of(field)
        numbers = self._numbers
        return {numbers[at]: rarity * (often * (K1 + 1) / (often + norms[at])) for at, often in found}

    def _norms_of(self, field: TextField) -> list[float]:
        """By Whoosh's number of each document how much the length of the field takes from its score."""
        if field not in self._norms:
            b, average = FIELD_WEIGHTS[field].b, self._averages[field]
            self._norms[field] = [K1 * ((1 - b) + b * length / average) for length in self._lengths_of(field)]
        return self._norms[field]

    def _lengths_of(self, field: TextField) -> list[int]:
        """By Whoosh's number of each document how many terms the field has, which it would look up for each posting."""
        if field not in self._lengths:
            length_of = self._reader.doc_field_length
            numbers = range(self._reader.doc_count_all())
            self._lengths[field] = [length_of(number, field.value) or 0 for number in numbers]
        return self._lengths[field]

    def _in_sequence(self, field: TextField, terms: Sequence[tuple[str, int]]) -> Iterator[int]:
        [(first, at), *rest] = terms
        query = Term(field.value, first)
        for term, position in rest:
            query = SpanNear2([query, Term(field.value, term)], slop=position - at, mindist=position - at)
            at = position
        matcher = query.matcher(self._searcher, self._searcher.boolean_context())
        while matcher.is_active():
            yield self._numbers[matcher.id()]
            matcher.next()

    def _postings(self, field: str, term: bytes) -> Iterator[Posting]:
        lengths = self._lengths_of(TextField(field))
        matcher = self._reader.postings(field, term)
        while matcher.is_active():
            number = matcher.id()
            positions = matcher.value_as("positions")
            yield Posting(self._numbers[number], len(positions), lengths[number], positions)
            matcher.next()


def update_files(folder: Path, last: Contents | None, gone: Collection[str], added: Texts) -> Contents:
    """Make an index in an empty folder, or change the one there that holds `last`. Nobody else may use the folder.

    `gone` are keys of texts that shall not be found any more.
    """
    index = _stored(folder) if last else FileStorage(str(folder)).create_index(_schema())
    words = Counter(last.words if last else {})
    if last and gone:
        with index.reader() as reader:
            written = reader.column_reader(_WRITTEN)
            for key in gone:
                words.subtract(written[last.numbers[key]].decode().split())
        writer = _writer(index)
        for key in gone:
            writer.delete_document(last.numbers[key])
        writer.commit(merge=False)
    words.update(_add(index, added))
    contents = _contents(index, words)
    for lock in folder.glob("*LOCK"):
        lock.unlink()
    return contents


class _Positions(Positions):  # type: ignore[misc] # Whoosh carries no types
    """Positions as plain numbers of four bytes; Whoosh's own pickles each list."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        """The positions of one posting."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """The same, read back."""
        return array("I", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        """How many there are."""
        return len(valuestring) // array("I").itemsize


class _Analysed(TEXT):  # type: ignore[misc]
    """A field whose values are the positions of its terms already."""

    def __init__(self) -> None:
        super().__init__()
        self.format = _Positions()

    def index(self, value: Mapping[str, list[int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Every term with its frequency, its weight and its positions."""
        encode = self.format.encode
        for term, found in value.items():
            yield term.encode(), len(found), float(len(found)), encode(found)


class _Codec(W3Codec):  # type: ignore[misc]
    """Without the bounds of each block, which only a limited search would read, and without packing."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(compression=0)


class _Pool:
    """The postings of a segment by term. Whoosh's own sorts every posting, and files what does not fit in memory."""

    def __init__(self) -> None:
        self._postings: dict[tuple[str, bytes], list[tuple[str, bytes, int, float, bytes]]] = {}

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Take a posting; documents come in their order."""
        known = self._postings.get(posting[:2])
        if known is None:
            self._postings[posting[:2]] = [posting]
        else:
            known.append(posting)

    def iter_postings(self) -> Iterator[tuple[str, bytes, int, float, bytes]]:
        """Every posting by field, term and document."""
        for term in sorted(self._postings):
            yield from self._postings[term]

    def cleanup(self) -> None:
        """There is nothing on disk."""


def _schema() -> Schema:
    return Schema(**{field.value: _Analysed() for field in _FIELDS}, **{_KEPT: STORED(), _WRITTEN: COLUMN()})


def _stored(folder: Path) -> FileIndex:
    """An index of files; its schema is the one of this module, whatever theirs says."""
    return FileIndex(FileStorage(str(folder)), schema=_schema())


def _writer(index: Any) -> Any:
    writer = index.writer(codec=_Codec())
    writer.pool = _Pool()
    return writer


def _add(index: Any, texts: Texts) -> Counter[str]:
    """Add texts, and count their words."""
    counted: Counter[str] = Counter()
    rest = iter(texts)
    while chunk := list(islice(rest, _SEGMENT)):
        with _without_collector():
            writer = _writer(index)
            for key, text in chunk:
                fields, words = {}, set()
                for field in _FIELDS:
                    fields[field.value], written = places(text[field])
                    words |= written
                counted.update(words)
                lengths = [sum(map(len, found.values())) for found in fields.values()]
                kept = {"key": key, "lengths": lengths}
                writer.add_document(**fields, **{_KEPT: kept, _WRITTEN: " ".join(sorted(words)).encode()})
            writer.commit(merge=len(chunk) < _SEGMENT)
    return counted


def _contents(index: Any, words: Counter[str]) -> Contents:
    numbers: dict[str, int] = {}
    lengths = [0] * len(_FIELDS)
    with index.reader() as reader:
        for number, stored in reader.iter_docs():
            kept = stored[_KEPT]
            numbers[kept["key"]] = number
            lengths = [total + length for total, length in zip(lengths, kept["lengths"], strict=True)]
    return Contents(numbers, tuple(lengths), {word: often for word, often in sorted(words.items()) if often})


def either(all_scores: Iterable[Scores]) -> Scores:
    """The documents of any of these, with their scores added up."""
    total: Scores = {}
    for scores in all_scores:
        for document, score in scores.items():
            total[document] = total.get(document, 0.0) + score
    return total


@contextmanager
def _without_collector() -> Iterator[None]:
    """Postings are many small objects without cycles, which Python would look through again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
