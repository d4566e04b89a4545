"""A postmortem in Markdown taken apart: front matter, title, what stands before the first heading, and sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(?P<mark>=|-){3,}[ \t]*")
_FENCE = re.compile(r" {0,3}(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)")
_BOLD_LINE = re.compile(r"(?P<marks>\*\*|__)(?P<text>[^*_|]{2,80}?):?(?P=marks):?\s*")
_ENDED_LINE = re.compile(r"(?P<text>[A-Z][A-Za-z &/'\u2019?-]{2,60}):?\s*")
_LINK = re.compile(r"!?\[(?P<text>[^\]]*)\]\([^)]*\)")
_BOLD_LEVEL = 7
"""Of a line in bold that stands for a heading: below all real ones."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number in the file."""

    number: int
    text: str
    is_code: bool = False

    @property
    def is_fence(self) -> bool:
        """Whether it begins or ends a block of code."""
        return self.is_code and bool(_FENCE.fullmatch(self.text))


@dataclass(slots=True)
class Section:
    """What stands below one heading, without the sections below it."""

    heading: str
    level: int
    number: int
    """The line of the heading."""
    lines: list[Line] = field(default_factory=list)
    parents: tuple[str, ...] = ()
    """The headings above it, the outermost first."""

    @property
    def text(self) -> str:
        """Its lines."""
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class Document:
    """A postmortem as it is written."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    """What its front matter says."""
    raw_front_matter: str = ""
    """The front matter where it is no YAML that can be read."""
    title: str = ""
    sections: list[Section] = field(default_factory=list)
    """The first one has no heading: it is what stands before the others."""


def read_sections(lines: list[Line], known: Callable[[str], bool]) -> list[Section]:
    """The sections of a text; `known` says whether a line in bold, or ended by a colon, stands for a heading."""
    sections = [Section("", 0, 1)]
    above: list[tuple[int, str]] = []
    for line, heading, level in _headings(lines, known):
        if not heading:
            sections[-1].lines.append(line)
            continue
        above = [each for each in above if each[0] < level]
        sections.append(Section(heading, level, line.number, parents=tuple(text for _, text in above)))
        above.append((level, heading))
    return sections


def plain_heading(text: str) -> str:
    """A heading in lower case, without numbers before it, marks and symbols: `2. Root Cause(s):` is `root cause s`."""
    text = _LINK.sub(r"\g<text>", text)
    text = re.sub(r"[^\w\s'\u2019-]|_", " ", text).lower().replace("\u2019", "'")
    return re.sub(r"^(?:\d+\s+)+(?=[a-z])", "", " ".join(text.split())).strip(" -'")


def numbered_lines(text: str, first: int = 1) -> list[Line]:
    """The lines of a text, with what stands between fences marked as code."""
    lines, fence = list[Line](), ""
    for number, said in enumerate(text.split("\n"), first):
        match = _FENCE.fullmatch(said)
        if fence:
            lines.append(Line(number, said, is_code=True))
            if match and match.group("mark").startswith(fence) and not match.group("info").strip():
                fence = ""
        elif match:
            fence = match.group("mark")
            lines.append(Line(number, said, is_code=True))
        else:
            lines.append(Line(number, said))
    return lines


def _headings(lines: list[Line], known: Callable[[str], bool]) -> Iterator[tuple[Line, str, int]]:
    """Each line with the heading that it is and its level; of a heading with a line below it, one of the two."""
    skipped = False
    for at, line in enumerate(lines):
        if skipped:
            skipped = False
            continue
        below = lines[at + 1].text if at + 1 < len(lines) else ""
        before = lines[at - 1].text.strip() if at else ""
        if line.is_code:
            yield line, "", 0
        elif match := _HEADING.fullmatch(line.text):
            yield line, _unmarked(match.group("text")) or "-", len(match.group("marks"))
        elif line.text.strip() and not before and (under := _UNDERLINE.fullmatch(below)) and _can_be_heading(line.text):
            skipped = True
            yield line, _unmarked(line.text), 1 if under.group("mark") == "=" else 2
        elif not before and (bold := _line_as_heading(line.text)) and known(bold):
            yield line, bold, _BOLD_LEVEL
        else:
            yield line, "", 0


def _can_be_heading(text: str) -> bool:
    return not re.match(r"\s*(?:[-*+>|]|\d+[.)]\s)", text) and len(text) < 200


def _line_as_heading(text: str) -> str:
    said = text.strip()
    match = _BOLD_LINE.fullmatch(said) or _ENDED_LINE.fullmatch(said)
    return match.group("text").strip() if match else ""


def _unmarked(text: str) -> str:
    text = text.strip()
    for mark in ("**", "__"):
        if text.startswith(mark) and text.endswith(mark) and len(text) > 4 and mark not in text[2:-2]:
            text = text[2:-2].strip()
    return text
