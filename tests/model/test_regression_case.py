"""A regression case: how it stands on a day, who needs one, and what it says for others."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from ml_postmortems.model.derived_values import completed
from ml_postmortems.model.record import Record
from ml_postmortems.model.regression_case import CaseState, RegressionCase
from ml_postmortems.model.required_cases import asks_for_cases
from tests.helpers import external_record, own_record

CASE = {"suite": "Feature job", "case": "tests/test_units.py", "asserts": "Milliseconds are refused."}
AS_OF = date(2025, 6, 1)


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"result": "fail", "date": "2025-05-31"}, CaseState.FAILING),
        ({"result": "not-run"}, CaseState.NOT_RUN),
        ({"result": "pass", "date": "2025-03-02"}, CaseState.STALE),
        ({"result": "pass", "date": "2025-03-03"}, CaseState.PASSING),
        ({"result": "pass", "date": {"unknown": "The run was not kept."}}, CaseState.UNKNOWN),
        ({"result": {"unknown": "The run was not kept."}}, CaseState.UNKNOWN),
    ],
)
def test_a_result_grows_stale(told: dict[str, Any], state: CaseState) -> None:
    """What passed 90 days ago still counts, the day after it does not; a failure never grows stale."""
    assert RegressionCase.model_validate(CASE | told).state(AS_OF) is state


@pytest.mark.parametrize("told", [{"result": "pass"}, {"result": "fail"}, {"result": "not-run", "date": "2025-05-31"}])
def test_a_result_has_a_date_and_no_result_has_none(told: dict[str, str]) -> None:
    """A result without a day says nothing about today."""
    with pytest.raises(ValidationError, match="ran"):
        RegressionCase.model_validate(CASE | told)


@pytest.mark.parametrize(
    ("change", "is_asked"),
    [
        ({"severity": "SEV1"}, True),
        ({"severity": "SEV1", "status": "in-review"}, False),
        ({"severity": "SEV1", "kind": "near-miss"}, False),
        ({"severity": "SEV2"}, False),
        ({"severity": "SEV2", "status": "closed"}, True),
        ({"severity": "SEV3", "status": "closed"}, False),
        ({"severity": "SEV4", "status": "closed"}, False),
    ],
)
def test_who_needs_a_case(change: dict[str, str], is_asked: bool) -> None:
    """Our own SEV1 from `published` on, SEV2 at `closed`; never the short form, and nobody else's."""
    assert asks_for_cases(Record.model_validate(own_record(**change))) == is_asked
    assert not asks_for_cases(Record.model_validate(external_record(**change)))


def test_a_case_takes_the_place_of_criterion_and_where() -> None:
    """What it asserts is the criterion of its action, and its suite the place of its control."""
    action = {"control": {"id": "units", "kind": "test", "regression_case": CASE}}
    tree = completed({"schema_version": "2", "actions": [action]}).tree["actions"][0]
    assert tree["success_criterion"] == CASE["asserts"]
    assert tree["control"]["where"] == CASE["suite"]
