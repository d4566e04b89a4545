"""How much each field of a text counts, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.similarity.record_text import TextField

K1 = 1.2
"""How soon more of the same word adds nothing (BM25; Robertson and Zaragoza 2009)."""


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """What one field adds to the score of a record."""

    weight: float
    b: float
    """How much a long field counts for less, from 0 to 1."""


FIELD_WEIGHTS = {
    TextField.TITLE: FieldWeight(4.25, 0.2),
    TextField.SUMMARY: FieldWeight(3.0, 0.6),
    TextField.LESSONS: FieldWeight(2.05, 0.6),
    TextField.CAUSES: FieldWeight(2.0, 0.6),
    TextField.ACTIONS: FieldWeight(1.5, 0.6),
    TextField.NAMES: FieldWeight(5.0, 0.0),
    TextField.BODY: FieldWeight(1.4, 0.55),
    TextField.SYNONYMS: FieldWeight(1.0, 0.0),
}
"""Tuned on half of the judged queries (`scripts/bench/relevance.py`), keeping the order of the design: title, summary,
lessons, causes, actions, body. Names (of causes, teams, artifacts, and tags) are short and telling."""
