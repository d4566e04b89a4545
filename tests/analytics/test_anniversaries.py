"""The home page brings back an incident in the week of its anniversary, and in no other."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.analytics.anniversaries import DAYS, find_anniversary
from ml_postmortems.model.record import Record
from tests.helpers import own_record
from tests.site import record_of

DAY = date(2025, 3, 11)


def incident(day: str, severity: str = "SEV1", number: int = 1) -> Record:
    """An incident that began on a day, month or year."""
    record = own_record(id=f"PM-2025-{number:04}", severity=severity)
    record["timeline"] = []
    record["times"] = {"started": {"from": day, "to": day}}
    return record_of(record)


@given(st.dates(DAY + timedelta(days=1), date(2040, 12, 31)))
def test_it_is_shown_for_a_week_of_every_later_year(as_of: date) -> None:
    """Counted day by day here, by no arithmetic of the code."""
    days = [date(year, 3, 11) for year in range(2026, 2041)]
    expected = next((each.year - 2025 for each in days if as_of in [each + timedelta(n) for n in range(DAYS)]), None)
    found = find_anniversary([incident("2025-03-11")], as_of)
    assert (found.years if found else None) == expected


@pytest.mark.parametrize("day", ["2025-03", "2025"])
def test_what_has_no_day_has_no_anniversary(day: str) -> None:
    """A month is no day."""
    assert find_anniversary([incident(day)], date(2026, 3, 1)) is None


def test_a_leap_day_comes_back_on_the_28th() -> None:
    """In years without one."""
    found = find_anniversary([incident("2024-02-29")], date(2025, 2, 28))
    assert found
    assert found.years == 1


def test_a_week_goes_over_the_end_of_the_year() -> None:
    """The 30th of December is remembered on the 2nd of January."""
    found = find_anniversary([incident("2023-12-30")], date(2026, 1, 2))
    assert found
    assert found.years == 2


def test_the_gravest_comes_first_and_then_the_newest() -> None:
    """One is shown, since a list of them would be passed over."""
    records = [incident("2025-03-11", "SEV3", 1), incident("2020-03-10", "SEV1", 2), incident("2024-03-09", "SEV1", 3)]
    found = find_anniversary(records, date(2026, 3, 11))
    assert found
    assert (found.record.id, found.years) == ("PM-2025-0003", 2)
