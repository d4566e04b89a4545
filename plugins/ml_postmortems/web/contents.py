"""The headings of a page and its table of contents, from one source."""

from __future__ import annotations

from markupsafe import Markup

from ml_postmortems.web.page import TocEntry


class Contents:
    """Collects the headings that a template writes while it is rendered; make a new one for each page."""

    def __init__(self) -> None:
        self._entries: list[TocEntry] = []

    @property
    def entries(self) -> tuple[TocEntry, ...]:
        """The headings so far, in the order of the page."""
        return tuple(self._entries)

    @property
    def of_a_long_page(self) -> tuple[TocEntry, ...]:
        """The same where there are more than two: on a shorter page the contents take room and lead nowhere."""
        return self.entries if len(self._entries) > 2 else ()

    def section(self, title: str, anchor: str) -> Markup:
        """The heading of a section as HTML; it is also added to the table of contents."""
        self._entries.append(TocEntry(title, anchor))
        return Markup('<h2 id="{}">{}</h2>').format(anchor, title)
