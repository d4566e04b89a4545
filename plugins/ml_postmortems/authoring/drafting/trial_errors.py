"""What a record would still lack with another status: the one question of `next`, `status` and `check`."""

from __future__ import annotations

from datetime import date

from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.errors import StatusLineUnusable
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile


def steps_as(goal: Status, corpus: Corpus, file: RecordFile, as_of: date) -> NextSteps | None:
    """What is open for another status; None where the file holds no record or its status line cannot be replaced."""
    try:
        steps = next_steps(corpus, file, goal, as_of)
    except StatusLineUnusable:
        return None
    return steps if isinstance(steps, NextSteps) else None
