"""What each kind of generated page costs: `python -m scripts.bench.pages [--records N ...]`.

Writes a synthetic company with its git history, makes every page of its internal site in one process without MkDocs,
and prints the CPU seconds of each kind of page, its share of all, and what it costs beside a record page. Memory is the
peak of the process, so give one number of records at a time to see it.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ml_postmortems.access.publication import published_corpus
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus

UNTIL = date(2026, 6, 30)
RECORD = "postmortems/ID"


@dataclass
class Cost:
    """What pages of one kind cost together."""

    pages: int = 0
    seconds: float = 0.0
    largest: int = 0
    """The size of the largest one in bytes."""


@dataclass
class Costs:
    """The costs of a whole site."""

    by_kind: dict[str, Cost] = field(default_factory=dict)

    def add(self, page: SitePage) -> None:
        """Make a page and note what it cost; the first one of a kind pays for what its kind shares."""
        began = time.process_time()
        size = len(str(page.content().html).encode())
        cost = self.by_kind.setdefault(_kind(page.url), Cost())
        cost.seconds += time.process_time() - began
        cost.pages += 1
        cost.largest = max(cost.largest, size)


def _kind(url: str) -> str:
    first, _, rest = url.partition("/")
    return f"{first}/ID" if rest else f"{first}/"


def _pages(index: SiteIndex) -> Iterator[SitePage]:
    yield from site_pages(index)
    yield from number_pages(index, UNTIL)


def measure(records: int) -> None:
    """Print what the pages of so many records cost."""
    with tempfile.TemporaryDirectory() as folder:
        company = Path(folder) / "company"
        write_corpus(company, Settings(records, 1, until=UNTIL, words=400), has_history=True)
        began = time.process_time()
        publication = published_corpus(company / "postmortems", Visibility.INTERNAL, UNTIL)
        index = SiteIndex(publication.corpus, UNTIL, Visibility.INTERNAL)
        shown = len(publication.corpus.records)
        reading = time.process_time() - began
        costs = Costs()
        for page in _pages(index):
            costs.add(page)
    total = sum(cost.seconds for cost in costs.by_kind.values())
    record = costs.by_kind[RECORD].seconds / costs.by_kind[RECORD].pages
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{records} records, {shown} shown: read and checked in {reading:.1f} s, pages in {total:.1f} s of CPU;")
    print(f"a record page {1000 * record:.1f} ms; peak memory {memory:.0f} MB\n")
    print(f"{'kind of page':<26}{'pages':>8}{'CPU s':>9}{'share':>8}{'a page in record pages':>24}{'largest KB':>12}")
    for kind, cost in sorted(costs.by_kind.items(), key=lambda each: -each[1].seconds):
        ratio = cost.seconds / cost.pages / record
        row = (
            f"{cost.pages:>8}{cost.seconds:>9.2f}{cost.seconds / total:>8.1%}{ratio:>24.1f}{cost.largest / 1024:>12.0f}"
        )
        print(f"{kind:<26}{row}")


def main() -> None:
    """Measure each number of records in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[250, 1000])
    for records in parser.parse_args().records:
        measure(records)


if __name__ == "__main__":
    main()
