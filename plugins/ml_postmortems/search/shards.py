"""Divides the index for the browser into small files. `shards.js`, its twin, finds the file of a term or a word."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import sub
from typing import Any

from ml_postmortems.search.field_weights import FIELD_WEIGHTS
from ml_postmortems.search.postings import Posting
from ml_postmortems.search.whoosh_index import WhooshIndex

HEAD_LETTERS = 2
"""Words are listed in one file with all words that begin with the same letters: so many."""
_SHARD_BYTES = 20_000
"""Size of a shard, or more where there would be too many shards; packed it is about a third."""
_MOST_SHARDS = 1_024
"""Into how many parts the postings of a large corpus are divided; brackets and terms make some more."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True, slots=True)
class Shard:
    """Terms that follow each other when sorted, with their postings and positions as JSON."""

    start: str
    """The shortest text that sorts after every term of the shard before, and after none of this one."""
    terms: list[bytes]
    positions: list[bytes]


def term_shards(index: WhooshIndex) -> list[Shard]:
    """All terms with their postings, sorted by term. Encoded term by term: as numbers they would fill the memory."""
    field_numbers = {field: number for number, field in enumerate(FIELD_WEIGHTS)}
    encoded: dict[str, list[tuple[int, bytes, bytes]]] = defaultdict(list)
    total = 0
    for term, field, postings in index.postings():
        positions = [_differences(posting.positions) for posting in postings]
        encoded[term].append((field_numbers[field], to_json(_packed(postings)), to_json(positions)))
        total += len(encoded[term][-1][1])
    most = max(_SHARD_BYTES, total // _MOST_SHARDS)
    shards, size, before = [Shard("", [], [])], 0, ""
    for term in sorted(encoded, key=_browser_order):
        fields = sorted(encoded[term])
        row = _row(term, ((field, postings) for field, postings, _ in fields))
        if size and size + len(row) > most:
            shards.append(Shard(_shortest_start(term, before), [], []))
            size = 0
        shards[-1].terms.append(row)
        shards[-1].positions.append(_row(term, ((field, positions) for field, _, positions in fields)))
        size, before = size + len(row), term
    return shards


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
