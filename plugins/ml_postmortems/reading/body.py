"""The Markdown body of a record: which sections it has, and on which lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ml_postmortems.lazy_pattern import lazy_pattern

_HEADING = lazy_pattern(r"## +(.+?)(?: +#+)? *")
_CODE_FENCE = lazy_pattern(r" {0,3}(`{3,}|~{3,})(.*)")
_COMMENT = lazy_pattern(r"<!--.*?-->", re.DOTALL)


def lines_outside_code(text: str) -> Iterator[tuple[int, str]]:
    """Each line of a Markdown text that is not in a fenced block of code, with its number from 0."""
    fence = ""
    for index, line in enumerate(text.split("\n")):
        if match := _CODE_FENCE.fullmatch(line):
            mark, rest = match.groups()
            if not fence:
                fence = mark if mark[0] == "~" or "`" not in rest else ""
            elif mark.startswith(fence) and not rest.strip():
                fence = ""
        elif not fence:
            yield index, line


@dataclass(frozen=True, slots=True)
class Section:
    """One `##` section of a body."""

    title: str
    line: int
    """The line of the heading in the file, from 1."""
    text: str
    """What stands under the heading, without comments."""
    is_commented: bool = False
    """Whether there are comments."""


def _section(title: str, line: int, written: str) -> Section:
    text, count = _COMMENT.subn("", written)
    return Section(title, line, text.strip(), count > 0)


class BodyAsked(Exception):
    """Something reads a body that should read none, or did not say so."""


@dataclass(frozen=True)
class Body:
    """What follows the front matter."""

    text: str
    line: int
    """The line of the file on which the text begins, from 1."""

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The `##` sections in order; headings inside code blocks are text."""
        lines = self.text.split("\n")
        starts = [
            (index, match.group(1))
            for index, line in lines_outside_code(self.text)
            if (match := _HEADING.fullmatch(line))
        ]
        ends = [*(index for index, _ in starts), len(lines)][1:]
        return tuple(
            _section(title, self.line + start, "\n".join(lines[start + 1 : end]))
            for (start, title), end in zip(starts, ends, strict=True)
        )
