"""The ways to a hand-written page: the sections that it stands in, as links above its heading."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from mkdocs.structure.nav import Section
from mkdocs.structure.pages import Page


def ways_to(page: Page, above: Page | None) -> list[tuple[str, str]]:
    """Titles and addresses from the tab down to the page above this one; none outside of all tabs.

    `above` is the page of the navigation that stands for one which the navigation does not name. A section leads to its
    first page, and is left out where that is the page itself, or one that follows.
    """
    sections = [each for each in (above or page).ancestors if isinstance(each, Section)][::-1]
    steps = chain(map(_way_into, sections), [(str(above.title), above.url)] if above else [])
    titles = {address: title for title, address in steps if address and address != page.url}
    return [(title, address) for address, title in titles.items()]


def _way_into(section: Section) -> tuple[str, str]:
    first = next(_pages(section), None)
    return section.title, first.url if first else ""


def _pages(section: Section) -> Iterator[Page]:
    for child in section.children:
        if isinstance(child, Page):
            yield child
        elif isinstance(child, Section):
            yield from _pages(child)
