"""The Whoosh index of the documents' text: postings with positions, lengths and words. Nothing else imports Whoosh.

Whoosh keeps the postings; `engine.py` matches and scores. So Whoosh's limited search, which loses some of the best
hits, is never used, and the browser can do exactly the same.

Whoosh marks the old text of a changed document as deleted and goes on counting it. Here only existing documents count,
so that an index gives the same answers whatever its history is.
"""

from __future__ import annotations

import json
import mmap
import sys
import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, groupby, islice, repeat, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any
from zlib import compress, decompress

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of invalid escapes in its docstrings, when it is first compiled
    import whoosh
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter, W3Segment
    from whoosh.fields import COLUMN, STORED, TEXT, Schema
    from whoosh.filedb.compound import CompoundStorage, SubFile
    from whoosh.filedb.filestore import FileStorage, OverlayStorage, RamStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.index import FileIndex
    from whoosh.matching import FilterMatcher

from ml_postmortems.garbage_collection import paused_garbage_collection
from ml_postmortems.search.postings import (
    PackedPosting,
    Positions,
    Posting,
    PostingsPool,
    Scores,
    unpack_positions,
)
from ml_postmortems.similarity.analysis import term_positions
from ml_postmortems.similarity.record_text import TextField

Texts = Iterable[tuple[str, Mapping[TextField, str]]]
"""Texts to add to an index, each with its key."""

ENGINE = f"whoosh {'.'.join(map(str, whoosh.__version__))}"
_FIELDS = tuple(TextField)
_KEPT = "kept"
_WRITTEN = "written"
_TEXT = "text"
_SEGMENT = 1_000
"""Documents written at a time: their postings are in memory together, about 150 kB each."""
_BETWEEN = 2_000
"""Times that postings are asked for before what was read is let go of."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an index holds, apart from its postings."""

    numbers: Mapping[str, int]
    """The number that Whoosh has for each text, by its key."""
    lengths: tuple[int, ...]
    """The number of terms in all texts together, by field."""
    words: Mapping[str, int]
    """Every word as it is written, but for case, and the number of its texts."""


class _Memory(RamStorage):  # type: ignore[misc] # Whoosh carries no types
    """Storage in memory with its scratch files in memory, too.

    Whoosh's own puts them into one folder below /tmp that all processes share, and each process empties it at its end.
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
        self._whoosh_numbers = [contents.numbers[key] for key in keys]
        self._numbers = {at: number for number, at in enumerate(self._whoosh_numbers)}
        totals = zip(_FIELDS, contents.lengths, strict=True)
        self._averages = {field: total / self.size if total else 1.0 for field, total in totals}
        self._words = contents.words
        self._reader = index.reader()
        self._texts: Any = None
        self._asked = 0
        self._lengths: dict[TextField, list[int]] = {}

    def text(self, document: int) -> Mapping[TextField, str]:
        """The text of a document by field; reading it here costs less than making it again."""
        return unpack_text(self.packed_text(document))

    def packed_text(self, document: int) -> bytes:
        """The same as it is kept; see `unpack_text`."""
        if self._texts is None:
            self._texts = self._reader.column_reader(_TEXT)
        return bytes(self._texts[self._whoosh_numbers[document]])

    def words(self) -> Iterator[tuple[str, int]]:
        """Every word as it is written, but for case, and the number of its documents."""
        return iter(self._words.items())

    def words_from(self, start: str) -> Iterator[tuple[str, int]]:
        """The words that begin with these letters."""
        words = self._sorted_words
        found = takewhile(lambda word: word.startswith(start), islice(words, bisect_left(words, start), None))
        return ((word, self._words[word]) for word in found)

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self._words)

    def postings(self) -> Iterator[tuple[str, TextField, list[Posting]]]:
        """All postings, by term and field; documents in their order."""
        for name, text in self._reader.all_terms():
            term, field = text.decode(), TextField(name)
            lengths, numbers = self.lengths(field), self._numbers
            found = [
                Posting(number, lengths[number], unpack_positions(value))
                for at, _, value in self._postings(field, term)
                if (number := numbers.get(at)) is not None
            ]
            if found:
                yield term, field, sorted(found)

    def let_go(self) -> None:
        """Let the system take back the memory with what was read of the files, which are mapped; it can be read again.

        Else all of an index is in memory when somebody has gone through it.
        """
        for reader, _ in self._reader.leaf_readers():
            storage = reader.storage()
            if isinstance(storage, OverlayStorage) and isinstance(storage.a, _MappedSegment):
                storage.a.let_go()

    def document_counts(self) -> Iterator[tuple[str, TextField, int]]:
        """Every term and field with the number of its documents, at least: deleted ones count until they are gone."""
        counts: Counter[tuple[str, bytes]] = Counter()
        for reader, _ in self._reader.leaf_readers():  # Whoosh itself would seek each term in all of them
            for (name, text), about in reader:
                counts[name, text] += about.doc_frequency()
        for (name, text), documents in counts.items():
            yield text.decode(), TextField(name), documents

    def average_length(self, field: TextField) -> float:
        """Terms in the field, over all documents; 1 where it is always empty."""
        return self._averages[field]

    def length(self, field: TextField, document: int) -> int:
        """Terms in the field of one document, as exactly as the index keeps it."""
        return int(self._reader.doc_field_length(self._whoosh_numbers[document], field.value) or 0)

    def lengths(self, field: TextField) -> Sequence[int]:
        """Terms in the field of each document, as exactly as the index keeps it."""
        if field not in self._lengths:
            # Asked one by one, the reader of all segments would look each number's segment up.
            readers = [reader for reader, _ in self._reader.leaf_readers()]
            all_lengths = [
                reader.doc_field_length(at, field.value) or 0
                for reader in readers
                for at in range(reader.doc_count_all())
            ]
            self._lengths[field] = [all_lengths[at] for at in self._whoosh_numbers]
        return self._lengths[field]

    def frequencies(self, field: TextField, term: str, factors: Sequence[float]) -> Scores:
        """How often each document has a term in a field, times the factor of the document."""
        number_of = self._numbers.get
        return {
            number: often * factors[number]
            for at, often, _ in self._postings(field, term)
            if (number := number_of(at)) is not None
        }

    def positions(self, field: TextField, term: str) -> Mapping[int, bytes]:
        """The positions of a term in a field by document, packed: see `unpack_positions`."""
        numbers = self._numbers
        return {numbers[at]: value for at, _, value in self._postings(field, term) if at in numbers}

    def _postings(self, field: TextField, term: str) -> Iterator[PackedPosting]:
        """The postings of a term; deleted documents are among them. Whoosh itself would hand out one at a time."""
        self._asked += 1
        if self._asked % _BETWEEN == 0:
            self.let_go()
        return chain.from_iterable(self._blocks(field, term))

    def _blocks(self, field: TextField, term: str) -> Iterator[Iterable[PackedPosting]]:
        for reader, first in self._reader.leaf_readers():
            if (field.value, term) not in reader:
                continue
            matcher = reader.postings(field.value, term)
            if isinstance(matcher, FilterMatcher):  # of what is not deleted
                matcher = matcher.child
            while matcher.is_active():
                matcher._read_data()
                steps, weights, values = matcher._data
                [start, *others] = steps
                often = weights if isinstance(weights, tuple) else repeat(weights or 1.0, len(steps))
                yield zip(accumulate(others, initial=first + start), often, values, strict=True)
                matcher._next_block()


def unpack_text(packed: bytes) -> Mapping[TextField, str]:
    """The text of a document by field."""
    return dict(zip(_FIELDS, json.loads(decompress(packed)), strict=True))


def update_files(folder: Path, last: Contents | None, gone: Collection[str], added: Texts) -> Contents:
    """Make an index in an empty folder, or change the one there that holds `last`. Nobody else may use the folder.

    `gone` are the keys of texts to delete.
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


class _Analysed(TEXT):  # type: ignore[misc] # Whoosh carries no types
    """A field whose values are given as the positions of its terms."""

    def index(self, value: Positions, **_: Any) -> list[tuple[bytes, int, float, Positions]]:
        """All terms as one posting, with the length of the field; `PostingsPool` takes it apart."""
        return [(b"", sum(map(len, value.values())), 1.0, value)]


class _MappedPart(BufferFile):  # type: ignore[misc]
    """A part of a file that is mapped into memory, read without a copy, by one thread at a time."""

    def __init__(self, mapped: Any, offset: int, length: int, name: str | None) -> None:
        super().__init__(b"", name)
        self._mapped, self._offset = mapped, offset
        self._buf = memoryview(mapped)[offset : offset + length]
        self.file = SubFile(mapped, offset, length)

    def subset(self, position: int, length: int, name: str | None = None) -> _MappedPart:
        """A part of this part."""
        return _MappedPart(self._mapped, self._offset + position, length, name or self._name)


class _MappedSegment(CompoundStorage):  # type: ignore[misc]
    """The files of a segment, which are parts of one. Whoosh's own maps it, too, and then copies all of it."""

    def open_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """One of the files."""
        if not self._source:
            return super().open_file(name)
        offset, length = self.range(name)
        return _MappedPart(self._source, offset, length, name)

    def let_go(self) -> None:
        """Take no memory until it is read again."""
        if self._source and sys.platform == "linux":
            self._source.madvise(mmap.MADV_DONTNEED)


class _Segment(W3Segment):  # type: ignore[misc]
    def open_compound_file(self, storage: Any) -> CompoundStorage:
        """The file that contains the files of this segment."""
        whole = storage.open_file(self.make_filename(self.COMPOUND_EXT))
        return _MappedSegment(whole, use_mmap=storage.supports_mmap)


class _Codec(W3Codec):  # type: ignore[misc]
    """Without the bounds of each block, which only a limited search would read, and without compression."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(compression=0)

    def new_segment(self, storage: Any, indexname: str) -> _Segment:
        """A segment of an index."""
        return _Segment(self, indexname)

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        """The writer of the postings of a segment."""
        return _FieldWriter(self, storage, segment)

    def postings_writer(self, file: Any, byteids: bool = False) -> _PostingsWriter:
        """The writer of the postings of a term."""
        return _PostingsWriter(file, self._blocklimit, byteids, self._compression, self._inlinelimit)


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Takes the postings of a term together, as `PostingsPool` has them; Whoosh's own checks the order of each."""

    def add_postings(
        self, schema: Schema, lengths: Any, items: Iterable[tuple[str, bytes, list[PackedPosting]]]
    ) -> None:
        """Write all postings, sorted by field and term."""
        for name, terms in groupby(items, key=itemgetter(0)):
            self.start_field(name, schema[name])
            for _, term, postings in terms:
                self.start_term(term)
                self._postwriter.add_all(postings)
                self.finish_term()
            self.finish_field()


class _PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """Takes postings by the block; Whoosh's own takes each by itself and checks its types."""

    def add_all(self, postings: list[PackedPosting]) -> None:
        """Take the postings of a term."""
        for first in range(0, len(postings), self._blocklimit):
            if self._ids:
                self._write_block()
            numbers, weights, values = zip(*postings[first : first + self._blocklimit], strict=True)
            self._ids.extend(numbers)
            self._weights.extend(weights)
            self._values.extend(values)
            self._maxweight = max(weights)


def _schema() -> Schema:
    analysed = {field.value: _Analysed() for field in _FIELDS}
    return Schema(**analysed, **{_KEPT: STORED(), _WRITTEN: COLUMN(), _TEXT: COLUMN()})


def _stored(folder: Path) -> FileIndex:
    """An index of files; its schema is the one of this module, whatever theirs says."""
    return FileIndex(FileStorage(str(folder)), schema=_schema())


def _writer(index: Any) -> Any:
    writer = index.writer(codec=_Codec())
    writer.pool = PostingsPool()
    return writer


def _add(index: Any, texts: Texts) -> Counter[str]:
    """Add texts, which are asked for one by one, and count their words."""
    counted: Counter[str] = Counter()
    rest = iter(texts)
    for first in rest:
        with paused_garbage_collection():
            writer, size = _writer(index), 0
            for key, text in chain([first], islice(rest, _SEGMENT - 1)):
                fields, words = {}, set()
                for field in _FIELDS:
                    fields[field.value], written = term_positions(text[field])
                    words |= written
                counted.update(words)
                lengths = [sum(map(len, found.values())) for found in fields.values()]
                kept = {"key": key, "lengths": lengths}
                whole = compress(json.dumps([text[field] for field in _FIELDS]).encode(), level=1)
                beside = {_KEPT: kept, _WRITTEN: " ".join(sorted(words)).encode(), _TEXT: whole}
                writer.add_document(**fields, **beside)
                size += 1
            writer.commit(merge=size < _SEGMENT)
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
