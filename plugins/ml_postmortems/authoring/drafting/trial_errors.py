"""What the checker would say of a record that had another status: the one question of `next`, `status` and `check`."""

from __future__ import annotations

from datetime import date

from ml_postmortems.authoring.drafting.status_line import with_status
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.errors import StatusLineUnusable
from ml_postmortems.lint.finding import Finding
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.pull_request import find_pull_request
from ml_postmortems.reading.record_file import RecordFile


def errors_as(goal: Status, corpus: Corpus, file: RecordFile, as_of: date) -> tuple[Finding, ...] | None:
    """The errors that a record would have with another status; None where its status line cannot be replaced."""
    try:
        content = with_status(file, file.text.encode(), goal)
    except StatusLineUnusable:
        return None
    return check_unsaved(corpus, file.path, content, as_of, find_pull_request(corpus))[1].errors
