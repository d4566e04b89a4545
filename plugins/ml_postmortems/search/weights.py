"""How much each field of a text counts, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.similarity.record_text import TextField

K1 = 4.0
"""How soon more of the same word adds nothing (BM25F; Robertson and Zaragoza 2009). Larger than the usual 1.2, because
fields are added up before, and a word that stands once in each counts about 13. From 3 to 8 nothing changes much."""


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """What one field adds to the score of a record."""

    weight: float
    b: float
    """How much a long field counts for less, from 0 to 1."""


FIELD_WEIGHTS = {
    TextField.TITLE: FieldWeight(2.0, 0.6),
    TextField.SUMMARY: FieldWeight(1.8, 0.6),
    TextField.LESSONS: FieldWeight(1.6, 0.6),
    TextField.CAUSES: FieldWeight(1.5, 0.6),
    TextField.ACTIONS: FieldWeight(1.3, 0.6),
    TextField.NAMES: FieldWeight(3.0, 0.0),
    TextField.BODY: FieldWeight(1.2, 0.6),
    TextField.SYNONYMS: FieldWeight(1.0, 0.0),
}
"""In the order of the design: title, summary, lessons, causes, actions, body; each about nine tenths of the one before,
so that no field decides alone. Names (of causes, teams, artifacts, and tags) are short and telling. Tuned on the judged
queries for tuning (`scripts/bench/relevance.py`), with one parameter for the fall from field to field and one for `b`,
because more of them fit the queries and not the search."""
