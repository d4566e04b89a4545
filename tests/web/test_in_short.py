"""The first screen of a record says how far its prevention has come, in numbers that follow from its actions."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.analytics.actions import ActionState, action_state
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.web.in_short import InShort, in_short
from ml_postmortems.web.sentences import Opening, opening
from tests.helpers import RecordDict, own_record
from tests.lint.rules.regression_case_cases import CASE
from tests.site import index_of, page_of, record_of, text_of

DAY = date(2025, 12, 1)
SENTENCES = st.lists(st.from_regex(r"[A-Z][a-z]{1,12}( [a-z]{1,12}){0,6}[.!?]", fullmatch=True), min_size=1, max_size=8)


def action(id: str, type: str, status: str, addresses: list[str], **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "title": f"Do {id}",
        "type": type,
        "team": "search",
        "status": status,
        "addresses": addresses,
    } | more


def short(record: RecordDict) -> InShort:
    """The first screen on the day of these tests."""
    typed = record_of(record)
    return in_short(typed, {each.id: action_state(each, DAY) for each in known_items(typed.actions)})


def record(actions: list[dict[str, Any]], **changes: Any) -> RecordDict:
    return own_record(actions=actions, validation=[], **changes)


@given(SENTENCES, st.integers(1, 200))
def test_a_text_is_cut_between_sentences_and_nothing_is_lost(sentences: list[str], most: int) -> None:
    """What is shown and what is folded are the whole text; the shown part is one sentence, or fits."""
    text = " ".join(sentences)
    found = opening(text, most)
    assert f"{found.shown} {found.folded}".strip() == text
    assert len(found.shown) <= most or found.shown == sentences[0]
    assert not found.folded or len(found.shown) + 1 + len(found.folded.split(". ")[0]) > most - 120


def test_a_short_text_is_shown_whole() -> None:
    """Nobody has to open what would have fitted."""
    assert opening("It broke. We saw it.", 100) == Opening("It broke. We saw it.", "")


def test_preventions_are_counted_by_what_presses_most() -> None:
    """Only lasting actions count as prevention; what is overdue stands first."""
    found = short(
        record(
            [
                action("A1", "mitigate", "done", ["C1"], completed="2025-03-12"),
                action("A2", "prevent", "open", ["C1"], due="2026-02-01"),
                action("A3", "detect", "open", ["C1"], due="2025-06-01"),
                action("A4", "process", "done", ["C1"], completed="2025-05-01"),
            ]
        )
    ).remedy
    assert list(found.preventions.items()) == [(ActionState.OVERDUE, 1), (ActionState.OPEN, 1), (ActionState.DONE, 1)]


@pytest.mark.parametrize(
    ("status", "accepted", "unanswered"),
    [
        ("open", None, False),
        ("wont-do", None, True),
        (None, None, True),
        (None, {"reason": "It is cheap.", "by_role": "head of search", "date": "2025-04-01"}, False),
        (None, {"unknown": "No action was published."}, True),
    ],
)
def test_a_cause_is_unanswered_until_somebody_means_to_answer_it(
    status: str | None, accepted: Any, unanswered: bool
) -> None:
    """An action that was given up answers nothing; a risk that somebody accepted needs no action."""
    actions = [action("A1", "prevent", status, ["C1"], due="2026-02-01", reason="Too dear.")] if status else []
    given_record = record(actions)
    given_record["causes"][0]["accepted_risk"] = accepted
    found = short(given_record).remedy.unanswered
    assert ("C1" in [cause.id for cause in found]) is unanswered


def test_the_first_known_number_of_people_is_the_one_that_is_shown() -> None:
    """Of what is known of the impact, people come before requests and money; what is not known is no number."""
    shown = own_record()
    [first, *_] = known_items(known(record_of(shown).impact).users)  # type: ignore[union-attr]
    assert short(shown).number == first
    shown["impact"]["users"] = {"unknown": "Nobody counted."}
    assert short(shown).number != first


def test_the_page_says_of_what_its_number_is() -> None:
    """`93 %` alone may be what went right: the words of the record stand beside each number, for a finger, too."""
    shown = own_record()
    shown["impact"]["users"] = [
        {"text": "Sessions with right results; others are not counted", "value": "93", "unit": "%", "evidence": ["E1"]}
    ]
    page = text_of(page_of(index_of(shown), "postmortems/PM-2025-0001/"))
    assert "93 %: Sessions with right results more others are not counted" in page


def test_the_page_says_how_many_causes_no_action_answers() -> None:
    """Of how many there are, in words that need no guide."""
    shown = record([action("A1", "prevent", "open", ["C1"], due="2026-02-01")])
    causes = len(record_of(shown).real_causes)
    assert causes > 1
    page = text_of(page_of(index_of(shown), "postmortems/PM-2025-0001/"))
    assert f"no action answers {causes - 1} of {causes} causes" in page


def test_a_failing_regression_case_is_told_beside_what_is_verified() -> None:
    """A control that was verified and fails now does not look as if it stopped the failure."""
    shown = own_record()
    [control] = [each["control"] for each in shown["actions"] if "control" in each][:1]
    control["regression_case"] = CASE
    assert short(shown).remedy.failing == 0
    control["regression_case"] = CASE | {"result": "fail"}
    assert short(shown).remedy.failing == 1
