"""Times as people type and paste them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.authoring.editing.typed_time import read_typed_time, read_zone
from ml_postmortems.errors import TimeUnclear
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.pasted_time import RecordClock

NONE = RecordClock()
NOW = datetime(2025, 12, 1, 9, 30, 12, 345, UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2025-11-18T11:20:00Z", "2025-11-18T11:20:00Z"),
        ("2025-11-18T11:20:00+01:00", "2025-11-18T11:20:00+01:00"),
        (" 2025-11-18 ", "2025-11-18"),
        ("2025-11", "2025-11"),
        ("2025", "2025"),
        ("now", "2025-12-01T09:30:12Z"),
        ("2025-11-18 11:20Z", "2025-11-18T11:20:00Z"),
        ("2025-11-18 11:20:05 +0100", "2025-11-18T11:20:05+01:00"),
        ("[2025-11-18 11:20:05,123 UTC]", "2025-11-18T11:20:05.123Z"),
        ("2025-11-18T11:20:05.123456789Z", "2025-11-18T11:20:05.123456Z"),
        ("2025/11/18 11:20 GMT", "2025-11-18T11:20:00Z"),
        ("2025.11.18, 11:20 UTC+2", "2025-11-18T11:20:00+02:00"),
        ("18 Nov 2025 11:20 UTC", "2025-11-18T11:20:00Z"),
        ("18th November 2025 at 11:20 (UTC)", "2025-11-18T11:20:00Z"),
        ("18/Nov/2025:11:20:05 +0000", "2025-11-18T11:20:05Z"),
        ("Nov 18, 2025 - 11:20 UTC", "2025-11-18T11:20:00Z"),
        ("Nov 18, 2025, 1:20\u202fPM UTC", "2025-11-18T13:20:00Z"),
        ("November 18, 2025 12:05 a.m. UTC", "2025-11-18T00:05:00Z"),
        ("Tue, 18 Nov 2025 11:20:00 GMT", "2025-11-18T11:20:00Z"),
        ("Tue Nov 18 2025 11:20:00 GMT+0100 (Central European Standard Time)", "2025-11-18T11:20:00+01:00"),
        ("2025-11-18 11:20 \u221207:00", "2025-11-18T11:20:00-07:00"),
        ("2025-07-18 11:20 Europe/Berlin", "2025-07-18T11:20:00+02:00"),
        ("1763464800", "2025-11-18T11:20:00Z"),
        ("1763464800123", "2025-11-18T11:20:00.123Z"),
        ("1763464800.000200", "2025-11-18T11:20:00.0002Z"),
        ("Nov 18, 2025", "2025-11-18"),
    ],
)
def test_pasted_time_is_read(typed: str, meant: str) -> None:
    """What tools print is read as what it says, to the offset."""
    assert read_typed_time(typed, NONE, NOW) == meant


@pytest.mark.parametrize(
    ("typed", "condition"),
    [
        ("2025-11-18 11:20", "must mean one moment"),
        ("2025-11-18 11:20 CST", "must mean one moment(?s:.*)`CST` may stand"),
        ("18.11.2025 11:20 UTC", "must say which"),
        ("11/12/2025 11:20 UTC", "which number is the month"),
        ("Nov 18, 11:20 UTC", "must have a year"),
        ("18. November 2025", "must be a date"),
        ("11:20 UTC", "must have a date"),
        ("yesterday", "must be a date"),
        ("", "must be a date"),
        ("2025-02-30 11:20Z", "must be a day of the calendar"),
        ("1025-02-03 11:20Z", "from 1900 to 2099"),
        ("2025-11-18 24:20Z", "a time of day that there is"),
        ("2025-11-18 13:20 PM UTC", "a time of day that there is"),
        ("Mon, 18 Nov 2025 11:20 UTC", "which is Tuesday"),
        ("2025-11-18 noon", "must be a time of day that there is, behind its date"),
        ("2025-11-18 11:20 +15:00", "must be a time of day"),
        ("2025-11-18 11:20 ../etc/passwd", "must be a time of day"),
        ("2025-10-26 02:30 Europe/Berlin", "showed this twice"),
        ("2025-03-30 02:30 Europe/Berlin", "put forward over this"),
    ],
)
def test_unclear_time_is_refused(typed: str, condition: str) -> None:
    """What may mean several moments is not guessed; the message says what is missing."""
    with pytest.raises(TimeUnclear, match=condition):
        read_typed_time(typed, NONE, NOW)


def test_zone_is_for_times_without_one() -> None:
    """A time that names its offset keeps it; a day has none."""
    berlin = read_zone("Europe/Berlin")
    typed = ("2025-11-18 11:20", "2025-11-18 11:20Z", "2025-11-18", "now")
    meant = ["2025-11-18T11:20:00+01:00", "2025-11-18T11:20:00Z", "2025-11-18", "2025-12-01T10:30:12+01:00"]
    assert [read_typed_time(each, berlin, NOW) for each in typed] == meant


@given(st.text(st.sampled_from("0123456789-/.: TZNovAPMGUC+,()[]\u202f"), max_size=40) | st.text(max_size=30))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    """What is accepted is a time of the format; what is not has a message, never a traceback."""
    with suppress(TimeUnclear):
        Instant.parse(read_typed_time(text, NONE, NOW))
