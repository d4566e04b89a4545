"""What a generated page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from ml_postmortems.web.indentation import without_indentation


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
    is_tidy: bool = False
    """Whether it has lost its indentation."""

    def tidy(self) -> Content:
        """The same without indentation, as it stands on a page; see `indentation`."""
        return self if self.is_tidy else Content(Markup(without_indentation(self.html)), self.toc, is_tidy=True)


@dataclass(frozen=True, slots=True)
class SitePage:
    """One generated page; its content is made when it is asked for."""

    url: str
    title: str
    """Plain text."""
    description: str
    """Plain text, for the head of the page."""
    content: Callable[[], Content]
    unless: Callable[[str], tuple[str, Content | None]] | None = None
    """The hash of all that it reads, and its content unless that hash is the given one; None where there is no hash."""
