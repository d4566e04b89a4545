"""What now stops it: one verdict in a sentence, and the list that its numbers come from."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.analytics.actions import ActionState, action_state
from ml_postmortems.model.not_known import known_items
from ml_postmortems.plurals import number_word
from ml_postmortems.web.remedy import Remedy, remedy, short_words
from tests.helpers import RecordDict, external_record, own_record
from tests.lint.rules.regression_case_cases import CASE
from tests.site import index_of, page_of, record_of, text_of

DAY = date(2025, 12, 1)
OWN_STATES = ("verified", "done", "open", "in-progress", "wont-do")
CONTROL = {"id": "first-guard", "kind": "guardrail", "where": "In front of the model."}
COUNTS = {number_word(number): number for number in range(1, 11)} | {"only": 1, "both": 2, "neither": 0, "none": 0}


def action(number: int, status: str, type: str = "prevent", **more: Any) -> dict[str, Any]:
    return {
        "id": f"A{number}",
        "title": f"Do A{number}",
        "type": type,
        "team": "search",
        "status": status,
        "addresses": ["C1"],
    } | more


def remedy_of(actions: list[dict[str, Any]], base: RecordDict | None = None, **changes: Any) -> Remedy:
    """What is said of a record with these actions on the day of these tests."""
    told = dict(base or own_record(validation=[], **changes))
    told["actions"] = actions
    typed = record_of(told)
    return remedy(typed, {each.id: action_state(each, DAY) for each in known_items(typed.actions)})


def standing(*states: str, is_theirs: bool = False) -> str:
    """The first sentence of the verdict on measures that stand so."""
    base = external_record() if is_theirs else own_record(validation=[])
    actions = [action(number, state, reason="Too dear.") for number, state in enumerate(states, 1)]
    return re.split(r"(?<=[.]) ", remedy_of(actions, base).verdict)[0]


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["verified"], "The only measure has been tried and works."),
        (["verified", "verified"], "Both measures have been tried and work."),
        (["verified", "done", "open"], "One of three measures has been tried and works; one more is done."),
        (["done"], "The only measure is done, but not shown to work yet."),
        (["done", "done"], "Both measures are done; neither has been shown to work yet."),
        (["done", "open", "open"], "One of three measures is done; none has been shown to work yet."),
        (["open"], "The only measure is not done yet."),
        (["open", "in-progress"], "Neither of two measures is done yet."),
        (["open", "wont-do"], "The only measure is not done yet."),
        (["wont-do"], "Nothing keeps it from coming back: what was meant to was given up."),
        ([], "No measure is written down yet."),
    ],
)
def test_the_verdict_is_a_sentence(states: list[str], said: str) -> None:
    """The best that was reached comes first; nobody has to count."""
    assert standing(*states) == said


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["announced"], "The only measure is only announced."),
        (["announced"] * 3, "All three measures are only announced."),
        (["announced", "done"], "One of two measures is done; neither has been shown to work yet."),
        ([], "No measure is published."),
    ],
)
def test_what_others_announced_is_not_taken_for_done(states: list[str], said: str) -> None:
    """Of the incidents of others nobody here knows what became of an announcement."""
    assert standing(*states, is_theirs=True) == said


@given(st.lists(st.sampled_from(OWN_STATES), max_size=10), st.lists(st.booleans(), min_size=10, max_size=10))
def test_the_numbers_of_the_verdict_are_those_of_the_list(states: list[str], late: list[bool]) -> None:
    """Each number is that of the list or of some of its states; what was given up is in neither."""
    actions = [
        action(number, state, due="2025-06-01" if is_late else "2027-01-01", reason="Too dear.")
        for number, (state, is_late) in enumerate(zip(states, late, strict=False), 1)
    ]
    found = remedy_of(actions)
    listed = [each.state for each in found.measures]
    assert ActionState.GIVEN_UP not in listed
    assert len(listed) == sum(state != "wont-do" for state in states)
    sentence = found.verdict.split(". ")[0].lower()
    allowed = {0, len(listed), *(listed.count(state) for state in ActionState)}
    assert {COUNTS[word] for word in re.findall(r"[a-z]+", sentence) if word in COUNTS} <= allowed
    if overdue := listed.count(ActionState.OVERDUE):
        assert re.search(rf"\b({number_word(overdue)} (is|are) overdue|only measure is overdue)", sentence)
    assert listed == sorted(listed, key=[*reversed(ActionState)].index) or ActionState.OVERDUE in listed


def test_a_control_that_ended_the_incident_and_stays_is_a_measure() -> None:
    """One list: what stands in the list with a state is what is counted, whatever the type of its action."""
    found = remedy_of([action(1, "done", "mitigate", control=CONTROL), action(2, "announced")], external_record())
    assert [(each.action.id, each.state) for each in found.measures] == [
        ("A1", ActionState.DONE),
        ("A2", ActionState.ANNOUNCED),
    ]
    assert found.verdict.startswith("One of two measures is done; neither has been shown to work yet.")


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (["done"], "A repair of the fault was made."),
        (["done", "verified"], "Two repairs of the fault were made."),
        (["verified"], "A repair of the fault was tried and works."),
        (["done", "open"], "One of two repairs of the fault was made."),
        (["open"], "The repair of the fault is not made yet."),
    ],
)
def test_a_repair_of_the_fault_is_told_before_what_keeps_a_new_one_away(states: list[str], said: str) -> None:
    """The first question of everybody: is it still broken?"""
    found = remedy_of([*(action(number, state, "repair") for number, state in enumerate(states, 1)), action(9, "open")])
    assert found.verdict.startswith(f"{said} The only further measure is not done yet.")
    assert len(found.repairs) == len(states)
    assert [each.action.id for each in found.measures] == ["A9"]
    assert [each.action.id for each in found.first(5)][-1] == "A9"


def test_a_repair_of_the_damage_is_no_repair_of_the_fault() -> None:
    """A refund answers no cause: whoever was paid back can be hit again tomorrow."""
    found = remedy_of([action(1, "done", "repair", addresses=[])])
    assert found.repairs == ()
    assert found.verdict.startswith("No measure against a repeat is planned; the actions only deal with this incident.")


def test_a_repair_alone_says_that_nothing_keeps_a_new_one_away() -> None:
    """What is mended today can break in the same way with the next release."""
    found = remedy_of([action(1, "done", "repair")])
    assert found.verdict.startswith("A repair of the fault was made. No measure against a repeat is planned.")
    assert [each.word for each in found.first(5)] == ["repair done"]


def test_more_than_a_phone_holds_is_a_number() -> None:
    """One repair and the first of the measures; where there are repairs alone, these."""
    repairs = [action(number, "done", "repair") for number in range(1, 4)]
    found = remedy_of([*repairs, *(action(number, "open") for number in range(4, 10))])
    assert [each.action.id for each in found.first(5)] == ["A1", "A4", "A5", "A6", "A7"]
    assert [each.action.id for each in remedy_of(repairs).first(2)] == ["A1", "A2"]


@pytest.mark.parametrize(
    ("type", "said"),
    [("detect", "to see it sooner"), ("mitigate", "to limit the harm"), ("prevent", ""), ("process", "")],
)
def test_a_measure_that_prevents_nothing_says_so(type: str, said: str) -> None:
    """Or a reader takes a quicker way back for something that stops the failure."""
    assert [each.helps for each in remedy_of([action(1, "done", type, control=CONTROL)]).measures] == [said]


def test_actions_that_only_ended_it_are_no_measure() -> None:
    """A mitigation that leaves nothing behind keeps nothing away."""
    assert remedy_of([action(1, "done", "mitigate")]).verdict.startswith(
        "No measure against a repeat is planned; the actions only deal with this incident."
    )


def test_a_failing_regression_case_is_told_beside_what_is_verified() -> None:
    """A control that was verified and fails now does not look as if it stopped the failure."""
    failing = action(1, "verified", control=CONTROL | {"regression_case": CASE | {"result": "fail"}})
    assert "One regression case fails." in remedy_of([failing]).verdict
    assert "regression" not in remedy_of([action(1, "verified", control=CONTROL | {"regression_case": CASE})]).verdict


def test_each_cause_without_a_fix_is_named_in_its_own_words() -> None:
    """Two of them by name on the first screen, the others by number and with a link."""
    told = own_record(actions=[action(1, "open", due="2026-02-01")], validation=[])
    first = told["causes"][0]
    told["causes"] = [
        first | {"id": f"C{place}", "text": f"The cause {place} was there. Yes."} for place in range(1, 6)
    ]
    page = text_of(page_of(index_of(told), "postmortems/PM-2025-0001/"))
    assert "Four of five causes have no fix." in page
    assert "not fixed The cause 2 was there not fixed The cause 3 was there No fix for 2 more causes" in page


def test_who_owes_it_and_when_stand_beside_what_is_not_done() -> None:
    """For what is owed, and not for what is done."""
    actions = [action(1, "done", completed="2025-05-01"), action(2, "open", "detect", due="2036-02-01")]
    told = own_record(actions=actions, validation=[])
    page = text_of(page_of(index_of(told), "postmortems/PM-2025-0001/"))
    assert "done Do A1 open Do A2 (to see it sooner; due 1 Feb 2036, " in page


def test_the_words_of_a_long_cause_say_that_there_are_more() -> None:
    """A whole sentence where it fits."""
    assert short_words("Nobody tested it. It was late.") == "Nobody tested it"
    assert short_words(f"Nobody {'ever ' * 40}tested it.").endswith("ever…")
