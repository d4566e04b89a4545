"""Lists that a page of a large base has no room for: it shows the beginning, and they stand on pages of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.web.charts.drawing import Chart, NotEnoughData, Table
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex

MANY = 50
"""From more incidents on a base is large; told from the records alone, since reports are made for their pages only."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A page above, as it stands in the trail of a page."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class LongList:
    """Entries that a macro of a template draws, and where they stand in a large base."""

    url: str
    title: str
    about: str
    make: Callable[[], Sequence[Any]]
    """The entries, made when a page asks for them."""
    template: str
    macro: str
    arguments: Callable[[], tuple[Any, ...]] = tuple
    """What the macro gets behind the entries."""
    most: int = 200
    """How many entries its page has room for."""

    @property
    def rows(self) -> Sequence[Any]:
        """The entries."""
        return self.make()

    @property
    def command(self) -> str:
        """The command that lists all of them."""
        return f"postmortems {self.url.split('/')[0]}"


def table_of_chart(url: str, title: str, chart: Callable[[], Chart | NotEnoughData]) -> LongList:
    """The table behind a chart, which stands below the chart where the base is small."""

    def table() -> Table:
        return chart().table or Table((), ())

    about = "Every row of the table behind the chart."
    return LongList(
        url, title, about, lambda: table().rows, "charts.html", "rows", lambda: (table().columns, title), most=300
    )


def is_large(index: SiteIndex) -> bool:
    """Whether lists and tables below the numbers stand on pages of their own."""
    return len(index.incidents) > MANY


def long_list_pages(index: SiteIndex, lists: Iterable[LongList], trail: Sequence[Trail]) -> Iterator[SitePage]:
    """A page for each list, where the base is large."""
    if is_large(index):
        for each in lists:
            yield _page(index, each, trail)


def _page(index: SiteIndex, each: LongList, trail: Sequence[Trail]) -> SitePage:
    def content() -> Content:
        view = {"index": index, "facets": FACETS_BY_KEY, "long_list": each, "trail": trail}
        return Content(render("long_list.html", each.url, **view))

    return SitePage(each.url, each.title, each.about, content)
