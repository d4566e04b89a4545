"""The records most like a text that is no query, such as the notes of a running incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ml_postmortems.search.documents import Document
from ml_postmortems.search.ranking import FAINT, ordered
from ml_postmortems.search.whoosh_index import Scores, WhooshIndex, either
from ml_postmortems.similarity.analysis import tokens
from ml_postmortems.similarity.similar import Similar
from ml_postmortems.similarity.word_vectors import LEAST_LETTERS, MOST_COMMON, MOST_SHARED

MOST_TERMS = 64
"""Terms of a text by which records are looked for: its rarest ones, since the common ones cost most and tell least."""
_SHORT_NUMBER = re.compile(r"\d\d?")


def similar_to_text(text: str, documents: Sequence[Document], index: WhooshIndex, most: int) -> tuple[Similar, ...]:
    """The records that count and share the rarest words with a text, the most alike first, each with these words.

    `index` holds the documents in their order. The score is that of a search for all the words (BM25F).
    """
    found = dict(_telling(text, index))
    scores = either(found.values())
    least = FAINT * max(scores.values(), default=0.0)
    numbers = (number for number in ordered(scores) if documents[number].record.status.is_counted)
    alike = ((number, _shared(number, found, index.size)) for number in numbers if scores[number] >= least)
    hits = (Similar(documents[number].record, scores[number], (), words) for number, words in alike if words)
    return tuple(islice(hits, most))


def _telling(text: str, index: WhooshIndex) -> Iterator[tuple[str, Scores]]:
    """The rarest words of a text that any record has, each with the records that have it.

    Numbers of one or two digits are mostly the time of day, and none.
    """
    words = {token.term: token.word for token in tokens(text) if not _SHORT_NUMBER.fullmatch(token.word)}
    rarest = sorted(words.items(), key=lambda each: (index.count(each[1]), each))
    found = ((word, index.term(term)) for term, word in rarest)
    return islice(((word, scores) for word, scores in found if scores), MOST_TERMS)


def _shared(number: int, found: dict[str, Scores], size: int) -> tuple[str, ...]:
    """The words that do most to make a record alike. Those that many records have, and short ones but for codes such as
    503, tell a reader nothing."""
    often = max(2.0, size * MOST_COMMON)
    telling = (word for word, scores in found.items() if number in scores and len(scores) <= often)
    words = [(-found[word][number], word) for word in telling if len(word) >= LEAST_LETTERS or not word.isalpha()]
    return tuple(word for _, word in sorted(words)[:MOST_SHARED])
