"""The search beside three others on the 120 judged queries: `python -m scripts.bench.judged_queries --split tune`.

`judged-queries.yml` says who wrote and graded them. Half is for tuning, and the other half was opened once. All engines
answer in one run over the same records: ours, SQLite FTS5 and Whoosh as their manuals begin, and bm25s (Lù 2024, BM25
over all text of a record), which is left out where it is not installed. Theirs have all text but that of the field
`filed_under`. Printed are nDCG@10 and the mean reciprocal rank of the best record, and by how much ours is better, with
a paired bootstrap interval of 95 % over the queries. Queries without a right answer are counted by how many records
they list.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from statistics import fmean
from typing import Any

import snowballstemmer
import yaml

from ml_postmortems.access.corpora import readable_corpus
from ml_postmortems.model.terms import Visibility
from ml_postmortems.search.documents import Document, documents_of
from ml_postmortems.similarity.record_text import OWN_TEXT
from scripts.bench.relevance import Engine, ndcg, our_engine, plain_whoosh, sqlite_fts5

QUERIES = Path(__file__).with_name("judged-queries.yml")
RECORDS = Path(__file__).with_name("facts-to-records.yml")
RESAMPLES = 10_000
SEED = 18
OURS = "this search"


@dataclass(frozen=True, slots=True)
class JudgedText:
    """A query or note of a kind with the grade of each record that answers it, from 1 (related) to 3 (this is it)."""

    kind: str
    text: str
    grades: Mapping[str, int]


def read_half(path: Path, split: str) -> tuple[JudgedText, ...]:
    """The texts of one half, `tune` or `final`, with the ids of records in place of those of facts."""
    record_of = yaml.safe_load(RECORDS.read_text("utf-8"))
    rows = (row for row in yaml.safe_load(path.read_text("utf-8")) if row["split"] == split)
    return tuple(
        JudgedText(row["kind"], row["text"], {record_of[fact]: grade for fact, grade in row["answers"].items()})
        for row in rows
    )


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """One by the rank of the first record with the best grade of the query; 0 where none is found."""
    best = max(grades.values())
    ranks = [rank for rank, each in enumerate(ranked, 1) if grades.get(each) == best]
    return 1 / ranks[0] if ranks else 0.0


def bm25s(documents: Sequence[Document]) -> Engine | None:
    """BM25 as the manual of bm25s begins, with English stop words and Snowball's stems; None without the package."""
    try:
        package: Any = import_module("bm25s")
    except ModuleNotFoundError:
        return None
    stem = snowballstemmer.stemmer("english").stemWords
    texts = ["\n".join(document.text[field] for field in OWN_TEXT) for document in documents]
    retriever = package.BM25()
    retriever.index(package.tokenize(texts, stopwords="en", stemmer=stem, show_progress=False), show_progress=False)

    def find(query: str) -> Sequence[str]:
        asked = package.tokenize(query, stopwords="en", stemmer=stem, show_progress=False)
        numbers, scores = retriever.retrieve(asked, k=len(documents), show_progress=False)
        return [documents[at].record.id for at, score in zip(numbers[0], scores[0], strict=True) if score > 0]

    return find


def bootstrap(differences: Sequence[float], resamples: int = RESAMPLES) -> tuple[float, float]:
    """The interval of 95 % of a mean of paired differences (percentiles; Efron 1979), from a fixed seed."""
    chance = random.Random(SEED)
    means = sorted(fmean(chance.choices(differences, k=len(differences))) for _ in range(resamples))
    return means[round(0.025 * resamples)], means[round(0.975 * resamples) - 1]


def better_by(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The mean difference with its interval."""
    differences = [one - other for one, other in zip(ours, theirs, strict=True)]
    low, high = bootstrap(differences)
    return f"{fmean(differences):+.3f} ({low:+.3f} to {high:+.3f})"


def main() -> None:
    """Print a line for each engine, and one for each kind of query."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--root", type=Path, default=Path("postmortems"))
    parser.add_argument("--split", choices=("tune", "final"), required=True)
    options = parser.parse_args()
    corpus = readable_corpus(options.root, Visibility.PUBLIC)
    documents = documents_of(corpus, corpus.vocabulary)
    queries = read_half(QUERIES, options.split)
    answered = [each for each in queries if each.grades]
    engines = {
        OURS: our_engine(documents, corpus.vocabulary),
        "plain Whoosh": plain_whoosh(documents, OWN_TEXT),
        "SQLite FTS5": sqlite_fts5(documents, OWN_TEXT),
    }
    if other := bm25s(documents):
        engines["bm25s"] = other
    else:
        print("bm25s is not installed: uv pip install --group bench")
    ranked = {name: [find(each.text) for each in queries] for name, find in engines.items()}
    print(f"{len(queries)} queries ({options.split}), {len(answered)} with an answer, {len(documents)} records")
    for measure, gain in (("nDCG@10", ndcg), ("MRR", reciprocal_rank)):
        _print_measure(measure, gain, queries, ranked)
    for name, found in ranked.items():
        listed = [len(each) for each, query in zip(found, queries, strict=True) if not query.grades]
        print(f"{name}: {fmean(listed):.1f} records listed for a query without an answer" if listed else name)


def _print_measure(
    measure: str,
    gain: Callable[[Sequence[str], Mapping[str, int]], float],
    queries: Sequence[JudgedText],
    ranked: Mapping[str, Sequence[Sequence[str]]],
) -> None:
    gains = {
        name: [gain(each, query.grades) for each, query in zip(found, queries, strict=True) if query.grades]
        for name, found in ranked.items()
    }
    kinds = [query.kind for query in queries if query.grades]
    print(f"{measure:<14} {'all':>6} {' '.join(f'{kind:>8}' for kind in dict.fromkeys(kinds))}  ours is better by")
    for name, values in gains.items():
        of_kind = (
            fmean(value for value, kind in zip(values, kinds, strict=True) if kind == wanted)
            for wanted in dict.fromkeys(kinds)
        )
        compared = "" if name == OURS else better_by(gains[OURS], values)
        print(f"{name:<14} {fmean(values):>6.3f} {' '.join(f'{each:>8.3f}' for each in of_kind)}  {compared}".rstrip())


if __name__ == "__main__":
    main()
