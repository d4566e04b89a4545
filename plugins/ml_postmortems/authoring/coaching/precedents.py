"""How the nearest good records answered a field: quotes with the id and the place, for the author to look at."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Any

from ml_postmortems.access.corpora import readable_part
from ml_postmortems.model.block import Block
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, places
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.similarity.similar import SimilarRecords

_QUOTE_LENGTH = 320
_LONGEST_PART = 200
_MOST_LEAVES = 3
_MOST_LOOKED_AT = 30
"""Records that are asked for an answer, the nearest first."""
_LEFT_OUT = ("evidence", "evidence_for", "evidence_against", "visibility")
_LOCAL_ID = re.compile(r"[A-Z][1-9]\d{0,2}", re.ASCII)
"""With the parts left out: what says nothing outside of its record."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How another record answered."""

    record_id: str
    path: Path
    line: int
    quote: str
    """One line of text, shortened with `[...]`."""


class Precedents:
    """The published records that an author may learn from, the nearest first.

    Those of the same origin come first, because an own record and one of somebody else's incident are asked different
    things; then those that are most similar, then the latest. Each is of the same kind or names one of the same causes,
    and each may be read by everybody who may read the record in hand: its author copies from it.
    """

    def __init__(self, corpus: Corpus, record: Record, similar: SimilarRecords | None) -> None:
        self._corpus, self._record, self._similar = corpus, record, similar

    @property
    def leaves(self) -> tuple[str, ...]:
        """The primary causes of the most similar records, in their order."""
        ranked = self._similar.ranked(self._record) if self._similar else ()
        nearest = islice((each.record for each in ranked if self._is_good(each.record)), _MOST_LEAVES)
        return tuple(dict.fromkeys(record.primary.category for record in nearest if record.primary))

    def of_field(self, path: tuple[str, ...]) -> Answer | None:
        """How the nearest record that has an answer to a field gave it; else how one says that there is none."""
        found = [(file, place, value) for file in self._files for place, value in _values(file, path)]
        for file, place, value in found:
            if quote := _quote(value, file.places.path_in_file(place), file.derived):
                return _answer(file, place, quote)
        for file, place, value in found:
            if isinstance(value, NotKnown) and value.not_applicable:
                return _answer(file, place, f"not_applicable: {value.not_applicable}")
        return None

    def of_section(self, title: str) -> Answer | None:
        """How the nearest record that has a section began it."""
        for file in self._files:
            assert file.record, "only records are compared"
            for section in file.body.sections:
                if section.title == title and section.text:
                    return Answer(file.record.id, file.path, section.line, _shortened(section.text))
        return None

    @cached_property
    def _files(self) -> tuple[RecordFile, ...]:
        if not self._similar:
            return ()
        ranked = (each.record for each in self._similar.ranked(self._record, without=[self._record.id]))
        latest = (record for record in reversed(self._corpus.records) if record.id != self._record.id)
        seen = readable_part(self._corpus, self._record.visibility)
        good = (record for record in chain(ranked, latest) if self._is_good(record) and seen.file_of(record.id))
        found = list({record.id: record for record in islice(good, 2 * _MOST_LOOKED_AT)}.values())
        found.sort(key=lambda record: record.origin is not self._record.origin)
        files = (seen.file_of(record.id) for record in found[:_MOST_LOOKED_AT])
        return tuple(file for file in files if file and file.record)

    def _is_good(self, other: Record) -> bool:
        if not other.status.is_counted:
            return False
        leaves = {cause.category for cause in self._record.real_causes}
        return other.kind is self._record.kind or any(cause.category in leaves for cause in other.real_causes)


def _values(file: RecordFile, path: tuple[str, ...]) -> Iterable[tuple[FieldPath, Any]]:
    return places(file.record, path) if file.record else ()


def _answer(file: RecordFile, place: FieldPath, quote: str) -> Answer:
    assert file.record, "what answers is a record"
    line = file.places.line(file.places.path_in_file(place))
    return Answer(file.record.id, file.path, line, _shortened(quote))


def _quote(value: Any, place: FieldPath, derived: Container[FieldPath]) -> str:
    """A value in one line of text as it was written; empty where it is missing, not known or derived."""
    if place in derived:
        return ""
    match value:
        case None | NotKnown() | ():
            return ""
        case bool():
            return str(value).lower()
        case Block():
            return "; ".join(_parts(value, place, derived))
        case tuple() if isinstance(value[0], Block):
            written = [list(_parts(item, (*place, index), derived)) for index, item in enumerate(value)]
            longest: list[str] = max(written, key=len)
            first = "; ".join(longest)
            more = f" (and {len(value) - 1} more)" if len(value) > 1 else ""
            return f"{_shortened(first, _QUOTE_LENGTH - len(more))}{more}" if first else ""
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _parts(block: Block, place: FieldPath, derived: Container[FieldPath]) -> Iterator[str]:
    for name, info in type(block).model_fields.items():
        key, value = info.alias or name, getattr(block, name)
        if key in _LEFT_OUT or (key == "id" and _LOCAL_ID.fullmatch(value)):
            continue
        if quote := _shortened(_quote(value, (*place, key), derived), _LONGEST_PART):
            yield f"{key}: {{{quote}}}" if _is_nested(value) else f"{key}: {quote}"


def _is_nested(value: Any) -> bool:
    return isinstance(value, Block) or (isinstance(value, tuple) and isinstance(value[0], Block))


def _shortened(text: str, length: int = _QUOTE_LENGTH) -> str:
    return textwrap.shorten(" ".join(text.split()), length, placeholder=" [...]")
