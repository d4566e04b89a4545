"""The Whoosh index of the documents' text: postings with positions, and BM25F. Nothing else imports Whoosh.

Whoosh matches and scores one term or phrase at a time; how these combine is ours (`ranking.py`). So its bounds on the
best hits, which lose some of them, are never used, and the browser has less to do the same way.
"""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of invalid escapes in its docstrings, when it is first compiled
    from whoosh.fields import KEYWORD, TEXT, Schema
    from whoosh.filedb.filestore import RamStorage
    from whoosh.query import Term
    from whoosh.query.spans import SpanNear2
    from whoosh.scoring import BM25F

from ml_postmortems.search.weights import FIELD_WEIGHTS, K1
from ml_postmortems.similarity.analysis import Token, tokens
from ml_postmortems.similarity.record_text import TextField

Scores = dict[int, float]
"""The score of each document that matches, by its number."""
_WORDS = "words"


@dataclass(frozen=True, slots=True)
class Posting:
    """One term in one field of one document."""

    document: int
    frequency: int
    length: int
    """Terms in the field, as exactly as the index keeps it."""
    positions: tuple[int, ...]


class _Analysed(TEXT):  # type: ignore[misc] # Whoosh carries no types
    """A field whose values are tokens already."""

    def index(self, value: list[Token], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Every term with its frequency, its weight and its positions."""
        places: dict[str, list[int]] = defaultdict(list)
        for token in value:
            places[token.term].append(token.position)
        for term in sorted(places):
            found = places[term]
            yield term.encode(), len(found), float(len(found)), self.format.encode(found)


class WhooshIndex:
    """An index in memory; documents are numbered as they are given."""

    def __init__(self, texts: Iterable[Mapping[TextField, str]]) -> None:
        schema = Schema(**{field.value: _Analysed() for field in TextField}, words=KEYWORD())
        index = RamStorage().create_index(schema)
        writer = index.writer()
        self.size = 0
        for text in texts:
            analysed = {field.value: list(tokens(value)) for field, value in text.items()}
            words = {token.word for found in analysed.values() for token in found}
            writer.add_document(**analysed, words=" ".join(sorted(words)))
            self.size += 1
        writer.commit()
        b = {f"{field}_B": weight.b for field, weight in FIELD_WEIGHTS.items()}
        self._searcher = index.searcher(weighting=BM25F(K1=K1, **b))
        self._reader = self._searcher.reader()

    def term(self, term: str) -> Scores:
        """The documents with a term: its scores in all fields together."""
        return self._sum(Term(field.value, term) for field in TextField)

    def phrase(self, terms: Sequence[tuple[str, int]]) -> Scores:
        """The documents that have terms in one field, each at its distance from the first."""
        return self._sum(_in_sequence(field, terms) for field in TextField)

    def words(self) -> Iterator[tuple[str, int]]:
        """Every word as it is written, but for case, and the number of its documents."""
        for name, info in self._reader.iter_field(_WORDS):
            yield name.decode(), info.doc_frequency()

    def postings(self) -> Iterator[tuple[str, TextField, list[Posting]]]:
        """Everything that the index holds of the text, by term and field."""
        for name, term in self._reader.all_terms():
            if name != _WORDS:
                yield term.decode(), TextField(name), list(self._postings(name, term))

    def average_length(self, field: TextField) -> float:
        """Terms in the field, over all documents."""
        return float(self._searcher.avg_field_length(field.value)) or 1.0

    def _postings(self, field: str, term: bytes) -> Iterator[Posting]:
        matcher = self._reader.postings(field, term)
        while matcher.is_active():
            document = matcher.id()
            length = self._reader.doc_field_length(document, field)
            yield Posting(document, int(matcher.weight()), length, tuple(matcher.value_as("positions")))
            matcher.next()

    def _sum(self, queries: Iterable[Any]) -> Scores:
        scores: Scores = {}
        for query, field in zip(queries, TextField, strict=True):
            weight = FIELD_WEIGHTS[field].weight
            matcher = query.matcher(
                self._searcher, self._searcher.boolean_context().set(weighting=self._searcher.weighting)
            )
            while matcher.is_active():
                document = matcher.id()
                scores[document] = scores.get(document, 0.0) + weight * float(matcher.score())
                matcher.next()
        return scores


def _in_sequence(field: TextField, terms: Sequence[tuple[str, int]]) -> Any:
    [(first, at), *rest] = terms
    query = Term(field.value, first)
    for term, position in rest:
        query = SpanNear2([query, Term(field.value, term)], slop=position - at, mindist=position - at)
        at = position
    return query
