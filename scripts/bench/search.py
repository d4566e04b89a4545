"""What the search costs, beside what others cost: `make bench-search`, or `python -m scripts.bench.search`.

Indexing: CPU seconds of our index against Whoosh's as its manual begins, over the same texts. Queries: wall time of
each judged query and of some with phrases, prefixes and facts. One record changed: the kept index brought up to date.
In the browser (`--browser`): bytes and time from opening the search page to the first hit, against Pagefind and
against Material's own search, on sites of the same records in the same Chromium, at the speed of this machine and at
10 Mbit/s with 40 ms of delay. Times are of this machine and this hour; ratios are what to compare.
"""

from __future__ import annotations

import argparse
import gc
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.search.documents import Document, documents_of, query_values
from ml_postmortems.search.index_cache import cached_index
from ml_postmortems.search.query_parser import both_readings
from ml_postmortems.search.ranking import Ranker
from ml_postmortems.search.whoosh_index import WhooshIndex
from scripts.bench.relevance import TUNED_BY, plain_whoosh, read_judged, sqlite_fts5
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus

_OTHER_QUERIES = (
    '"feature store"',
    '"rolled back" canary',
    "retrain*",
    "feat*",
    "label -drift",
    "cache OR shard",
    "skew family:technical",
    "severity:SEV1 rollback",
    "since:2025-01 until:2025-06",
)


def made_corpus(records: int, words: int, folder: Path) -> Corpus:
    """A synthetic corpus of that size; bodies have that many words in the median."""
    write_corpus(folder, replace(Settings(records=records), words=words))
    return readable_corpus(folder / "postmortems", Visibility.PUBLIC)


def seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """What one run takes, by CPU or on the wall, with what was garbage before swept away."""
    gc.collect()
    start = clock()
    work()
    return clock() - start


def milliseconds(work: Callable[[str], object], queries: Sequence[str]) -> list[float]:
    """The wall time of each query. All were asked once before, so what is read once for all of them is read."""
    taken = []
    for query in queries:
        work(query)
    for query in queries:
        start = perf_counter()
        work(query)
        taken.append((perf_counter() - start) * 1000)
    return taken


def main() -> None:
    """Print each figure on a line of its own."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, default=1000)
    parser.add_argument("--words", type=int, default=1500, help="of a body, in the median")
    parser.add_argument("--browser", action="store_true", help="also in Chromium, beside two others")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus = made_corpus(options.records, options.words, Path(folder))
        vocabulary = corpus.vocabulary
        documents = documents_of(corpus, vocabulary)
        print(f"{len(documents)} synthetic records, bodies of about {options.words} words")
        _indexing(documents)
        _queries(documents, vocabulary)
        _update(documents, Path(folder))
        if options.browser:
            from scripts.bench.search_in_browser import compare

            compare(Path(folder), len(documents))


def _indexing(documents: tuple[Document, ...]) -> None:
    for document in documents:
        assert document.text  # Markdown is read before the clock starts
    ours = seconds(lambda: WhooshIndex(document.text for document in documents), process_time)
    plain = seconds(lambda: plain_whoosh(documents), process_time)
    sqlite = seconds(lambda: sqlite_fts5(documents), process_time)
    print(f"indexing, CPU seconds: ours {ours:.1f}, plain Whoosh {plain:.1f} ({ours / plain:.2f}x), FTS5 {sqlite:.2f}")
    print(f"indexing a record: {1000 * ours / len(documents):.1f} ms")


def _queries(documents: tuple[Document, ...], vocabulary: Vocabulary) -> None:
    plain_queries = [judged.query for judged in read_judged(TUNED_BY)]
    queries = [*plain_queries, *_OTHER_QUERIES]
    ranker, values = Ranker(documents), query_values(documents, vocabulary)
    ours = milliseconds(lambda query: ranker.rank(*(each.node for each in both_readings(query, values))), queries)
    plain = milliseconds(plain_whoosh(documents), plain_queries)
    sqlite = milliseconds(sqlite_fts5(documents), plain_queries)
    for name, taken in (("ours", ours), ("plain Whoosh", plain), ("FTS5", sqlite)):
        print(f"query, ms: {name} median {median(taken):.1f}, p95 {quantiles(taken, n=20)[-1]:.1f}, n {len(taken)}")


def _update(documents: tuple[Document, ...], root: Path) -> None:
    """One record gets a longer body; the index that was kept is brought up to date."""
    cached_index(documents, root, "bench")
    unchanged = seconds(lambda: cached_index(documents, root, "bench"), perf_counter)
    first = documents[0]
    more = "\nA sentence that was not there before.\n"
    changed = (replace(first, digest="changed", make_body=lambda: f"{first.make_body()}{more}"), *documents[1:])
    one = seconds(lambda: cached_index(changed, root, "bench"), perf_counter)
    print(f"kept index, seconds: nothing changed {unchanged:.2f}, one record changed {one:.2f}")


if __name__ == "__main__":
    main()
