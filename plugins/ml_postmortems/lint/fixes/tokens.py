"""Where each value of the front matter stands in the text, so that it can be mended and nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ml_postmortems.lint.fixes.fix import Edit, Position
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.source import SplitFile
from ml_postmortems.reading.yaml_tree import follows_comma, text_between

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class Token:
    """One value as it is written."""

    value: str
    quote: str
    """`'` or `"`, `>` or `|` for a block, empty for plain text."""
    start: Position
    end: Position

    @property
    def is_on_one_line(self) -> bool:
        """Whether it can be replaced without touching the layout around it."""
        return self.start[0] == self.end[0] and self.quote in ("", *_QUOTES)

    is_cut: bool = False
    """Whether it is text in braces that YAML cuts in two at a comma, because it has no quotes."""

    def edit(self, new: str) -> Edit:
        """Write another value in the same quotes; it must need no escapes in them."""
        return Edit(self.start, self.end, f"{self.quote}{new}{self.quote}")

    def quoted(self) -> Edit:
        """Write the value in quotes, whatever it is; for plain text on one line."""
        return Edit(self.start, self.end, json.dumps(self.value, ensure_ascii=False))


@dataclass(frozen=True, slots=True)
class ListToken:
    """A list of plain values as it is written."""

    is_flow: bool
    """Whether it is `[a, b]`, as against items on lines of their own."""
    items: tuple[Token, ...]
    start: Position
    end: Position
    """Where it ends; for items on lines of their own, where the last of them does."""


@dataclass(slots=True)
class Tokens:
    """Every value, and every list that holds nothing but values, by path."""

    values: dict[FieldPath, Token] = field(default_factory=dict)
    lists: dict[FieldPath, ListToken] = field(default_factory=dict)


def read_tokens(halves: SplitFile) -> Tokens:
    """The tokens of front matter that the strict reader has read without faults of structure; lines of the file."""
    return _Reader(halves).read()


class _Reader:
    def __init__(self, halves: SplitFile) -> None:
        self.first_line = halves.front_matter_line - 1
        self.lines = halves.front_matter.split("\n")
        self.events: Iterator[Any] = iter(yaml.parse(halves.front_matter, Loader=_LOADER))
        self.tokens = Tokens()

    def read(self) -> Tokens:
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                self._node(event, ())
        return self.tokens

    def _node(self, event: Any, path: FieldPath) -> Token | None:
        match event:
            case yaml.ScalarEvent():
                token = Token(str(event.value), event.style or "", *self._span(event, event))
                self.tokens.values[path] = token
                return token
            case yaml.SequenceStartEvent():
                self._sequence(event, path)
            case yaml.MappingStartEvent():
                self._mapping(path)
        return None

    def _mapping(self, path: FieldPath) -> None:
        first: Any = None  # the value before, if it is text without quotes
        last = path
        for key in self.events:
            if isinstance(key, yaml.MappingEndEvent):
                break
            value = next(self.events)
            if first and follows_comma(key, self.lines):
                text = text_between(self.lines, first.start_mark, key.end_mark)
                self.tokens.values[last] = Token(text, "", *self._span(first, key), is_cut=True)
                continue
            last = (*path, str(key.value))
            self._node(value, last)
            first = value if isinstance(value, yaml.ScalarEvent) and value.style in (None, "") and value.value else None

    def _sequence(self, start: Any, path: FieldPath) -> None:
        items: list[Token | None] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, (*path, len(items))))
        tokens = tuple(token for token in items if token)
        if tokens and len(tokens) == len(items):
            first, last = self._span(start, event)
            end = last if start.flow_style else tokens[-1].end
            self.tokens.lists[path] = ListToken(bool(start.flow_style), tokens, first, end)

    def _span(self, first: Any, last: Any) -> tuple[Position, Position]:
        start, end = first.start_mark, last.end_mark
        return (start.line + self.first_line, start.column), (end.line + self.first_line, end.column)
