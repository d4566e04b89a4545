"""The parameters of BM25F, for the command line and the browser: how much a repeated word and each field count."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.similarity.record_text import TextField

K1 = 4.0
"""How fast a higher frequency of a word stops adding to the score (BM25F; Robertson and Zaragoza 2009). Larger than the
usual 1.2, because the weighted frequencies of the fields are added up before: a word that stands once in each field
counts about 13. From 3 to 8 little changes."""


@dataclass(frozen=True, slots=True)
class FieldWeight:
    """The weight of one field."""

    weight: float
    b: float
    """How much a word counts less in a longer field, from 0 (not at all) to 1."""
    makes_common: bool = True
    """Whether a word is less rare for standing in this field."""


FIELD_WEIGHTS = {
    TextField.TITLE: FieldWeight(2.0, 0.6),
    TextField.SUMMARY: FieldWeight(1.8, 0.6),
    TextField.LESSONS: FieldWeight(1.6, 0.6),
    TextField.CAUSES: FieldWeight(1.5, 0.6),
    TextField.ACTIONS: FieldWeight(1.3, 0.6),
    TextField.NAMES: FieldWeight(3.0, 0.0),
    TextField.BODY: FieldWeight(1.2, 0.6),
    TextField.SYNONYMS: FieldWeight(1.0, 0.0),
    TextField.FILED_UNDER: FieldWeight(0.3, 0.0, makes_common=False),
}
"""Title, summary, lessons, causes, actions and body each weigh about nine tenths of the one before, so that no field
decides alone. Names (of causes, teams, artifacts, and tags) are short and specific. What a record is filed under is the
same for many records: it finds them and decides little, and the words of a definition are as rare as records make them.
Tuned on the judged queries for tuning (`scripts/bench/relevance.py`), with one parameter for the step from field to
field and one for `b`: more parameters would fit these queries and not the search."""
