"""Postings, which say where each term stands, and the pool that sorts them when an index is written."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

Scores = dict[int, float]
"""The score of each document that matches, by its number."""
PackedPosting = tuple[int, float, bytes]
"""A posting as it is written: Whoosh's number of the document, the frequency, and the positions in four bytes each."""
Positions = Mapping[str, list[int]]
"""The positions of each term of a field of one document."""


class Posting(NamedTuple):
    """One term in one field of one document."""

    document: int
    length: int
    """Terms in the field, as exactly as the index keeps it."""
    positions: Sequence[int]


class _PackedPlaces(dict[int, bytes]):
    """One position as it is written, by its number. Most terms stand once in a text, so many postings share these."""

    def __missing__(self, place: int) -> bytes:
        packed = self[place] = array("I", (place,)).tobytes()
        return packed


class PostingsPool:
    """The postings of a segment by term, in memory.

    It takes the place of Whoosh's own pool, which sorts every posting and writes what does not fit in memory to files.
    """

    def __init__(self) -> None:
        self._fields: defaultdict[str, defaultdict[str, list[PackedPosting]]] = defaultdict(lambda: defaultdict(list))
        self._places = _PackedPlaces()

    def add(self, posting: tuple[str, bytes, int, float, bytes | Positions]) -> None:
        """Take a field of a document, or a posting of another segment; documents come in their order."""
        field, text, document, weight, value = posting
        terms = self._fields[field]
        if isinstance(value, bytes):
            terms[text.decode()].append((document, weight, value))
        else:
            places = self._places
            for term, at in value.items():
                if len(at) == 1:
                    terms[term].append((document, 1.0, places[at[0]]))
                else:
                    terms[term].append((document, float(len(at)), array("I", at).tobytes()))

    def iter_postings(self) -> Iterator[tuple[str, bytes, list[PackedPosting]]]:
        """The postings of every term, sorted by field and term; those of a term in the order of the documents."""
        for field, terms in sorted(self._fields.items()):
            for term in sorted(terms):  # the same order as that of their UTF-8
                yield field, term.encode(), terms[term]

    def cleanup(self) -> None:
        """Let go of all postings, as Whoosh asks when they are written.

        Its writer is part of a cycle and holds the pool until garbage is collected, which a command never does.
        """
        self._fields.clear()
        self._places.clear()


def unpack_positions(value: bytes) -> list[int]:
    """The positions that a posting holds, four bytes each."""
    return array("I", value).tolist()
