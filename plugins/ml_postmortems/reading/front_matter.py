"""Front matter by python-frontmatter, with a handler that is as strict as the format."""

from __future__ import annotations

import re
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.parsed_cache import ParsedCache
from ml_postmortems.reading.source import FENCE, Halves, Unreadable
from ml_postmortems.reading.yaml_tree import YamlTree, read_yaml


class StrictHandler(BaseHandler):
    """Reads one file; keeps the tree with its lines, which the library's plain dict would lose."""

    FM_BOUNDARY = re.compile(rf"^{FENCE}$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = FENCE

    def __init__(self, halves: Halves, cache: ParsedCache) -> None:
        super().__init__()
        self.halves = halves
        self.cache = cache
        self.tree = YamlTree(None, {})

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The front matter as a mapping of text; raises Unreadable for anything else."""
        text = self.halves.front_matter
        if kept := self.cache.get(text):
            self.tree = kept
        else:
            self.tree = read_yaml(text, self.halves.front_matter_line)
            self.cache.put(text, self.tree)
        if not isinstance(self.tree.value, dict):
            raise Unreadable(
                Fault(
                    FaultKind.FRONT_MATTER_NOT_A_MAPPING,
                    self.halves.front_matter_line,
                    "front matter",
                    "must be a mapping of fields",
                    shown(self.tree.value) if self.tree.value else "nothing",
                    "write it as `field: value`, one field a line",
                )
            )
        return self.tree.value


def parse_front_matter(text: str, halves: Halves, cache: ParsedCache) -> YamlTree:
    """The front matter of a record file that was split before; raises Unreadable where it cannot be read."""
    handler = StrictHandler(halves, cache)
    frontmatter.parse(text, handler=handler)
    return handler.tree
