"""How a form looks: what is short stands on one line between braces, what is long or has parts one key a line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ml_postmortems.model.draft_questions import HINT

_WIDTH = 100
_SENTENCES = frozenset(
    {
        "definition",
        "expected",
        "filter",
        "harm",
        "method",
        "metric",
        "monitor",
        "notes",
        "observed",
        "reason",
        "should_have_been",
        "success_criterion",
        "text",
        "title",
        "uri",
    }
)
"""Keys whose values are long: they stand behind the short ones."""
_MOST_IN_BRACES, _MOST_SENTENCES, _MOST_BEFORE_SENTENCE = 8, 2, 3


@dataclass(frozen=True, slots=True)
class Part:
    """A key of a form with what stands behind it."""

    key: str
    value: str | Entry | Sequence[Entry]
    told: str = ""
    """What the value is."""
    choices: str = ""
    """What to choose from."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A block, or an item of a list."""

    parts: Sequence[Part]
    remarks: Sequence[str] = field(default=())
    """What else could stand in it."""
    is_tall: bool = False
    """Whether each key has a line of its own, however short the values are."""

    @property
    def is_flat(self) -> bool:
        """Whether it fits between braces, a short block in it on a line of its own."""
        if self.is_tall or len(self.parts) > _MOST_IN_BRACES:
            return False
        return all(_is_short(part.value) for part in self.parts) and self.sentences <= _MOST_SENTENCES

    @property
    def sentences(self) -> int:
        """How many of its values are long."""
        return sum(part.key in _SENTENCES for part in self.parts)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a form is written: with all comments, or as it goes into a file, with the words to choose from only."""

    is_in_file: bool = False

    def lines(self, part: Part) -> Iterator[str]:
        """The lines of a key: comments on it, and the key with what stands behind it. No comment follows a value."""
        match part.value:
            case str(value):
                yield from self._comments(part, "")
                yield f"{part.key}: {value}"
            case Entry() as entry if entry.is_flat and entry.sentences <= 1:
                yield from self._comments(part, "")
                yield from self._comments_in_braces(entry)
                yield from _in_braces(entry, f"{part.key}: {{")
            case Entry() as entry:
                yield from self._comments(part, "")
                yield f"{part.key}:"
                yield from (f"  {line}" for line in self._block_lines(entry))
            case entries:
                yield from self._comments(part, "")
                yield f"{part.key}:"
                for entry in entries:
                    yield from (f"  {line}" for line in self._item_lines(entry))

    def _item_lines(self, entry: Entry) -> Iterator[str]:
        if entry.is_flat:
            yield from self._comments_in_braces(entry)
            yield from _in_braces(entry, "- {")
            return
        is_open = False
        for line in self._block_lines(entry):
            yield f"  {line}" if is_open else line if line.startswith("#") else f"- {line}"
            is_open = is_open or not line.startswith("#")

    def _block_lines(self, entry: Entry) -> Iterator[str]:
        for part in entry.parts:
            yield from self.lines(part)
        yield from self._remarks(entry)

    def _comments_in_braces(self, entry: Entry) -> Iterator[str]:
        for part in entry.parts:
            yield from self._comments(part, f"{part.key}: ")
            if isinstance(part.value, Entry):
                yield from self._comments_in_braces(part.value)
        yield from self._remarks(entry)

    def _remarks(self, entry: Entry) -> Iterator[str]:
        for remark in () if self.is_in_file else entry.remarks:
            yield from _comment("#", remark)

    def _comments(self, part: Part, name: str) -> Iterator[str]:
        if self.is_in_file:
            yield from _comment(HINT, f"{name}{part.choices}" if part.choices else "")
        elif part.told or part.choices:
            yield from _comment("#", name + " ".join(filter(None, (part.told, part.choices))))


def _is_short(value: str | Entry | Sequence[Entry]) -> bool:
    """Whether it is one value, or a block of nothing but short values."""
    match value:
        case str():
            return True
        case Entry():
            return all(isinstance(part.value, str) for part in value.parts) and not value.sentences
        case _:
            return False


def _written(part: Part) -> str:
    """A key with its short value, a block between braces."""
    value = part.value
    if isinstance(value, Entry):
        value = f"{{{', '.join(map(_written, value.parts))}}}"
    return f"{part.key}: {value}"


def _in_braces(entry: Entry, opening: str) -> Iterator[str]:
    """The short values on one line; a sentence behind few of them stays there, others and blocks get their own."""
    texts = [(_written(part), part.key in _SENTENCES or isinstance(part.value, Entry)) for part in entry.parts]
    short = [text for text, is_long in texts if not is_long]
    long = [text for text, is_long in texts if is_long]
    first = short + (long[:1] if len(short) <= _MOST_BEFORE_SENTENCE else [])
    rows = [", ".join(first), *long[len(first) - len(short) :]]
    for number, row in enumerate(rows):
        end = "}" if number == len(rows) - 1 else ","
        yield f"{' ' * len(opening) if number else opening}{row}{end}"


def _comment(mark: str, text: str) -> Iterator[str]:
    """Lines of comment; a break in the text stays one, and what goes on below it stands in."""
    for number, paragraph in enumerate(text.split("\n")):
        indent = "  " if number else ""
        for line in textwrap.wrap(
            paragraph,
            _WIDTH,
            initial_indent=indent,
            subsequent_indent=indent * 2,
            break_long_words=False,
            break_on_hyphens=False,
        ):
            yield f"{mark} {line}"
