"""What a generated page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A heading of the second level, as plain text, and its anchor."""

    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is inside a page: HTML that is safe to publish, and its headings."""

    html: Markup
    toc: tuple[TocEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class SitePage:
    """One generated page; its content is made when it is asked for."""

    url: str
    title: str
    """Plain text."""
    description: str
    """Plain text, for the head of the page."""
    content: Callable[[], Content]
