"""Front matter by python-frontmatter, with a handler that is as strict as the format."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.parsed_cache import ParsedCache
from ml_postmortems.reading.source import FENCE, FRONT_MATTER_LINE, Unreadable, split_front_matter
from ml_postmortems.reading.yaml_tree import YamlTree, read_yaml


class StrictHandler(BaseHandler):
    """Splits and loads one file; keeps the tree with its lines, which the library's plain dict would lose."""

    FM_BOUNDARY = re.compile(rf"^{FENCE}$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = FENCE

    def __init__(self, cache: ParsedCache) -> None:
        super().__init__()
        self.cache = cache
        self.tree = YamlTree(None, {})

    def split(self, text: str) -> tuple[str, str]:
        """The front matter and the body; raises Unreadable."""
        halves = split_front_matter(text)
        return halves.front_matter, _AsWritten(halves.body)

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The front matter as a mapping of text; raises Unreadable for anything else."""
        if kept := self.cache.get(fm):
            self.tree = kept
        else:
            self.tree = read_yaml(fm, FRONT_MATTER_LINE)
            self.cache.put(fm, self.tree)
        if not isinstance(self.tree.value, dict):
            raise Unreadable(
                Fault(
                    FaultKind.FRONT_MATTER_NOT_A_MAPPING,
                    FRONT_MATTER_LINE,
                    "front matter",
                    "must be a mapping of fields",
                    shown(self.tree.value) if self.tree.value else "nothing",
                    "write it as `field: value`, one field a line",
                )
            )
        return self.tree.value


class _AsWritten(str):
    """A body that the library does not trim: lines are counted from its first, and an indented one is code."""

    def strip(self, chars: str | None = None, /) -> str:
        return str(self)


@dataclass(frozen=True, slots=True)
class RecordText:
    """What a record file says, before anything is known of its fields."""

    values: dict[str, Any]
    """The front matter: text, lists and mappings."""
    lines: Mapping[FieldPath, int]
    """The line of the file of each key and item, from 1."""
    faults: Sequence[Fault]
    body: str
    """The Markdown, without white space at its end."""
    body_line: int
    """The line of the file on which the body begins, from 1."""


def parse_front_matter(text: str, cache: ParsedCache) -> RecordText:
    """Front matter and body of a record file; raises Unreadable where they cannot be told apart or read."""
    # The library trims the text first, so whether line 1 and the closing line are exact is seen before it.
    body_line = split_front_matter(text).body_line
    handler = StrictHandler(cache)
    values, body = frontmatter.parse(text, handler=handler)
    return RecordText(values, handler.tree.lines, handler.tree.faults, body, body_line)
