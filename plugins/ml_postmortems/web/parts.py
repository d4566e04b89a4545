"""Long lists, split over several pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ROWS = 1000
"""How many rows one page lists; the next ones stand on further pages."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """What one page of a list holds."""

    rows: tuple[Row, ...]
    url: str
    urls: tuple[str, ...]
    """The pages of the list, the first one first."""

    def title(self, title: str) -> str:
        """The title of the page, by that of the list."""
        number = self.urls.index(self.url) + 1
        return title if number == 1 else f"{title}, page {number}"


def parts_of(rows: Sequence[Row], first: str) -> Iterator[Part[Row]]:
    """The pages of a list whose first page is at an address; an empty list has one page."""
    count = max(1, -(-len(rows) // ROWS))
    urls = (first, *(f"{first}{number}/" for number in range(2, count + 1)))
    for place, url in enumerate(urls):
        yield Part(tuple(rows[place * ROWS : (place + 1) * ROWS]), url, urls)
