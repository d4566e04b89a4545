"""Front matter by python-frontmatter, with a handler that is as strict as the format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.source import FENCE, FRONT_MATTER_LINE, Unreadable, split_front_matter
from ml_postmortems.reading.yaml_tree import YamlTree, read_yaml


class StrictHandler(BaseHandler):
    """Splits and loads one file; keeps the tree with its lines, which the library's plain dict would lose."""

    FM_BOUNDARY = re.compile(rf"^{FENCE}$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = FENCE

    def __init__(self, tree: YamlTree | None) -> None:
        super().__init__()
        self._known = tree
        self.tree = tree or YamlTree(None, {})

    def split(self, text: str) -> tuple[str, str]:
        """The front matter and the body; raises Unreadable."""
        halves = split_front_matter(text)
        return halves.front_matter, _AsWritten(halves.body)

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The front matter as a mapping of text; raises Unreadable for anything else."""
        self.tree = self._known or read_yaml(fm, FRONT_MATTER_LINE)
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
    tree: YamlTree
    """The same with the line of the file of each key and item, and with what is wrong."""
    body: str
    """The Markdown, without white space at its end."""
    body_line: int
    """The line of the file on which the body begins, from 1."""


def parse_front_matter(text: str, tree: YamlTree | None = None) -> RecordText:
    """Front matter and body of a record file; raises Unreadable where they cannot be told apart or read.

    `tree` is what the front matter was parsed to before, if that is known.
    """
    # The library trims the text first, so whether line 1 and the closing line are exact is seen before it.
    body_line = split_front_matter(text).body_line
    handler = StrictHandler(tree)
    values, body = frontmatter.parse(text, handler=handler)
    return RecordText(values, handler.tree, body, body_line)
