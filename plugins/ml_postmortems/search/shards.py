"""Divides the index for the browser into small files. `shards.js`, its twin, finds the file of a term or a word."""

from __future__ import annotations

import json
from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import sub
from typing import Any

from ml_postmortems.search.field_weights import FIELD_WEIGHTS
from ml_postmortems.search.postings import Posting
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import term_positions
from ml_postmortems.similarity.record_text import TextField

HEAD_LETTERS = 2
"""Words are listed in one file with all words that begin with the same letters: so many."""
_SHARD_BYTES = 20_000
"""Size of a shard, or more where there would be too many shards; packed it is about a third."""
_MOST_SHARDS = 1_024
"""Into how many parts the postings of a large corpus are divided; brackets and terms make some more."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_ROW_START, _BETWEEN_ROWS = b'["', b',["'
_BEFORE_FIELDS, _BETWEEN_FIELDS, _AFTER_FIELDS = b'",[[', b"]],[", b"]]]]"
Row = tuple[bytes, bytes]
"""The postings of a term, and their positions, as JSON."""
_Entry = tuple[int, int, int, list[int]]
"""A document, how often it has a term, how long its field is, and the differences of positions."""
DocumentPostings = Mapping[str, Sequence[tuple[int, Posting]]]
"""The postings of one document by term, each with the number of its field."""
Places = dict[str, list[tuple[int, int, Sequence[int]]]]
"""Where documents have each term: the number of the document, that of the field, and the positions."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Terms that follow each other when sorted, with their postings and positions as JSON."""

    start: str
    """The shortest text that sorts after every term of the shard before, and after none of this one."""
    terms: bytes
    positions: bytes


def term_shards(index: WhooshIndex) -> list[Shard]:
    """All terms with their postings, sorted by term. Encoded term by term: as numbers they would fill the memory."""
    field_numbers = {field: number for number, field in enumerate(FIELD_WEIGHTS)}
    encoded: dict[str, list[tuple[int, bytes, bytes]]] = defaultdict(list)
    for term, field, postings in index.postings():
        encoded[term].append((field_numbers[field], *_encoded(postings)))
    return _divided({term: _rows(term, encoded.pop(term)) for term in list(encoded)})


def edited_shards(
    last: Iterable[tuple[bytes, bytes]], edits: Mapping[int, DocumentPostings], had: Places | None = None
) -> list[Shard]:
    """The same after edits of a few documents, out of the files of terms and of positions that there were before.

    `edits` has all postings that these documents have now, by their number; `had` where they had terms, which is looked
    for in all rows where nobody knows it. Only the rows of terms that they have or had are encoded again.
    """
    added: dict[str, list[tuple[int, Posting]]] = defaultdict(list)
    for postings in edits.values():
        for term, found in postings.items():
            added[term] += found
    rows: dict[str, Row] = {}
    for terms, positions in last:
        for row, place in zip(_items(terms), _items(positions), strict=True):
            term = _term_of(row)
            if not (term in added or (_has_any(row, edits) if had is None else term in had)):
                rows[term] = (row, place)
                continue
            new = added.pop(term, [])
            if had and had.get(term) == [(posting.document, field, posting.positions) for field, posting in new]:
                rows[term] = (_with_lengths(row, new), place)
            else:
                (_, fields), (_, steps) = json.loads(row), json.loads(place)
                _put(rows, term, _entries(fields, steps, edits), new)
    for term, found in added.items():
        _put(rows, term, {}, found)
    return _divided(rows)


def postings_of_document(number: int, index: WhooshIndex) -> DocumentPostings:
    """The postings of one document, made of its text as they are when it is written into the index."""
    text = index.text(number)
    lengths = {place: index.length(field, number) for place, field in enumerate(FIELD_WEIGHTS)}
    return {
        term: [(place, Posting(document, lengths[place], positions)) for document, place, positions in found]
        for term, found in places_of_texts({number: text}).items()
    }


def places_of_texts(texts: Mapping[int, Mapping[TextField, str]]) -> Places:
    """Where documents have their terms, by their texts."""
    found: Places = {}
    for number, text in texts.items():
        for place, field in enumerate(FIELD_WEIGHTS):
            for term, positions in term_positions(text[field])[0].items():
                found.setdefault(term, []).append((number, place, positions))
    return found


def _items(array: bytes) -> Iterator[bytes]:
    """The rows of a file as they are written. Only terms are texts in it, and no term holds a quotation mark."""
    first, *others = array[1:-1].split(_BETWEEN_ROWS)
    if first:
        yield first
    for row in others:
        yield _ROW_START + row


def _term_of(row: bytes) -> str:
    return row[len(_ROW_START) : row.index(b'"', len(_ROW_START))].decode()


def _has_any(row: bytes, documents: Collection[int]) -> bool:
    """Whether one of the documents has the term of a row."""
    _, fields = json.loads(row)
    return any(number in documents for _, packed in fields for number in accumulate(packed[::3]))


def _with_lengths(row: bytes, postings: Iterable[tuple[int, Posting]]) -> bytes:
    """A row of terms with the lengths of the fields of some documents as they are now; cut as text, not parsed."""
    lengths: dict[bytes, dict[int, int]] = {}
    for number, posting in postings:
        lengths.setdefault(b"%d" % number, {})[posting.document] = posting.length
    start = row.index(_BEFORE_FIELDS) + len(_BEFORE_FIELDS)
    fields = []
    for text in row[start : -len(_AFTER_FIELDS)].split(_BETWEEN_FIELDS):
        field, _, numbers = text.partition(b",[")
        if now := lengths.get(field):
            packed = numbers.split(b",")
            for at, document in enumerate(accumulate(map(int, packed[::3]))):
                if document in now:
                    packed[3 * at + 2] = b"%d" % now[document]
            text = field + b",[" + b",".join(packed)
        fields.append(text)
    return row[:start] + _BETWEEN_FIELDS.join(fields) + _AFTER_FIELDS


def _entries(fields: Sequence[Any], steps: Sequence[Any], without: Collection[int]) -> dict[int, list[_Entry]]:
    """By field what is written of each document that has a term, but for some documents."""
    found: dict[int, list[_Entry]] = {}
    for (field, packed), (_, differences) in zip(fields, steps, strict=True):
        entries = zip(accumulate(packed[::3]), packed[1::3], packed[2::3], differences, strict=True)
        found[field] = [entry for entry in entries if entry[0] not in without]
    return found


def _put(
    rows: dict[str, Row], term: str, others: dict[int, list[_Entry]], added: Iterable[tuple[int, Posting]]
) -> None:
    """Write the rows of a term anew; none where no document has it any more."""
    for field, posting in added:
        entry = (posting.document, len(posting.positions), posting.length, _differences(posting.positions))
        insort(others.setdefault(field, []), entry)
    encoded = []
    for field, entries in others.items():
        if entries:
            numbers = [entry[0] for entry in entries]
            steps = map(sub, numbers, [0, *numbers])
            packed = [
                part
                for step, (_, often, length, _) in zip(steps, entries, strict=True)
                for part in (step, often, length)
            ]
            encoded.append((field, to_json(packed), to_json([entry[3] for entry in entries])))
    if encoded:
        rows[term] = _rows(term, encoded)


def _encoded(postings: Sequence[Posting]) -> tuple[bytes, bytes]:
    return to_json(_packed(postings)), to_json([_differences(posting.positions) for posting in postings])


def _rows(term: str, fields: Iterable[tuple[int, bytes, bytes]]) -> Row:
    ordered = sorted(fields)
    return (
        _row(term, ((field, postings) for field, postings, _ in ordered)),
        _row(term, ((field, positions) for field, _, positions in ordered)),
    )


def _divided(rows: dict[str, Row]) -> list[Shard]:
    """Shards of rows, which are taken out one by one, so that they are not in memory twice."""
    most = max(_SHARD_BYTES, sum(len(row) for row, _ in rows.values()) // _MOST_SHARDS)
    shards: list[Shard] = []
    held: list[Row] = []
    size, start, before = 0, "", ""
    for term in sorted(rows, key=_browser_order):
        row = rows.pop(term)
        if size and size + len(row[0]) > most:
            shards.append(_shard(start, held))
            held, size, start = [], 0, _shortest_start(term, before)
        held.append(row)
        size, before = size + len(row[0]), term
    return [*shards, _shard(start, held)]


def _shard(start: str, rows: Sequence[Row]) -> Shard:
    terms, positions = zip(*rows, strict=True) if rows else ((), ())
    return Shard(start, to_json_array(terms), to_json_array(positions))


def word_lists(words: Iterable[tuple[str, int]]) -> dict[str, list[tuple[str, int]]]:
    """Words with the numbers of their documents, sorted, in lists by their first letters."""
    lists: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, documents in sorted(words):
        lists[head_of(word)].append((word, documents))
    return lists


def head_of(word: str) -> str:
    """The name of the list of words that begin like this one: the code points of its first letters."""
    return "-".join(f"{ord(letter):x}" for letter in word[:HEAD_LETTERS])


def to_json(content: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return _ENCODER.encode(content).encode()


def to_json_array(encoded: Iterable[bytes]) -> bytes:
    """An array of items that are JSON already."""
    return b"[" + b",".join(encoded) + b"]"


def _browser_order(term: str) -> bytes:
    """The key by which browsers compare texts."""
    return term.encode("utf-16-be")


def _shortest_start(term: str, before: str) -> str:
    """The shortest beginning of a term that sorts after another term."""
    beginnings = (term[:end] for end in range(1, len(term) + 1))
    return next(start for start in beginnings if _browser_order(start) > _browser_order(before))


def _row(term: str, fields: Iterable[tuple[int, bytes]]) -> bytes:
    return to_json_array(
        [to_json(term), to_json_array(to_json_array([to_json(field), content]) for field, content in fields)]
    )


def _packed(postings: Sequence[Posting]) -> list[int]:
    packed, before = [], 0
    for posting in postings:
        packed += [posting.document - before, len(posting.positions), posting.length]
        before = posting.document
    return packed


def _differences(positions: Sequence[int]) -> list[int]:
    return [positions[0], *map(sub, positions[1:], positions)]
