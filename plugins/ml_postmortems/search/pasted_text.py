"""The records most like a text that is no query, such as the notes of a running incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ml_postmortems.search.documents import Document
from ml_postmortems.search.ranking import joined, ordered, without_faint
from ml_postmortems.search.whoosh_index import Scores, WhooshIndex, either
from ml_postmortems.similarity.similar import Similar
from ml_postmortems.similarity.word_vectors import LEAST_LETTERS, MOST_COMMON, MOST_SHARED

MOST_TERMS = 512
"""Different terms of a text that records are looked for by, its first ones, so that the cost is bounded. Notes of an
incident have about eighty."""
LEAST_SHARED = 2
"""Telling words that a record shares with a text, or all that the text has: any record has some word of any text."""
_SHORT_NUMBER = re.compile(r"\d\d?")


def similar_to_text(text: str, documents: Sequence[Document], index: WhooshIndex, most: int) -> tuple[Similar, ...]:
    """The records that count and share telling words with a text, the most alike first, each with these words.

    `index` holds the documents in their order. Scores add up what each word scores in a search (BM25F), so they can be
    compared within one answer only.
    """
    found = dict(islice(_found(text, index), MOST_TERMS))
    counted = (number for number, document in enumerate(documents) if not document.record.status.is_taken_back)
    scores = either(found.values())
    scores = without_faint({number: scores[number] for number in counted if number in scores})
    telling = {word: each for word, each in found.items() if _is_telling(word, each, index.size)}
    needed = max(1, min(LEAST_SHARED, len(telling)))
    alike = ((number, _shared(number, telling)) for number in ordered(scores))
    hits = (Similar(documents[at].record, scores[at], (), words) for at, words in alike if len(words) >= needed)
    return tuple(islice(hits, most))


def _found(text: str, index: WhooshIndex) -> Iterator[tuple[str, Scores]]:
    """The words of a text that any record has, with the records that have them; of a compound, the whole or its words.

    Numbers of one or two digits are mostly the time of day, and none.
    """
    seen = set()
    for whole, *parts in joined(text):
        for token in (whole,) if not whole.is_compound or index.term(whole.term) else parts:
            if token.term not in seen and not _SHORT_NUMBER.fullmatch(token.word):
                seen.add(token.term)
                if scores := index.term(token.term):
                    yield token.word, scores


def _is_telling(word: str, scores: Scores, size: int) -> bool:
    """Whether it tells a reader something: not if many records have it, nor if it is short and no code such as 503."""
    return len(scores) <= max(2.0, size * MOST_COMMON) and (len(word) >= LEAST_LETTERS or not word.isalpha())


def _shared(number: int, telling: Mapping[str, Scores]) -> tuple[str, ...]:
    """The telling words that do most to make a record alike."""
    words = sorted((-scores[number], word) for word, scores in telling.items() if number in scores)
    return tuple(word for _, word in words[:MOST_SHARED])
