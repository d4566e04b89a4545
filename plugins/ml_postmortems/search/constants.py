"""The constants that Python and the browser share. They are defined in Python and reach the browser in the manifest.

`constants.js` holds them there, under the same names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.search import (
    engine,
    explanation,
    field_weights,
    fields,
    query,
    query_parser,
    query_problems,
    query_words,
    questions,
    ranking,
    searching,
    shards,
    snippets,
    spelling,
)
from ml_postmortems.similarity import analysis, own_stems

SHARED_CONSTANTS: Mapping[str, Any] = {
    "STOP_WORDS": sorted(analysis.STOP_WORDS),
    "OWN_STEMS": sorted(own_stems.OWN_STEMS.items()),
    "LONGEST_TERM": analysis.LONGEST_TERM,
    "MOST_PARTS": analysis.MOST_PARTS,
    "PARTS_START": analysis.PARTS_START,
    "LONGEST_QUERY": query_problems.LONGEST_QUERY,
    "MOST_TERMS": query_parser.MOST_TERMS,
    "DEEPEST_GROUP": query_parser.DEEPEST_GROUP,
    "SHORTEST_PREFIX": query_words.SHORTEST_PREFIX,
    "SENTENCE_WORDS": query_words.SENTENCE_WORDS,
    "PUNCTUATION": query_words.PUNCTUATION,
    "QUESTION_WORDS": questions.QUESTION_WORDS,
    "MOST_ANSWERS": questions.MOST_ANSWERS,
    "DATE_FIELDS": fields.DATE_FIELDS,
    "MOST_PROPOSALS": fields.MOST_PROPOSALS,
    "MOST_LISTED_VALUES": fields.MOST_LISTED_VALUES,
    "SHORT_FIELD_NAME": fields.SHORT_FIELD_NAME,
    "SHORT_WORD": spelling.SHORT_WORD,
    "SHORTEST_MISSPELT": searching.SHORTEST_MISSPELT,
    "TAKEN_BACK_STATUSES": query.TAKEN_BACK_STATUSES,
    "K1": field_weights.K1,
    "MOST_EXPANSIONS": engine.MOST_EXPANSIONS,
    "FEW": ranking.FEW,
    "WEAK_SHARE": ranking.WEAK_SHARE,
    "PASSAGE_LENGTH": snippets.PASSAGE_LENGTH,
    "PASSAGE_REACH": snippets.PASSAGE_REACH,
    "PASSAGE_LEAD": snippets.PASSAGE_LEAD,
    "LONGEST_UNCUT_WORD": snippets.LONGEST_UNCUT_WORD,
    "SHORT_FIELDS": explanation.SHORT_FIELDS,
    "LONG_FIELDS": explanation.LONG_FIELDS,
    "LIST_FIELDS": explanation.LIST_FIELDS,
    "HEAD_LETTERS": shards.HEAD_LETTERS,
}
"""By the name of each constant its value, as JSON can hold it."""
