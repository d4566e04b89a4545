"""How well the search ranks, on queries that were judged by hand: `python -m scripts.bench.relevance`.

Prints nDCG@10 (Järvelin and Kekäläinen 2002, gain 2^grade - 1) and the mean reciprocal rank of the first record with
grade 3, beside Whoosh as it comes (all fields alike, its own stemming) and SQLite FTS5 (porter, bm25), all in one run;
and by how much ours is better, query by query, with an interval (normal, of the mean of paired differences). Weights
are tuned by one file of queries (`--tune`) and reported on by another, which nobody tunes by. Last, the same for notes
of running incidents, pasted into `postmortems similar -`.
"""

from __future__ import annotations

import argparse
import sqlite3
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2, sqrt
from pathlib import Path
from statistics import fmean, stdev

import yaml

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.search.documents import Document, documents_of, query_values
from ml_postmortems.search.pasted_text import similar_to_text
from ml_postmortems.search.query_parser import both_readings
from ml_postmortems.search.ranking import Ranker
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.record_text import TextField

TUNED_BY = Path(__file__).with_name("queries-to-tune-by.yml")
REPORTED_ON = Path(__file__).with_name("queries-to-report-on.yml")
PASTED = Path(__file__).with_name("notes-to-report-on.yml")
BEST = 3
DEPTH = 10

Engine = Callable[[str], Sequence[str]]
"""From a query to the ids of the records, the best first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, and how well each record answers it (3: this is it, 1: helps to think)."""

    query: str
    grades: Mapping[str, int]


def read_judged(path: Path) -> tuple[Judged, ...]:
    """Every judged query, in the order of the file."""
    return tuple(Judged(each["query"], each["grades"]) for each in yaml.safe_load(path.read_text("utf-8")))


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = DEPTH) -> float:
    """The discounted gain of a ranking, by that of the best possible one; between 0 and 1."""
    gains = [2 ** grades.get(each, 0) - 1 for each in ranked[:depth]]
    best = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:depth]
    return _discounted(gains) / _discounted(best)


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """One by the rank of the first record that is the answer; 0 where none is found."""
    ranks = [rank for rank, each in enumerate(ranked, 1) if grades.get(each, 0) == BEST]
    return 1 / ranks[0] if ranks else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))


def our_engine(documents: tuple[Document, ...], vocabulary: Vocabulary) -> Engine:
    """The search of this project."""
    ranker, values = Ranker(documents), query_values(documents, vocabulary)

    def find(query: str) -> Sequence[str]:
        ranking = ranker.rank(*(reading.node for reading in both_readings(query, values)))
        return [documents[number].record.id for number in (*ranking.order, *ranking.near)]

    return find


def our_similar(documents: tuple[Document, ...]) -> Engine:
    """What `postmortems similar -` answers."""
    index = WhooshIndex(document.text for document in documents)
    return lambda text: [each.record.id for each in similar_to_text(text, documents, index, DEPTH)]


def plain_whoosh(documents: tuple[Document, ...], indexed: Sequence[TextField] = tuple(TextField)) -> Engine:
    """Whoosh as its manual begins: TEXT fields with the stemming analyzer, all alike, words joined by OR."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from whoosh.analysis import StemmingAnalyzer
        from whoosh.fields import ID, TEXT, Schema
        from whoosh.filedb.filestore import RamStorage
        from whoosh.qparser import MultifieldParser, OrGroup
    fields = [field.value for field in indexed]
    schema = Schema(id=ID(stored=True), **{field: TEXT(analyzer=StemmingAnalyzer()) for field in fields})
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for document in documents:
        writer.add_document(id=document.record.id, **{field.value: document.text[field] for field in indexed})
    writer.commit()
    parser = MultifieldParser(fields, schema, group=OrGroup)
    searcher = index.searcher()

    def find(query: str) -> Sequence[str]:
        return [hit["id"] for hit in searcher.search(parser.parse(query.replace("'", " ")), limit=None)]

    return find


def sqlite_fts5(documents: tuple[Document, ...], indexed: Sequence[TextField] = tuple(TextField)) -> Engine:
    """SQLite's full-text search as its manual begins: porter stemming, bm25, words joined by OR."""
    base = sqlite3.connect(":memory:")
    fields = [field.value for field in indexed]
    base.execute(f"create virtual table records using fts5(id unindexed, {', '.join(fields)}, tokenize='porter')")
    for document in documents:
        row = [document.record.id, *(document.text[field] for field in indexed)]
        base.execute(f"insert into records values ({', '.join('?' * len(row))})", row)

    def find(query: str) -> Sequence[str]:
        words = " OR ".join(f'"{word}"' for word in query.replace('"', " ").split())
        return [row[0] for row in base.execute("select id from records where records match ? order by rank", [words])]

    return find


def scores(engine: Engine, queries: Sequence[Judged]) -> tuple[list[float], list[float]]:
    """nDCG@10 and reciprocal rank of each query."""
    ranked = [(engine(each.query), each.grades) for each in queries]
    return [ndcg(*each) for each in ranked], [reciprocal_rank(*each) for each in ranked]


def better_by(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The mean difference with its interval of 95 %."""
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    mean, half = fmean(differences), 1.96 * stdev(differences) / sqrt(len(differences))
    return f"{mean:+.3f} ({mean - half:+.3f} to {mean + half:+.3f})"


def main() -> None:
    """Print a line for each engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path("postmortems"))
    parser.add_argument("--tune", action="store_true", help="with the queries that weights are tuned by")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="also the N queries that are answered worst")
    options = parser.parse_args()
    corpus = readable_corpus(options.root, Visibility.PUBLIC)
    vocabulary = corpus.vocabulary
    documents = documents_of(corpus, vocabulary)
    path = TUNED_BY if options.tune else REPORTED_ON
    queries = read_judged(path)
    print(f"{len(queries)} queries ({path.stem}), {len(documents)} records")
    print(f"{'engine':<14} {'nDCG@10':>8} {'MRR':>6}  nDCG@10 of ours is better by")
    engines = {
        "this search": our_engine(documents, vocabulary),
        "plain Whoosh": plain_whoosh(documents),
        "SQLite FTS5": sqlite_fts5(documents),
    }
    gained = {name: scores(engine, queries) for name, engine in engines.items()}
    mine, _ = gained["this search"]
    for name, (gains, ranks) in gained.items():
        compared = "" if gains is mine else better_by(mine, gains)
        print(f"{name:<14} {fmean(gains):>8.3f} {fmean(ranks):>6.3f}  {compared}".rstrip())
    pasted = read_judged(PASTED)
    gains, ranks = scores(our_similar(documents), pasted)
    right = f"the first is right in {sum(rank == 1 for rank in ranks)}"
    print(f"{len(pasted)} notes pasted: nDCG@10 {fmean(gains):.3f}, MRR {fmean(ranks):.3f}, {right}")
    ours = engines["this search"]
    for judged in sorted(queries, key=lambda each: ndcg(ours(each.query), each.grades))[: options.worst]:
        found = list(ours(judged.query))[:5]
        print(f"{ndcg(ours(judged.query), judged.grades):.2f} {judged.query}: {', '.join(found)}")


if __name__ == "__main__":
    main()
