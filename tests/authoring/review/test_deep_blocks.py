"""What describes machine learning in depth is shown where people look: on the page, in the review, in the search."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.coaching.plan import wanted_item
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.search.held_blocks import BLOCKS, held_blocks
from tests.authoring.review.test_review_report import report_on
from tests.helpers import RecordDict, changed, own_record, write_corpus
from tests.lint.rules.agent_cases import AGENT
from tests.lint.rules.regression_case_cases import CASE
from tests.web.test_record_page import text_of_page

REASON = "Since the night it cannot come back as easily."
_DUTY = {"regime": "supervisor", "must_report": "required", "why": "Many saw it.", "due": "2025-03-14"}
FILLED: dict[str, tuple[dict[str, Any], str, str]] = {
    "agent": ({"agent": AGENT}, "Limit of deletions", "Limit of deletions"),
    "regression-case": ({"actions.1.control.regression_case": CASE}, CASE["case"], CASE["case"]),
    "extent": (
        {"extent": [{"artifact": "feature-store", "state": "open", "date": "2025-03-12", "by": "search"}]},
        "Where else it could be",
        "**Where else it could be**",
    ),
    "data-flow": ({"artifacts.1.upstream": ["click-log@2025-03-10"]}, "2025-03-10", "2025-03-10"),
    "cause-age": ({"causes.0.since": "2025-03-09"}, "since 9 Mar 2025", "since 9 Mar 2025"),
    "reporting": (
        {
            "reporting": {
                "visibility": "public",
                "aware_since": "2025-03-11",
                "regimes": [
                    {"regime": "supervisor", "must_report": "required", "why": "Many saw it.", "due": "2025-03-14"}
                ],
            }
        },
        "Many saw it.",
        "Many saw it.",
    ),
    "copies": ({"evidence.0.copy": "https://archive.example.com/4f1c"}, "captured copy", "A copy is kept"),
    "risk-again": (
        {"validation.0.risk": {"likelihood": 2, "impact": 2, "reason": REASON}},
        REASON,
        REASON,
    ),
}
"""By block the fields that hold it, and what a reader of the page and of the review finds of it."""


def record_with(block: str) -> RecordDict:
    record = own_record()
    for path, value in FILLED[block][0].items():
        record = changed(record, path, value)
    return record


def test_every_block_is_tried() -> None:
    """A block that is added is shown everywhere, or this fails."""
    assert FILLED.keys() == BLOCKS.keys()


@pytest.mark.parametrize("block", FILLED)
def test_a_block_is_shown_and_found(block: str, tmp_path: Path) -> None:
    """The page tells it, the review shows it to whoever judges the change, and `has:` finds the record by it."""
    _, on_page, in_review = FILLED[block]
    record = record_with(block)
    assert block in held_blocks(Record.model_validate(record))
    assert on_page in text_of_page(record)
    assert in_review in report_on(write_corpus(tmp_path, record))


_ASKED_AS = {
    "agent": "agent",
    "regression-case": "actions.control.regression_case",
    "extent": "extent",
    "data-flow": "artifacts.upstream",
    "cause-age": "causes.since",
    "reporting": "reporting",
    "copies": "evidence.copy",
    "risk-again": "validation.risk",
}
"""By block the field whose form `next --form` prints."""


@pytest.mark.parametrize("block", FILLED)
def test_the_coach_has_a_form_for_a_block(block: str, tmp_path: Path) -> None:
    """Who has something to say gets the lines to fill in, though nothing asks for the block."""
    root = write_corpus(tmp_path, own_record())
    corpus = load_corpus(root)
    steps = next_steps(corpus, corpus.files[0], Status.CLOSED, date(2025, 12, 1))
    assert isinstance(steps, NextSteps)
    item = wanted_item(steps, _ASKED_AS[block])
    key = _ASKED_AS[block].rpartition(".")[2]
    assert any(line.startswith(f"{key}:") for line in item.form)
    assert item.asked


@pytest.mark.parametrize(
    "block", ["agent", "regression-case", "extent", "cause-age", "reporting", "copies", "risk-again"]
)
def test_a_record_without_it_is_not_found_by_it(block: str, tmp_path: Path) -> None:
    """Neither the search nor the review claims a block that the record does not have."""
    plain = own_record()
    for path in ("causes.0.since", "extent", "validation.0.risk"):
        plain = changed(plain, path, None)
    assert block not in held_blocks(Record.model_validate(plain))
    assert FILLED[block][2] not in report_on(write_corpus(tmp_path, plain))
