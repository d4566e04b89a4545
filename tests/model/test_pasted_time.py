"""Times as people paste them: read where they mean one moment, else refused with what to write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ml_postmortems.model.instant import Instant
from ml_postmortems.model.pasted_time import (
    OFFSET_TIME_PATTERN,
    PASTED_PATTERN,
    RecordClock,
    TimeNotRead,
    day_first_readings,
    read_pasted,
    zone_named,
)

BERLIN = RecordClock.of("Europe/Berlin")
NOWHERE = RecordClock()
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC")
moments = st.datetimes(datetime(1975, 1, 1), datetime(2037, 12, 31))


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("2026-10-05 22:00", "2026-10-05T22:00:00+02:00"),
        ("2026-10-05T22:00", "2026-10-05T22:00:00+02:00"),
        ("2026-10-05  22:00:30", "2026-10-05T22:00:30+02:00"),
        ("2026-12-05T22:00:30.25", "2026-12-05T22:00:30.25+01:00"),
        ("2026-10-05 10:00 PM", "2026-10-05T22:00:00+02:00"),
        ("2026-10-05 9:00am", "2026-10-05T09:00:00+02:00"),
        ("2026-10-05 12:00 AM", "2026-10-05T00:00:00+02:00"),
        ("2026-10-05 12:05 pm", "2026-10-05T12:05:00+02:00"),
        ("2026-10-05 22:00 CEST", "2026-10-05T22:00:00+02:00"),
        ("2026-10-25 02:30 CEST", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25 02:30 CET", "2026-10-25T02:30:00+01:00"),
        ("2026-10-05 22:00 UTC", "2026-10-05T22:00:00Z"),
        ("2026-10-05 22:00 GMT", "2026-10-05T22:00:00Z"),
        ("2026-10-05 22:00 UTC+2", "2026-10-05T22:00:00+02:00"),
        ("2026-10-05 22:00 -0730", "2026-10-05T22:00:00-07:30"),
        ("2026-10-05T22:00-07:00", "2026-10-05T22:00:00-07:00"),
        ("2026-10-05 22:00 America/New_York", "2026-10-05T22:00:00-04:00"),
    ],
)
def test_a_time_that_means_one_moment_is_read(pasted: str, read: str) -> None:
    """What a chat or a console shows is read in the zone of the record, or in the one that it names itself."""
    assert read_pasted(pasted, BERLIN) == read
    Instant.parse(read)


@pytest.mark.parametrize(
    ("pasted", "readings"),
    [
        ("2026-10-25 02:30", ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]),  # the hour that comes twice
        ("2026-03-29 02:30", ["2026-03-29T03:30:00+02:00", "2026-03-29T01:30:00+01:00"]),  # the hour that is skipped
        ("2026-10-05 22:00 CET", ["2026-10-05T22:00:00+02:00"]),  # not in summer
        ("2026-10-05 22:00 EST", ["2026-10-05T22:00:00+02:00"]),  # not in Berlin
    ],
)
def test_a_time_of_two_or_no_moments_is_refused_with_its_readings(pasted: str, readings: list[str]) -> None:
    """Where summer time begins or ends, and where letters do not fit the zone, the author says what was meant."""
    with pytest.raises(TimeNotRead) as refused:
        read_pasted(pasted, BERLIN)
    assert all(f"`{reading}`" in refused.value.fix for reading in readings)


@pytest.mark.parametrize(
    ("clock", "advice"),
    [
        (NOWHERE, "add a line `timezone: Europe/Berlin`"),
        (RecordClock.of("Europe/Berlim"), "give the record a `timezone` that exists"),
        (None, "write the offset from UTC here: `2026-10-05T22:00:00Z`"),
    ],
)
@pytest.mark.parametrize("pasted", ["2026-10-05 22:00", "2026-10-05 22:00 CEST", "2026-10-05 10:00 PM"])
def test_a_time_without_a_zone_is_refused_with_how_to_add_one(pasted: str, clock: RecordClock, advice: str) -> None:
    """Letters such as CST and IST stand for several zones, so that they alone do not tell the offset."""
    with pytest.raises(TimeNotRead, match=re.escape(advice)):
        read_pasted(pasted, clock)


def test_a_range_is_no_offset() -> None:
    """`09:00-10:00` is in most notes a range; with seconds or a `T` it is the offset of RFC 3339."""
    with pytest.raises(TimeNotRead, match="range"):
        read_pasted("2026-10-05 09:00-10:00", BERLIN)


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-05 9:00",
        "2026-10-05 22:00 PM",
        "2026-10-05 0:30 AM",
        "2026-10-05 24:00",
        "2026-02-30 10:00",
        "05/10/2026 22:00",
        "2026-10-05 22:00 +15",
        "1899-10-05 22:00",
        "2026-10-05",
        "yesterday",
        "",
    ],
)
def test_what_has_another_form_is_not_read(text: str) -> None:
    """A lone digit may be morning or evening; a day or an hour that does not exist is a mistake."""
    assert read_pasted(text, BERLIN) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("05/10/2026 22:00", ["2026-10-05", "2026-05-10"]),
        ("25.10.2026", ["2026-10-25"]),
        ("5-5-2026", ["2026-05-05"]),
        ("2026-10-05", []),
    ],
)
def test_the_readings_of_a_date_with_the_year_last(text: str, days: list[str]) -> None:
    """Half of the world writes the day first, the other half the month."""
    assert day_first_readings(text) == days


@pytest.mark.parametrize(
    "name",
    ["localtime", "Factory", "posixrules", "right/Europe/Berlin", "../Europe/Berlin", "Europe/", "CET", "", "A/B"],
)
def test_a_zone_means_the_same_on_every_machine(name: str) -> None:
    """A name that depends on the machine, leads out of the database or does not exist is no zone."""
    assert zone_named(name) is None


@given(moments, st.sampled_from(ZONES), st.sampled_from(["T", " "]))
@settings(max_examples=300)
def test_a_local_time_is_the_moment_at_which_the_clocks_show_it(local: datetime, zone: str, joint: str) -> None:
    """Read is exactly what one moment shows: the count of moments is taken from UTC, not from the reader's logic."""
    local = local.replace(second=0, microsecond=0)
    utc = (local.replace(tzinfo=UTC) + timedelta(minutes=15 * step) for step in range(-60, 61))
    shown = [each for each in utc if each.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local]
    try:
        read = read_pasted(f"{local:%Y-%m-%d}{joint}{local:%H:%M}", RecordClock.of(zone))
    except TimeNotRead:
        assert len(shown) != 1
        return
    assert read
    assert [Instant.parse(read).moment] == shown


@given(
    st.from_regex(re.compile(rf"\A(?:{PASTED_PATTERN})\Z", re.ASCII))
    | st.text("0123456789-:T /AMPZUCEST+", max_size=30)
)
@settings(max_examples=300)
def test_what_is_read_has_the_published_form(text: str) -> None:
    """Nothing but TimeNotRead is raised, the result is RFC 3339, and the JSON Schema refuses no time that we read."""
    try:
        read = read_pasted(text, BERLIN)
    except TimeNotRead as error:
        assert error.fix
        return
    if read:
        Instant.parse(read)
        assert re.fullmatch(PASTED_PATTERN, text, re.ASCII)


@given(st.from_regex(re.compile(PASTED_PATTERN, re.ASCII), fullmatch=True))
@settings(max_examples=500)
def test_the_pattern_of_times_with_an_offset_is_what_is_read_without_a_zone(text: str) -> None:
    """A form in a browser asks the pattern, where the checker asks the reader of times."""
    assume(not re.search("[A-Za-z]/", text))
    try:
        is_read = read_pasted(text, NOWHERE) is not None
    except TimeNotRead:
        is_read = False
    is_day = read_pasted(f"{text[:10]}T00:00Z", NOWHERE) is not None
    assert is_read == (is_day and bool(re.fullmatch(OFFSET_TIME_PATTERN, text, re.ASCII)))
