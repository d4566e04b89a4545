"""How a form looks: what is short stands on one line between braces, what is long or has parts one key a line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
    """What the value is, and what to choose from."""


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
        """Whether it fits between braces."""
        if self.is_tall or len(self.parts) > _MOST_IN_BRACES:
            return False
        return all(isinstance(part.value, str) for part in self.parts) and self.sentences <= _MOST_SENTENCES

    @property
    def sentences(self) -> int:
        """How many of its values are long."""
        return sum(part.key in _SENTENCES for part in self.parts)


def part_lines(part: Part) -> Iterator[str]:
    """The lines of a key: comments on it, and the key with what stands behind it. No comment follows a value."""
    match part.value:
        case str(value):
            yield from _comment(part.told)
            yield f"{part.key}: {value}"
        case Entry() as entry if entry.is_flat and entry.sentences <= 1:
            yield from _comment(part.told)
            yield from _comments_in_braces(entry)
            yield from _in_braces(entry, f"{part.key}: {{")
        case Entry() as entry:
            yield from _comment(part.told)
            yield f"{part.key}:"
            yield from (f"  {line}" for line in _block_lines(entry))
        case entries:
            yield from _comment(part.told)
            yield f"{part.key}:"
            for entry in entries:
                yield from (f"  {line}" for line in _item_lines(entry))


def _item_lines(entry: Entry) -> Iterator[str]:
    if entry.is_flat:
        yield from _comments_in_braces(entry)
        yield from _in_braces(entry, "- {")
        return
    is_open = False
    for line in _block_lines(entry):
        yield f"  {line}" if is_open else line if line.startswith("#") else f"- {line}"
        is_open = is_open or not line.startswith("#")


def _block_lines(entry: Entry) -> Iterator[str]:
    for part in entry.parts:
        yield from part_lines(part)
    for remark in entry.remarks:
        yield from _comment(remark)


def _comments_in_braces(entry: Entry) -> Iterator[str]:
    for part in entry.parts:
        if part.told:
            yield from _comment(f"{part.key}: {part.told}")
    for remark in entry.remarks:
        yield from _comment(remark)


def _in_braces(entry: Entry, opening: str) -> Iterator[str]:
    """The short values on one line; a sentence behind few of them stays there, others get a line each."""
    texts = [(f"{part.key}: {part.value}", part.key in _SENTENCES) for part in entry.parts]
    short = [text for text, is_long in texts if not is_long]
    long = [text for text, is_long in texts if is_long]
    first = short + (long[:1] if len(short) <= _MOST_BEFORE_SENTENCE else [])
    rows = [", ".join(first), *long[len(first) - len(short) :]]
    for number, row in enumerate(rows):
        end = "}" if number == len(rows) - 1 else ","
        yield f"{' ' * len(opening) if number else opening}{row}{end}"


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}"
