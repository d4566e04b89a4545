"""Which way a risk went, and where a value after the fix lies."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from ml_postmortems.model.as_known import record_as_known
from ml_postmortems.model.failure_numbers import AfterFix, FailureNumbers
from ml_postmortems.model.record import Record
from ml_postmortems.model.risk import Movement
from ml_postmortems.model.risk_steps import is_as_hoped, movement_of, risk_steps
from tests.helpers import own_record


def estimate(likelihood: int, impact: int) -> dict[str, str]:
    return {"likelihood": str(likelihood), "impact": str(impact)}


def record_with(*estimates: dict[str, str], hoped: Any = None, at_closing: Any = None) -> Record:
    """Our record with a first estimate, and one for each round after it."""
    first, *later = estimates
    trial = own_record()["validation"][0]
    rounds = [trial | {"round": str(n), "date": f"2025-04-{n:02}", "risk": each} for n, each in enumerate(later, 1)]
    risk = first | ({"after_actions": hoped} if hoped else {}) | ({"at_closing": at_closing} if at_closing else {})
    status = "closed" if at_closing else "validating"
    return Record.model_validate(own_record(risk=risk, validation=rounds, status=status))


@pytest.mark.parametrize(
    ("first", "last", "movement"),
    [
        ((4, 5), (1, 5), Movement.DOWN),
        ((4, 5), (4, 3), Movement.DOWN),
        ((4, 5), (4, 5), Movement.SAME),
        ((2, 3), (3, 3), Movement.UP),
        ((2, 6 - 1), (5, 2), Movement.MIXED),
    ],
)
def test_ordinal_scales_are_compared_one_by_one(first: Any, last: Any, movement: Movement) -> None:
    """No product decides: 2 x 5 and 5 x 2 are not the same risk, but one that rose here and fell there."""
    assert movement_of(record_with(estimate(*first), estimate(*last))) is movement


def test_the_way_goes_from_the_first_estimate_over_the_rounds_to_closing() -> None:
    """Each step is held against the one before it, the whole against the first."""
    record = record_with(estimate(4, 5), estimate(5, 5), estimate(2, 5), at_closing=estimate(4, 5))
    steps = risk_steps(record)
    assert [step.round for step in steps] == [None, 1, 2, None]
    assert [step.movement for step in steps] == [None, Movement.UP, Movement.DOWN, Movement.UP]
    assert movement_of(record) is Movement.SAME


def test_one_estimate_is_no_movement() -> None:
    """Estimated once is told apart from estimated again and the same, and from never."""
    assert movement_of(record_with(estimate(4, 5))) is Movement.NOT_AGAIN
    assert movement_of(Record.model_validate(own_record(risk={"unknown": "Nobody was asked."}, validation=[]))) is None


def test_what_was_hoped_for_is_kept_apart() -> None:
    """The estimate once the actions are done is a hope of the first day: no step, but what the last one is held to."""
    hoped = estimate(2, 4)
    assert is_as_hoped(record_with(estimate(4, 5), estimate(2, 4), hoped=hoped)) is True
    assert is_as_hoped(record_with(estimate(4, 5), estimate(1, 5), hoped=hoped)) is False
    assert is_as_hoped(record_with(estimate(4, 5), hoped=hoped)) is None
    assert is_as_hoped(record_with(estimate(4, 5), estimate(2, 4))) is None


def test_an_earlier_day_does_not_know_later_estimates() -> None:
    """As of a day before a round, neither its estimate nor the one at closing is known."""
    record = record_with(estimate(4, 5), estimate(3, 5), estimate(2, 5), at_closing=estimate(1, 5))
    days = (date(2025, 4, 1), date(2025, 4, 2))
    then = [record_as_known(record, day) for day in days]
    assert [len(risk_steps(each)) for each in then if each] == [2, 4]


@pytest.mark.parametrize(
    ("expected", "observed", "after_fix", "where"),
    [
        ("62", "41", "62", AfterFix.AS_EXPECTED),
        ("62", "41", "70", AfterFix.AS_EXPECTED),
        ("62", "41", "55", AfterFix.BETTER),
        ("62", "41", "41", AfterFix.NO_BETTER),
        ("62", "41", "12", AfterFix.NO_BETTER),
        ("200", "950", "180", AfterFix.AS_EXPECTED),
        ("200", "950", "400", AfterFix.BETTER),
        ("200", "950", "1000", AfterFix.NO_BETTER),
        ("62", "41", {"from": "60", "to": "64"}, AfterFix.OPEN),
        ("62", {"to": "41"}, {"from": "50", "to": "60"}, AfterFix.BETTER),
        ("62", {"from": "30", "to": "41"}, "35", AfterFix.OPEN),
        ({"from": "62", "to": "100"}, "41", "63", AfterFix.AS_EXPECTED),
        ({"to": "200"}, "950", "180", AfterFix.AS_EXPECTED),
        ({"to": "200"}, "950", "300", AfterFix.BETTER),
        (None, "41", "62", AfterFix.OPEN),
        ("62", "62", "62", AfterFix.OPEN),
        ("62", "41", None, AfterFix.OPEN),
    ],
)
def test_the_observed_value_says_which_side_is_bad(
    expected: Any, observed: Any, after_fix: Any, where: AfterFix
) -> None:
    """A share should be high and a delay low; of ranges that overlap nothing is said."""
    numbers = FailureNumbers.model_validate(
        {"unit": "%", "expected": expected, "observed": observed, "after_fix": after_fix}
    )
    assert numbers.after is where


@pytest.mark.parametrize("values", [{"unit": "%"}, {"expected": "62", "observed": "41"}, {"unit": "%", "after": "3"}])
def test_a_unit_needs_a_number_and_a_number_its_unit(values: dict[str, str]) -> None:
    """A unit alone, a number without one, and an unknown key are refused."""
    with pytest.raises(ValidationError):
        FailureNumbers.model_validate(values)
