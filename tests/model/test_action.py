"""Actions: when they are overdue and when they are finished."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.model.action import Action
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.terms import ActionStatus, Priority
from tests.helpers import changed, own_record


def action(**changes: str | None) -> Action:
    fields = own_record()["actions"][2]
    for key, value in changes.items():
        fields = changed(fields, key, value)
    return Action.model_validate(fields)


@pytest.mark.parametrize(
    ("due", "as_of", "is_overdue"),
    [
        ("2025-03-21", "2025-03-20", False),
        ("2025-03-21", "2025-03-21", False),
        ("2025-03-21", "2025-03-22", True),
        ("2025-03", "2025-03-31", False),
        ("2025-03", "2025-04-01", True),
        ("2025", "2025-12-31", False),
        ("2025", "2026-01-01", True),
        ("2025-03-21", "2025-03", False),
        ("2025-03-21", "2025-04", True),
        ("2025-03-21T12:00:00Z", "2025-03-21", False),
        ("2025-03-21T12:00:00Z", "2025-03-22", True),
        # At 23:00 in New York it is already the 22nd in London, and the day due is still running where it was set.
        ("2025-03-21", "2025-03-21T23:59:59-05:00", False),
        ("2025-03-21", "2025-03-22T00:00:00-05:00", True),
    ],
)
def test_overdue_once_the_due_date_is_certainly_over(due: str, as_of: str, is_overdue: bool) -> None:
    """What is due on a day, in a month or in a year is overdue only once that is over."""
    assert action(due=due).is_overdue(Instant.parse(as_of)) is is_overdue


@pytest.mark.parametrize("status", list(ActionStatus))
def test_finished_is_never_overdue(status: ActionStatus) -> None:
    """Done, verified and given up are finished. What another operator announced may long be done."""
    assert status.is_finished is (status in {"done", "verified", "wont-do"})
    is_overdue = action(due="2025-03-21", status=status.value).is_overdue(Instant.parse("2026-01-01"))
    assert is_overdue is (status in {"open", "in-progress"})


@given(
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["", "T00:00:00Z", "T13:30:00-08:00", "T00:00:00+05:30"]),
    st.integers(-40, 40),
)
def test_the_first_date_on_which_it_is_overdue(due: date, time: str, days: int) -> None:
    """From then on it is overdue, and not before."""
    late = action(due=f"{due.isoformat()}{time}")
    as_of = due + timedelta(days=days)
    first = late.overdue_from()
    assert first is not None
    assert late.is_overdue(Instant.parse(as_of.isoformat())) is (as_of >= first)
    assert late.is_overdue(Instant.parse(first.isoformat()))
    assert not late.is_overdue(Instant.parse((first - timedelta(days=1)).isoformat()))


def test_without_due_date_nothing_is_overdue() -> None:
    """What has no due date cannot be late."""
    assert not action(due=None).is_overdue(Instant.parse("2099-12-31"))
    assert action(due=None).overdue_from() is None


def test_must_do_priorities() -> None:
    """P0 and P1 must be done before a record can be closed; P2 and P3 need not."""
    assert [priority.value for priority in Priority if priority.is_must_do] == ["P0", "P1"]
