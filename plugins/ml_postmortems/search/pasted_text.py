"""The records most similar to a pasted text that is no query, such as the notes of a running incident."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from ml_postmortems.search.chance import floor_of, nats_beyond_chance, shares_of_words
from ml_postmortems.search.documents import Document
from ml_postmortems.search.engine import Engine, either, ordered
from ml_postmortems.search.postings import Scores
from ml_postmortems.search.told_text import told_text
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import token_groups, tokens
from ml_postmortems.similarity.record_text import OWN_TEXT
from ml_postmortems.similarity.similar import Similar
from ml_postmortems.similarity.word_vectors import LEAST_LETTERS, MOST_COMMON, MOST_SHARED

MOST_TERMS = 512
"""Only the first different terms of a text are searched for, so that the cost is bounded. Notes of an incident have
about eighty."""
MOST_BY_CHANCE = 4.0
"""A record is shown if a bound on the number of records that chance would make as alike is lower; the bound is loose.
Chosen by the notes for tuning in `scripts/bench/judged-notes.yml`, with and without a right record."""
_MOST_COMPARED = 50
"""Only the records with the highest scores are compared with chance."""
_SHORT_NUMBER = re.compile(r"\d\d?")


def similar_to_text(text: str, documents: Sequence[Document], index: WhooshIndex, most: int) -> tuple[Similar, ...]:
    """The counted records that have more of a text than chance would give them, the most alike first.

    `index` holds the documents in their order. Only what people tell counts (`told_text`). A score is the evidence in
    nats (`nats_beyond_chance`), times the share of the text's longer words that any record has: a text of words that no
    record has is about something else. Scores can be compared within one answer only.
    """
    told = told_text(text)
    engine = Engine(index, OWN_TEXT)
    found = dict(islice(_scored_words(told, engine), MOST_TERMS))
    known, shares = _known_share(told, engine), shares_of_words(index)
    counted = {number for number, document in enumerate(documents) if not document.record.status.is_taken_back}
    all_scores = either(found.values())
    likeliest = ordered({number: score for number, score in all_scores.items() if number in counted})[:_MOST_COMPARED]
    nats = {number: known * nats_beyond_chance(number, found.values(), shares[number]) for number in likeliest}
    floor = floor_of(index.size, MOST_BY_CHANCE)
    specific = {word: scores for word, scores in found.items() if _is_specific(word, scores, index.size)}
    hits = ((at, _shared_words(at, specific)) for at in ordered(nats) if nats[at] > floor)
    alike = (Similar(documents[at].record, nats[at], (), words) for at, words in hits if words)
    return tuple(islice(alike, most))


def _known_share(text: str, engine: Engine) -> float:
    """How many of the longer words of a text any record has."""
    words = {token.term for token in tokens(text) if token.is_word and _is_long_word(token.word)}
    return sum(bool(engine.term(word)) for word in words) / len(words) if words else 1.0


def _is_long_word(word: str) -> bool:
    return len(word) >= LEAST_LETTERS and word.isalpha()


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
