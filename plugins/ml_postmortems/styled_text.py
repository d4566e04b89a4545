"""Lines for a terminal as data: pieces of text with a meaning, which the printer turns into colours or leaves plain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from ml_postmortems.plain_text import clean_line


class Style(StrEnum):
    """What a piece of a line is; the printer knows how that looks."""

    HEADING = auto()
    ERROR = auto()
    WARNING = auto()
    MATCH = auto()
    FAINT = auto()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line in one style."""

    text: str
    style: Style


Line = str | tuple[str | Span, ...]
"""One line: text, or pieces of which some have a style. A line break in it is shown as a space."""


def spans_of(line: Line) -> Iterator[tuple[str, Style | None]]:
    """The pieces of a line, each with its style."""
    for piece in (line,) if isinstance(line, str) else line:
        yield (piece, None) if isinstance(piece, str) else (piece.text, piece.style)


def line_to_text(line: Line) -> str:
    """The line without styles, cleaned."""
    return clean_line("".join(text for text, _ in spans_of(line)))
