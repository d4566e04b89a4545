"""The sentences and names of a record, from its fields and its body, in one text that patterns are searched in once.

Letters that only look like Latin ones are folded (`similar_letters`). Code and web addresses are blanked out, so that
every place in the text stays the place in its piece.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.similar_letters import folded
from ml_postmortems.lint.text_patterns import END, Found, SearchedText, TextPattern
from ml_postmortems.lint.texts import QUOTED_FIELDS, record_texts, without_code
from ml_postmortems.lint.whole_text import whole_text
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.terms import Term
from ml_postmortems.reading.prose import Passage, passages
from ml_postmortems.reading.record_file import RecordFile

_URL = lazy_pattern(rf"https?://[^\s{END}]+")


class Piece(NamedTuple):
    """A field, or a paragraph of the body."""

    path: FieldPath
    """Empty for the body."""
    passage: Passage | None
    """None for a field."""

    @property
    def is_quoted(self) -> bool:
        """True for the words of others, which the authors may not change."""
        return self.passage.is_quote if self.passage else self.path[0] in QUOTED_FIELDS


class Match(NamedTuple):
    """A match of a pattern, with where it stands."""

    found: Found
    piece: Piece
    line: int
    """Of the file for the body, 0 for a field."""


@dataclass(frozen=True)
class Prose:
    """All pieces of a record, joined."""

    file: RecordFile
    text: SearchedText
    pieces: tuple[Piece, ...]
    starts: tuple[int, ...] = field(repr=False)

    def find(self, patterns: Iterable[TextPattern]) -> Iterator[Match]:
        """Every match of each pattern, pattern by pattern."""
        for found in self.text.find(patterns):
            number = bisect_right(self.starts, found.place) - 1
            piece = self.pieces[number]
            line = piece.passage.line_at(found.place - self.starts[number]) if piece.passage else 0
            yield Match(found, piece, line)

    def problem(self, match: Match, condition: str, found: str, fix: str) -> Problem:
        """What a rule reports of a match, on its field or its line of the body."""
        if match.piece.passage:
            return in_body(match.line, "body", condition, found, fix)
        return at_field(self.file, match.piece.path, condition, found, fix)


_last: list[Prose] = []
"""The one of the file that was asked for last: rules are run one after the other over the same file."""


def prose_of(file: RecordFile) -> Prose:
    """The sentences of a record; those of the body alone where the front matter cannot be read."""
    if not _last or _last[0].file is not file:
        _last[:] = [_join(file)]
    return _last[0]


def _join(file: RecordFile) -> Prose:
    fields = record_texts(file.record) if file.record else ()
    pieces = [(Piece(path, None), without_code(text)) for path, text in fields if not isinstance(text, Term)]
    pieces += [(Piece((), passage), passage.text) for passage in passages(file.body)]
    starts, place = [], len(END)
    for _, text in pieces:
        starts.append(place)
        place += len(text) + len(END)
    joined = "".join((END, *(text + END for _, text in pieces)))
    searched = SearchedText(folded(without_links(joined)), akin=whole_text(file.text))
    return Prose(file, searched, tuple(piece for piece, _ in pieces), tuple(starts))


def without_links(text: str) -> str:
    """A text of the same length without its web addresses."""
    return _URL.sub(lambda match: " " * len(match.group()), text) if "://" in text else text
