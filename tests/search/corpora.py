"""The two corpora that Python and the browser search: the records of this repository, and a larger one that is made."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.search.documents import Document, documents_of, query_values
from ml_postmortems.search.ranking import Ranker
from ml_postmortems.search.searching import Search
from ml_postmortems.search.versioned_files import write_files
from ml_postmortems.web.search_page import search_files
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import FROZEN_RECORDS, RecordDict, external_record, own_record
from tests.site import index_of

AS_OF = date(2026, 1, 31)
"""The date as of which actions are overdue."""
MADE = 160
"""Records of the made corpus: enough for terms of any frequency, and for more than one shard."""


@dataclass(frozen=True)
class SearchedCorpus:
    """A corpus with everything that answers queries about it."""

    name: str
    index: SiteIndex

    @property
    def vocabulary(self) -> Vocabulary:
        """Its taxonomy and catalog."""
        return self.index.vocabulary

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Its records, newest first."""
        return documents_of(self.index.with_bodies, self.vocabulary, AS_OF)

    @cached_property
    def ranker(self) -> Ranker:
        """Its search on the command line."""
        return Ranker(self.documents)

    @cached_property
    def search(self) -> Search:
        """The same with everything that a person wants to see."""
        return Search(self.documents, self.ranker.engine.index, self.vocabulary)

    @cached_property
    def values(self) -> dict[str, dict[str, str]]:
        """What the names of the query language may stand for."""
        return query_values(self.documents, self.vocabulary)

    def write(self, folder: Path) -> None:
        """Write what the browser searches."""
        write_files(search_files(self.index, []), folder)


@cache
def frozen_corpus() -> SearchedCorpus:
    """The records of this repository, as the public sees them."""
    return SearchedCorpus("real", SiteIndex(load_corpus(FROZEN_RECORDS).for_audience(Visibility.PUBLIC), AS_OF))


@cache
def made_corpus() -> SearchedCorpus:
    """Records with sentences of the real ones dealt out anew, so that the same queries find something."""
    return SearchedCorpus("made", SiteIndex(index_of(*_made_records()).with_bodies, AS_OF))


def _made_records() -> Iterator[RecordDict]:
    chance = random.Random(11)
    texts = [document.text.values() for document in frozen_corpus().documents]
    sentences = sorted({line for fields in texts for text in fields for line in text.split("\n") if len(line) > 30})

    def some(most: int) -> str:
        return " ".join(chance.sample(sentences, chance.randint(1, most)))

    for number in range(MADE):
        year = chance.randint(2018, 2025)
        make = own_record if chance.random() < 0.6 else external_record
        status = chance.choice(["published"] * 6 + ["closed", "validating", "withdrawn"])
        words = chance.choice(sentences).split()
        changes: dict[str, Any] = {
            "id": f"PM-{year}-{number + 1:04}",
            "title": " ".join(words[: chance.randint(3, 9)])[:90].rstrip(),
            "severity": f"SEV{chance.randint(1, 5)}",
            "status": status,
            "symptom": some(2),
            "summary": some(3),
            "timeline.0.at": f"{year}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}T10:00:00Z",
            "causes.0.category": chance.choice(_CATEGORIES),
            "causes.0.text": some(2),
            "lessons.0.text": some(2),
            "actions.0.title": some(1)[:300].rstrip(),
            "tags": chance.sample(["units", "rollout", "on-call"], chance.randint(0, 2)),
        }
        if status == "withdrawn":
            changes["status_reason"] = "It was a planned test."
        yield make(**changes)


_CATEGORIES = [
    "technical/unvalidated-input",
    "technical/training-serving-skew",
    "technical/config-push",
    "data-quality/schema-change",
    "data-quality/covariate-shift",
    "process/monitoring-gap",
    "process/rollout-gap",
]
