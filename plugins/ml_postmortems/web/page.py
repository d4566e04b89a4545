"""What a generated page is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

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


class KeyedContent(NamedTuple):
    """A content that is not made yet, by what it is made of."""

    key: Callable[[], str]
    """The hash of all that it reads."""
    make: Callable[[], Content]


@dataclass(frozen=True, slots=True)
class SitePage:
    """One generated page; its content is made when it is asked for."""

    url: str
    title: str
    """Plain text."""
    description: str
    """Plain text, for the head of the page."""
    content: Callable[[], Content]
    keyed: Callable[[], KeyedContent] | None = None
    """The same by what it is made of; None where nothing tells that."""

    @classmethod
    def of_keyed(cls, url: str, title: str, description: str, keyed: Callable[[], KeyedContent]) -> SitePage:
        """A page of which is known what it is made of."""
        return cls(url, title, description, lambda: keyed().make(), keyed)
