"""Long lists, split over several pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ROWS = 100
"""How many rows one page lists; the next ones stand on further pages."""
_BESIDE = 2
"""How many pages on either side of its own a page leads to, besides the first and the last one."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class PageLink:
    """One step of the way through the pages of a list."""

    url: str
    number: int
    label: str
    """What the first row of the page goes by; empty where rows have no such thing."""
    is_after_gap: bool
    """Whether pages are left out before it."""


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """What one page of a list holds."""

    rows: tuple[Row, ...]
    everything: tuple[Row, ...]
    """The rows of all pages."""
    first: str
    """The address of the first page."""
    number: int
    """The place among the pages, from 1."""
    label: Callable[[Row], str]

    @property
    def url(self) -> str:
        """The address of this page."""
        return self._url(self.number)

    @property
    def count(self) -> int:
        """How many pages the list has."""
        return max(1, -(-len(self.everything) // ROWS))

    @property
    def is_first(self) -> bool:
        """Whether the list begins here; filters and sorting stand there and reach all of it."""
        return self.number == 1

    def title(self, title: str) -> str:
        """The title of the page, by that of the list."""
        return title if self.is_first else f"{title}, page {self.number}"

    @property
    def links(self) -> tuple[PageLink, ...]:
        """The ways to other pages: the first, the last and the nearest; none where there is one page."""
        if self.count == 1:
            return ()
        near = range(max(1, self.number - _BESIDE), min(self.count, self.number + _BESIDE) + 1)
        numbers = sorted({1, *near, self.count})
        before = (0, *numbers)
        return tuple(
            PageLink(self._url(number), number, self.label(self.everything[(number - 1) * ROWS]), number > last + 1)
            for number, last in zip(numbers, before, strict=False)
        )

    def url_of(self, place: int) -> str:
        """The address of the page on which a row stands, by its place in the list, from 0."""
        return self._url(place // ROWS + 1)

    def _url(self, number: int) -> str:
        return self.first if number == 1 else f"{self.first}{number}/"


def parts_of(rows: Sequence[Row], first: str, label: Callable[[Row], str] = lambda _: "") -> Iterator[Part[Row]]:
    """The pages of a list whose first page is at an address; an empty list has one page.

    `label` says what a row goes by in the order of the list, such as its month.
    """
    everything = tuple(rows)
    for place in range(max(1, -(-len(everything) // ROWS))):
        yield Part(everything[place * ROWS : (place + 1) * ROWS], everything, first, place + 1, label)
