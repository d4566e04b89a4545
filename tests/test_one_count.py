"""How complete a record is: page, review and `next` show the same count."""

from __future__ import annotations

import re
from pathlib import Path

from ml_postmortems.authoring.coaching.plan import make_plan
from ml_postmortems.authoring.coaching.plan_text import plan_lines
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.authoring.review.record_review import RecordReview, record_background, record_verdict
from ml_postmortems.lint.context import Context
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.styled_text import line_to_text
from tests.authoring.workspace import AS_OF
from tests.helpers import own_record, write_corpus
from tests.web.test_record_page import text_of_page

UNKNOWN = {"unknown": "The table was dropped in May."}
RECORD = own_record(
    **{
        "artifacts.2.version": UNKNOWN,
        "affected_data.0.filter": UNKNOWN,
        "people.participants": UNKNOWN,
        "regulatory.0.date": UNKNOWN,
        "times": {"detected": UNKNOWN},
        "timeline.2.marks": [],
    }
)
UNKNOWNS = 6
"""With the predictions, which are unknown in every record of ours."""


def test_every_place_that_shows_completeness_counts_the_same(tmp_path: Path) -> None:
    """Nested unknowns, parts of optional fields and key instants are counted on page, in review and by `next`."""
    corpus = load_corpus(write_corpus(tmp_path, RECORD))
    (file,) = corpus.files
    assert file.record
    measured = completeness(file.record)
    assert len(measured.unknown) == UNKNOWNS

    page = text_of_page(RECORD)
    assert f"{measured.settled} of {measured.total} fields" in page
    assert f"{UNKNOWNS} are unknown" in page
    assert f"({UNKNOWNS} unknown, {len(measured.not_applicable)} not applicable)" in page

    context = Context(corpus, AS_OF)
    review = RecordReview(file, (), None, is_new=False)
    verdict = "\n".join(record_verdict(review, context, ""))
    assert measured.summary in verdict
    assert f"said to be unknown ({UNKNOWNS}:" in verdict
    rows = re.findall(r"\| (\d+) \| (\d+)[^|]* \| (\d+)[^|]* \|", "\n".join(record_background(review, context)))
    sums = [sum(int(row[column]) for row in rows) for column in range(3)]
    assert sums == [measured.settled, UNKNOWNS, len(measured.missing)], "by section"

    steps = next_steps(corpus, file, Status.CLOSED, AS_OF)
    assert isinstance(steps, NextSteps)
    assert measured.summary in "\n".join(line_to_text(line) for line in plan_lines(make_plan(steps)))
