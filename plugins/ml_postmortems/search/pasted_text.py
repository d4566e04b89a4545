"""The records most similar to a pasted text that is no query, such as the notes of a running incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ml_postmortems.search.documents import Document
from ml_postmortems.search.engine import Engine, either, ordered
from ml_postmortems.search.plan import token_groups
from ml_postmortems.search.postings import Scores
from ml_postmortems.search.ranking import drop_weak_matches
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.record_text import OWN_TEXT
from ml_postmortems.similarity.similar import Similar
from ml_postmortems.similarity.word_vectors import LEAST_LETTERS, MOST_COMMON, MOST_SHARED

MOST_TERMS = 512
"""Only the first different terms of a text are searched for, so that the cost is bounded. Notes of an incident have
about eighty."""
LEAST_SHARED = 2
"""Specific words that a record must share with a text, or all of them if the text has fewer."""
_SHORT_NUMBER = re.compile(r"\d\d?")


def similar_to_text(text: str, documents: Sequence[Document], index: WhooshIndex, most: int) -> tuple[Similar, ...]:
    """The counted records that share specific words with a text, the most similar first, each with these words.

    `index` holds the documents in their order. A score is the sum of what each word scores in a search (BM25F), so
    scores can be compared within one answer only.
    """
    found = dict(islice(_scored_words(text, Engine(index, OWN_TEXT)), MOST_TERMS))
    counted = (number for number, document in enumerate(documents) if not document.record.status.is_taken_back)
    all_scores = either(found.values())
    counted_scores = {number: all_scores[number] for number in counted if number in all_scores}
    scores = drop_weak_matches(counted_scores, lambda _: True)
    specific = {word: each for word, each in found.items() if _is_specific(word, each, index.size)}
    needed = max(1, min(LEAST_SHARED, len(specific)))
    candidates = ((number, _shared_words(number, specific)) for number in ordered(scores))
    hits = (Similar(documents[at].record, scores[at], (), words) for at, words in candidates if len(words) >= needed)
    return tuple(islice(hits, most))


def _scored_words(text: str, engine: Engine) -> Iterator[tuple[str, Scores]]:
    """Each word of a text that any record has, with the scores of those records.

    A compound is one word if any record has it as a whole, else its words. Numbers of one or two digits are left out:
    they are mostly the time of day.
    """
    seen = set()
    for whole, *parts in token_groups(text):
        for token in (
            (whole,) if not whole.is_compound or engine.term(whole.term) else (part for part in parts if part.is_word)
        ):
            if token.term not in seen and not _SHORT_NUMBER.fullmatch(token.word):
                seen.add(token.term)
                if scores := engine.term(token.term):
                    yield token.word, scores


def _is_specific(word: str, scores: Scores, size: int) -> bool:
    """Whether few records have the word, and it is long or a code such as 503."""
    return len(scores) <= max(2.0, size * MOST_COMMON) and (len(word) >= LEAST_LETTERS or not word.isalpha())


def _shared_words(number: int, specific: Mapping[str, Scores]) -> tuple[str, ...]:
    """The specific words that add most to the score of a record."""
    words = sorted((-scores[number], word) for word, scores in specific.items() if number in scores)
    return tuple(word for _, word in words[:MOST_SHARED])
