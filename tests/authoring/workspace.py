"""A folder of records to write in, for tests of everything that writes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext
from ml_postmortems.reading.corpus import Corpus, load_corpus
from tests.helpers import own_record, write_corpus

AS_OF = date(2025, 12, 1)
EPOCH = "1764547200"
"""The same day, for SOURCE_DATE_EPOCH."""
DRAFT = {
    "title": "Stale features lower the ranking of new shops",
    "symptom": "New shops did not appear in the first hundred results for two days.",
    "origin": "own",
    "kind": "incident",
    "severity": "SEV3",
    "team": "ranking",
    "visibility": "internal",
}
OPTIONS = [part for name, value in DRAFT.items() for part in (f"--{name}", value)]


def workspace(folder: Path, *records: dict[str, Any]) -> tuple[Path, Corpus]:
    """A folder of records with these (our own published SEV1 if none is given), and its corpus."""
    root = write_corpus(folder, *(records or (own_record(),)))
    return root, load_corpus(root)


def context_in(root: Path) -> DraftContext:
    """The context in a folder of records on a fixed day."""
    return DraftContext.of(load_corpus(root), AS_OF)


def draft_answers(**changes: str) -> Answers:
    """Answers that make a draft, with changes."""
    answers = Answers(year=2025)
    for name, value in (DRAFT | changes).items():
        answers.put(name, value)
    return answers
