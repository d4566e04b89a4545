"""Front matter by python-frontmatter, with a handler that is as strict as the format."""

from __future__ import annotations

import re
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from ml_postmortems.reading.faults import Fault, FaultKind, shown
from ml_postmortems.reading.source import FENCE, Halves, Unreadable
from ml_postmortems.reading.yaml_tree import YamlTree, read_yaml


class StrictHandler(BaseHandler):
    """Reads one file; keeps the tree with its lines, which the library's plain dict would lose."""

    FM_BOUNDARY = re.compile(rf"^{FENCE}$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = FENCE

    def __init__(self, halves: Halves) -> None:
        super().__init__()
        self.halves = halves
        self.tree = YamlTree(None, {})

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The front matter as a mapping of text; raises Unreadable for anything else."""
        self.tree = read_yaml(self.halves.front_matter, self.halves.front_matter_line)
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


def parse_front_matter(text: str, halves: Halves) -> YamlTree:
    """The front matter of a record file that was split before; raises Unreadable where it cannot be read."""
    handler = StrictHandler(halves)
    frontmatter.parse(text, handler=handler)
    return handler.tree
