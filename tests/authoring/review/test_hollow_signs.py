"""The review asks whoever was there about what no checker can tell, and asks nobody who has nothing to answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.review.hollow_signs import hollow_signs
from ml_postmortems.authoring.review.report import review, review_to_markdown
from ml_postmortems.lint.context import Context
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.pull_request import PullRequest
from ml_postmortems.reading.selection import Selection
from tests.helpers import changed, external_record, own_record, write_corpus
from tests.lint.rules.cases import AS_OF

_LOGGED = {"timeline.3.at": "2025-03-11T05:16:00Z"}
_QUARTERS = {"timeline.3.at": "2025-03-11T05:30:00Z"}
_ATTACK = {"causes.1.category": "data-quality/adversarial-or-poisoned"}


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        (_QUARTERS, "Nothing but round times: 6 of 6."),
        (
            {f"evidence.{index}.kind": kind for index, kind in enumerate(("document", "interview", "document"))},
            "No key time rests on anything that keeps the time: document, interview alone.",
        ),
        (
            {"causes.1.category": "data-quality/schema-change", "causes.1.evidence": ["E2", "E1"]},
            "C1 and C2 have one leaf and one evidence.",
        ),
        ({"evidence.0.title": "Menu of our canteen, spring"}, "E1 (Menu of our canteen, spring) shares no word with"),
        ({"validation.0.risk.reason": "Everybody is glad."}, "Round 1 passed and speaks of nothing that A2 asks for"),
        (_ATTACK, "The record is public, it tells of an attack, and A3 is still open."),
    ],
)
def test_a_sign_is_told_with_what_to_ask(changes: dict[str, Any], sign: str) -> None:
    """Each sign names what it saw, and ends with a question."""
    (told,) = _signs(**changes)
    assert told.startswith(sign)
    assert told.endswith("?")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"evidence.0.title": "INC-4711"},
        _ATTACK | {"visibility": "internal"},
        _ATTACK | {"actions.2.addresses": ["C1"]},
        _QUARTERS | {"status": "draft"},
        {f"evidence.{index}.kind": "document" for index in range(3)} | {"kind": "drill"},
    ],
)
def test_nothing_is_asked_without_a_sign(changes: dict[str, Any]) -> None:
    """A question that every record gets is a question that nobody reads."""
    assert _signs(**changes) == ()
    assert hollow_signs(Record.model_validate(external_record())) == ()


def _signs(**changes: Any) -> tuple[str, ...]:
    record = own_record()
    for path, value in (_LOGGED | changes).items():
        record = changed(record, path, value)
    return hollow_signs(Record.model_validate(record))


def test_signs_lead_the_review_and_old_ones_are_left_alone(tmp_path: Path) -> None:
    """What the change raises stands above the list of records, and what was merged with it is not asked again."""
    corpus = load_corpus(write_corpus(tmp_path / "now", own_record(**_QUARTERS)))
    (file,) = corpus.files
    selection = Selection((file,), None)
    text = review_to_markdown(review(Context(corpus, AS_OF), selection), Context(corpus, AS_OF))
    head = text[: text.index("### ")]
    assert "To look at first" in head
    assert "**PM-2025-0001**: Nothing but round times: 6 of 6." in head
    (before,) = load_corpus(write_corpus(tmp_path / "before", own_record(**_QUARTERS, symptom="Old pages came."))).files
    pull_request = PullRequest("0" * 40, selection, frozenset({file.path}), {file.path: before}, ())
    context = Context.of(corpus, date(2025, 6, 1), pull_request)
    assert "round times" not in review_to_markdown(review(context, selection, pull_request), context)
