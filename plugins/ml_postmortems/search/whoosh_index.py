"""The Whoosh index of the documents' text: postings with positions, lengths and words. Nothing else imports Whoosh.

Whoosh keeps the postings; `engine.py` matches and scores. So Whoosh's limited search, which loses some of the best
hits, is never used, and the browser can do exactly the same.

Whoosh marks the old text of a changed document as deleted and goes on counting it. Here only existing documents count,
so that an index gives the same answers whatever its history is.
"""

from __future__ import annotations

import json
import warnings
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, groupby, islice, repeat, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from zlib import compress, decompress

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of invalid escapes in its docstrings, when it is first compiled
    import whoosh
    from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter, W3Segment
    from whoosh.fields import COLUMN, STORED, TEXT, Schema
    from whoosh.filedb.compound import CompoundStorage, SubFile
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.filedb.structfile import BufferFile
    from whoosh.index import FileIndex
    from whoosh.matching import FilterMatcher

from ml_postmortems.collector import without_collector
from ml_postmortems.similarity.analysis import places
from ml_postmortems.similarity.record_text import TextField

Scores = dict[int, float]
"""The score of each document that matches, by its number."""
Texts = Iterable[tuple[str, Mapping[TextField, str]]]
"""What is added to an index: each text with the key that it is known by."""

ENGINE = f"whoosh {'.'.join(map(str, whoosh.__version__))}"
_Posted = tuple[int, float, bytes]
"""A posting as it is written: Whoosh's number of the document, how often, and the positions in four bytes each."""
_Places = Mapping[str, list[int]]
"""The positions of each term of a field of one document."""
_FIELDS = tuple(TextField)
_KEPT = "kept"
_WRITTEN = "written"
_TEXT = "text"
_SEGMENT = 1_000
"""Documents that are written at a time: their postings are in memory together, about 150 kB each."""


class Posting(NamedTuple):
    """One term in one field of one document."""

    document: int
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
        self._whoosh_numbers = [contents.numbers[key] for key in keys]
        self._numbers = {at: number for number, at in enumerate(self._whoosh_numbers)}
        totals = zip(_FIELDS, contents.lengths, strict=True)
        self._averages = {field: total / self.size if total else 1.0 for field, total in totals}
        self._words = contents.words
        self._reader = index.reader()
        self._texts: Any = None
        self._lengths: dict[TextField, list[int]] = {}

    def text(self, document: int) -> Mapping[TextField, str]:
        """The text that was added as this document, by field; reading it here costs less than making it again."""
        if self._texts is None:
            self._texts = self._reader.column_reader(_TEXT)
        packed = self._texts[self._whoosh_numbers[document]]
        return dict(zip(_FIELDS, json.loads(decompress(packed)), strict=True))

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
        """Everything that the index holds of the text, by term and field; documents in their order."""
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

    def average_length(self, field: TextField) -> float:
        """Terms in the field, over all documents; 1 where it is always empty."""
        return self._averages[field]

    def lengths(self, field: TextField) -> Sequence[int]:
        """Terms in the field of each document, as exactly as the index keeps it."""
        if field not in self._lengths:
            length_of = self._reader.doc_field_length
            self._lengths[field] = [length_of(at, field.value) or 0 for at in self._whoosh_numbers]
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

    def _postings(self, field: TextField, term: str) -> Iterator[_Posted]:
        """The postings of a term; deleted documents are among them. Whoosh itself would hand out one at a time."""
        return chain.from_iterable(self._blocks(field, term))

    def _blocks(self, field: TextField, term: str) -> Iterator[Iterable[_Posted]]:
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


class _Analysed(TEXT):  # type: ignore[misc] # Whoosh carries no types
    """A field whose values are the positions of its terms already."""

    def index(self, value: _Places, **_: Any) -> list[tuple[bytes, int, float, _Places]]:
        """All terms as if they were one posting, with the length of the field; `_Pool` takes it apart."""
        return [(b"", sum(map(len, value.values())), 1.0, value)]


class _MappedPart(BufferFile):  # type: ignore[misc]
    """A part of a file that is mapped into memory, read where it lies, by one thread at a time."""

    def __init__(self, mapped: Any, offset: int, length: int, name: str | None) -> None:
        super().__init__(b"", name)
        self._mapped, self._offset = mapped, offset
        self._buf = memoryview(mapped)[offset : offset + length]
        self.file = SubFile(mapped, offset, length)

    def subset(self, position: int, length: int, name: str | None = None) -> _MappedPart:
        """A part of this part."""
        return _MappedPart(self._mapped, self._offset + position, length, name or self._name)


class _MappedSegment(CompoundStorage):  # type: ignore[misc]
    """The files of a segment, which are one. Whoosh's own maps it, too, and then copies all of it into memory."""

    def open_file(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """One of the files."""
        if not self._source:
            return super().open_file(name)
        offset, length = self.range(name)
        return _MappedPart(self._source, offset, length, name)


class _Segment(W3Segment):  # type: ignore[misc]
    def open_compound_file(self, storage: Any) -> CompoundStorage:
        """What the files of this segment are in."""
        whole = storage.open_file(self.make_filename(self.COMPOUND_EXT))
        return _MappedSegment(whole, use_mmap=storage.supports_mmap)


class _Codec(W3Codec):  # type: ignore[misc]
    """Without the bounds of each block, which only a limited search would read, and without packing."""

    length_stats = False

    def __init__(self) -> None:
        super().__init__(compression=0)

    def new_segment(self, storage: Any, indexname: str) -> _Segment:
        """A segment of that index."""
        return _Segment(self, indexname)

    def field_writer(self, storage: Any, segment: Any) -> _FieldWriter:
        """What writes the postings of a segment."""
        return _FieldWriter(self, storage, segment)

    def postings_writer(self, file: Any, byteids: bool = False) -> _PostingsWriter:
        """What writes the postings of a term."""
        return _PostingsWriter(file, self._blocklimit, byteids, self._compression, self._inlinelimit)


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Takes the postings of a term together, as `_Pool` has them; Whoosh's own checks each for its place."""

    def add_postings(self, schema: Schema, lengths: Any, items: Iterable[tuple[str, bytes, list[_Posted]]]) -> None:
        """Write all postings; they come by field and term."""
        for name, terms in groupby(items, key=itemgetter(0)):
            self.start_field(name, schema[name])
            for _, term, postings in terms:
                self.start_term(term)
                self._postwriter.add_all(postings)
                self.finish_term()
            self.finish_field()


class _PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """Takes postings by the block; Whoosh's own takes each by itself and looks at its types."""

    def add_all(self, postings: list[_Posted]) -> None:
        """Take the postings of a term."""
        for first in range(0, len(postings), self._blocklimit):
            if self._ids:
                self._write_block()
            numbers, weights, values = zip(*postings[first : first + self._blocklimit], strict=True)
            self._ids.extend(numbers)
            self._weights.extend(weights)
            self._values.extend(values)
            self._maxweight = max(weights)


class _Pool:
    """The postings of a segment by term. Whoosh's own sorts every posting, and files what does not fit in memory."""

    def __init__(self) -> None:
        self._fields: defaultdict[str, defaultdict[str, list[_Posted]]] = defaultdict(lambda: defaultdict(list))

    def add(self, posting: tuple[str, bytes, int, float, bytes | _Places]) -> None:
        """Take a field of a document, or a posting of another segment; documents come in their order."""
        field, text, document, weight, value = posting
        terms = self._fields[field]
        if isinstance(value, bytes):
            terms[text.decode()].append((document, weight, value))
        else:
            for term, at in value.items():
                terms[term].append((document, float(len(at)), array("I", at).tobytes()))

    def iter_postings(self) -> Iterator[tuple[str, bytes, list[_Posted]]]:
        """The postings of every term in the order of documents, by field and term."""
        for field, terms in sorted(self._fields.items()):
            for term in sorted(terms):  # as UTF-8 would be sorted
                yield field, term.encode(), terms[term]

    def cleanup(self) -> None:
        """There is nothing on disk."""


def _schema() -> Schema:
    analysed = {field.value: _Analysed() for field in _FIELDS}
    return Schema(**analysed, **{_KEPT: STORED(), _WRITTEN: COLUMN(), _TEXT: COLUMN()})


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
        with without_collector():
            writer = _writer(index)
            for key, text in chunk:
                fields, words = {}, set()
                for field in _FIELDS:
                    fields[field.value], written = places(text[field])
                    words |= written
                counted.update(words)
                lengths = [sum(map(len, found.values())) for found in fields.values()]
                kept = {"key": key, "lengths": lengths}
                whole = compress(json.dumps([text[field] for field in _FIELDS]).encode(), level=1)
                beside = {_KEPT: kept, _WRITTEN: " ".join(sorted(words)).encode(), _TEXT: whole}
                writer.add_document(**fields, **beside)
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


def unpack_positions(value: bytes) -> list[int]:
    """The positions that a posting holds, four bytes each."""
    return array("I", value).tolist()
