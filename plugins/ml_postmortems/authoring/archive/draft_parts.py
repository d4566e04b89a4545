"""The draft of an archived postmortem while it is put together, and what its report says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ml_postmortems.authoring.archive.told_durations import Comparison


@dataclass(slots=True)
class ArchivedDraft:
    """The draft of one file, and what its report says."""

    fields: dict[str, Any] = field(default_factory=dict)
    chapters: dict[str, list[str]] = field(default_factory=dict)
    """Blocks of Markdown by the title of the section."""
    original: list[str] = field(default_factory=list)
    """What is mapped to nothing."""
    day: date | None = None
    notes: list[str] = field(default_factory=list)
    """What the author has to look at, in sentences."""
    timed_lines: int = 0
    unread: list[tuple[int, str]] = field(default_factory=list)
    """Lines of the timeline with a time that became no entry, and why."""
    differences: list[Comparison] = field(default_factory=list)
    compared: int = 0
    """Told durations that could be compared."""
    unmapped: list[str] = field(default_factory=list)
    """Headings and labels that no pattern matches."""

    def add(self, chapter: str, block: str) -> None:
        """Add a block to a section of the body."""
        if block.strip():
            self.chapters.setdefault(chapter, []).append(block.strip("\n"))


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the person who imports says about files that do not say it."""

    team: str = ""
    severity: str = ""
    timezone: str = ""


class AboutOriginal:
    """What stands under the limitations: what the draft rests on, as the original says it."""

    def __init__(self, draft: ArchivedDraft) -> None:
        self._draft = draft
        self._lines: list[str] = []
        self.headings: list[str] = []

    def add(self, key: str, value: str) -> None:
        """Add a line with a key."""
        self._lines.append(f"- {key}: {value}" if value else f"- {key}")

    def close(self) -> None:
        """Put all lines before what the section has so far."""
        lines = list(self._lines)
        if headings := list(dict.fromkeys(self.headings)):
            lines.append(f"- Headings of what became fields: {'; '.join(headings)}")
        self._draft.chapters.setdefault("Limitations", []).insert(0, "\n".join(lines))
