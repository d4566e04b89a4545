"""Values read as a person would say them, and say neither more nor less than is known."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.analytics.times import measure_times
from ml_postmortems.model.impact import Measure, Quantity
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.plurals import counted, either
from ml_postmortems.wording import (
    amount_text,
    at_least_text,
    clock_text,
    day_text,
    days_text,
    duration_text,
    instant_text,
    measure_text,
    p_text,
    quantile_text,
    rate_text,
    span_text,
    utc_text,
)
from tests.analytics.archives import at, event, incident

_SECONDS = {"d": 86400, "h": 3600, "min": 60, "s": 1}


@pytest.mark.parametrize(
    ("written", "text", "day"),
    [
        ("2025-11-18T11:20:00Z", "18 Nov 2025, 11:20 UTC", "18 Nov 2025"),
        ("2025-11-18T11:20:05Z", "18 Nov 2025, 11:20:05 UTC", "18 Nov 2025"),
        ("2024-12-11T15:16:00-08:00", "11 Dec 2024, 15:16 UTC−8", "11 Dec 2024"),
        ("2024-01-01T00:00:00+05:30", "1 Jan 2024, 00:00 UTC+5:30", "1 Jan 2024"),
        ("2024-01-01T00:00:00-03:30", "1 Jan 2024, 00:00 UTC−3:30", "1 Jan 2024"),
        ("2024-01-01T00:00:00-00:30", "1 Jan 2024, 00:00 UTC−0:30", "1 Jan 2024"),
        ("2024-01-01T12:00:00+00:00", "1 Jan 2024, 12:00 UTC", "1 Jan 2024"),
        ("2025-08-05", "5 Aug 2025", "5 Aug 2025"),
        ("2021-10", "Oct 2021", "Oct 2021"),
        ("2015", "2015", "2015"),
    ],
)
def test_instants_are_as_exact_as_their_source(written: str, text: str, day: str) -> None:
    """A month stays a month, and a moment keeps the offset of its source."""
    instant = Instant.parse(written)
    assert instant_text(instant) == text
    assert day_text(instant) == day
    if instant.moment:
        assert text.endswith(clock_text(instant))


def test_another_offset_is_given_in_utc_too() -> None:
    """Readers compare times of different places; where the source says UTC there is nothing to add."""
    assert utc_text(Instant.parse("2024-12-11T15:16:00-08:00")) == "11 Dec 2024, 23:16 UTC"
    assert utc_text(Instant.parse("2024-12-31T23:30:00-01:00")) == "1 Jan 2025, 00:30 UTC"
    assert utc_text(Instant.parse("2024-12-11T15:16:00Z")) is None
    assert utc_text(Instant.parse("2024-12-11")) is None


def test_spans_name_both_ends_unless_they_are_one() -> None:
    """What is only known to lie between two instants is not given as one of them."""
    first, last = Instant.parse("2025-03-02"), Instant.parse("2025-03-09")
    assert span_text(Span(first, last)) == "between 2 Mar 2025 and 9 Mar 2025"
    assert span_text(Span.at(first)) == "2 Mar 2025"


def between(first: str, last: str) -> str:
    """The text of the time between two instants."""
    return duration_text(Duration.between(Span.at(Instant.parse(first)), Span.at(Instant.parse(last))))


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("2025-11-18T11:28:00Z", "2025-11-18T11:31:00Z", "3 min"),
        ("2025-11-18T11:28:00Z", "2025-11-18T15:50:00Z", "4 h 22 min"),
        ("2025-11-18T11:28:00Z", "2025-11-18T12:28:00+01:00", "0 min"),
        ("2025-11-18T11:28:00Z", "2025-11-18T11:28:07Z", "7 s"),
        ("2025-11-18T00:00:00Z", "2025-11-20T01:59:59Z", "2 d 1 h"),
        ("2025-11-18T11:31:00Z", "2025-11-18T11:28:00Z", "3 min before"),
        ("2025-11-18", "2025-11-18", "less than 24 hours"),
        ("2025-11-18", "2025-11-19", "less than 2 days"),
        ("2025-01-01", "2025-03-01", "about 59 days"),
        ("2025-03-01", "2025-01-01", "about 59 days before"),
        ("2025-01", "2025-12", "10 to 12 months"),
        ("2024", "2025", "less than 24 months"),
        ("2012", "2020", "7 to 9 years"),
    ],
)
def test_durations_are_as_exact_as_both_ends(first: str, last: str, text: str) -> None:
    """Between two days lies no number of minutes, and between two months no number of days."""
    assert between(first, last) == text


def exactly(seconds: float) -> str:
    """The text of a duration of which both ends are moments."""
    return duration_text(Duration(timedelta(seconds=seconds), timedelta(seconds=seconds)))


@given(seconds=st.one_of(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6)))
def test_exact_durations_have_two_units_next_to_each_other_or_whole_days(seconds: int) -> None:
    """What two units leave out is less than one of the smaller; from ten days on days are rounded: no `197 d 16 h`."""
    text = exactly(seconds)
    parts = re.findall(r"([\d,]+) (days|d|h|min|s)\b", text)
    units = ["d", "h", "min", "s"]
    shown = sum(int(number.replace(",", "")) * _SECONDS[unit.removesuffix("ays")] for number, unit in parts)
    assert text.endswith(" before") == (seconds < 0)
    if abs(seconds) >= 10 * 86400:
        assert [unit for _, unit in parts] == ["days"]
        assert abs(abs(seconds) - shown) <= 43200
    else:
        places = [units.index(unit) for _, unit in parts]
        assert places in ([places[0]], [places[0], places[0] + 1])
        assert 0 <= abs(seconds) - shown < _SECONDS[units[min(places[0] + 1, 3)]]


@given(st.floats(0, 10**9))
def test_at_least_is_never_more_than_is_known(seconds: float) -> None:
    """Days are cut there and not rounded."""
    text = at_least_text(Duration(timedelta(seconds=seconds), timedelta(seconds=2 * seconds)))
    parts = re.findall(r"([\d,]+) (d|h|min|s)", text)
    assert sum(int(number.replace(",", "")) * _SECONDS[unit] for number, unit in parts) <= seconds + 1e-6


@pytest.mark.parametrize(
    ("shortest", "longest", "text"),
    [
        (180, 660, "3 to 11 min"),
        (2700, 7500, "45 min to 2 h 5 min"),
        (86400 * 197.6, 86400 * 198.1, "about 198 days"),
        (86400 * 197.2, 86400 * 198.1, "197 to 198 days"),
        (3600, 3600 * 5, "1 to 5 h"),
    ],
)
def test_ranges_say_their_unit_once(shortest: float, longest: float, text: str) -> None:
    """Two published times make a range of two exact ends."""
    assert duration_text(Duration(timedelta(seconds=shortest), timedelta(seconds=longest))) == text


@given(
    st.lists(st.integers(1, 600), min_size=5, max_size=30),
    st.sampled_from([1, 60, 3600, 86400]),
    st.sampled_from([0.25, 0.5, 0.75, 0.9]),
)
def test_quantiles_are_told_in_the_unit_of_their_times(numbers: list[int], unit: int, share: float) -> None:
    """Between 3 min and 4 min lies no number of seconds that anybody measured."""
    records = [
        incident(number, timeline=[event(at(number), "started"), event(at(number + length * unit / 86400), "detected")])
        for number, length in enumerate(numbers)
    ]
    found = measure_times(records)[0].quantile(share)
    assert found
    text = quantile_text(found)
    finest = ["s", "min", "h", "d"].index({1: "s", 60: "min", 3600: "h", 86400: "d"}[unit])
    assert all(["s", "min", "h", "d"].index(each) >= finest for each in re.findall(r"\d (s|min|h|d)", text)), text


@given(st.floats(1e-300, 1.0))
def test_p_values_and_rates_have_two_digits(value: float) -> None:
    """None is 0, none is written as `1e-05`, and none has more digits than it is worth."""
    assert re.fullmatch(r"p (= 0\.0{0,2}\d{1,2}|= 1|< 0\.001)", p_text(value)), p_text(value)
    digits = rate_text(value).replace(".", "").strip("0")
    assert 0 < len(digits) <= 2
    assert float(rate_text(value)) == pytest.approx(value, rel=0.051)


@pytest.mark.parametrize(
    ("days", "text"), [(0.34, "less than a day"), (0.99, "less than a day"), (1.2, "1 day"), (40.5, "40 days")]
)
def test_days_are_whole(days: float, text: str) -> None:
    """No table says `0.0111111` of a month."""
    assert days_text(days) == text


@given(shortest=st.integers(-(10**8), 10**8), width=st.integers(1, 10**8))
def test_inexact_durations_never_claim_to_be_exact(shortest: int, width: int) -> None:
    """They say about, less than, or name a range whose two ends read differently."""
    text = duration_text(Duration(timedelta(seconds=shortest), timedelta(seconds=shortest + width)))
    if " to " in text:
        low, high = re.sub(r" [a-z]+$", "", text).split(" to ") if text.count(" ") == 3 else text.split(" to ")
        assert low != high
    else:
        assert text.startswith(("about ", "less than "))
    assert not re.search(r"\b1 (days|hours|minutes|months)\b", text)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("304000000", "USD", "USD 304 million"),
        ("1500000", "users", "1.5 million users"),
        ("1234567", "users", "1,234,567 users"),
        ("9800", "homes", "9,800 homes"),
        ("37.5", "%", "37.5 %"),
        ("0", "people", "0 people"),
        ("1", "people", "1 person"),
        ("1", "records", "1 record"),
        ("1", "families", "1 family"),
        ("1", "matches", "1 match"),
        ("1", "cases", "1 case"),
        ("1", "blocked labels", "1 blocked label"),
        ("1", "photos of 1,838", "1 photo of 1,838"),
        ("1", "users a week", "1 user a week"),
        ("1", "in 7 million unique queries", "1 in 7 million unique queries"),
        ("1", "% of those who used it in the window", "1 % of those who used it in the window"),
        ("1", "loss", "1 loss"),
        ("1", "TB", "1 TB"),
        ("1", "USD", "USD 1"),
        ("1.5", "hours", "1.5 hours"),
        ("12", "GPU", "12 GPU"),
        ("1000000000", "EUR", "EUR 1,000 million"),
    ],
)
def test_amounts_keep_their_digits(value: str, unit: str, text: str) -> None:
    """Only whole hundred thousands are shortened; a currency stands before its number, any other unit after it, and
    in the singular after one."""
    assert amount_text(Decimal(value), unit) == text


@pytest.mark.parametrize(
    ("least", "most", "unit", "text"),
    [
        (None, "1.2", "%", "at most 1.2 %"),
        ("9800", None, "homes", "at least 9,800 homes"),
        ("300000", "450000", "requests", "300,000 to 450,000 requests"),
        ("2000000", "3000000", "USD", "USD 2 to 3 million"),
        ("900000", "3000000", "users", "900,000 to 3 million users"),
        ("5000000", None, "USD", "at least USD 5 million"),
        (None, None, "users", "unknown users"),
    ],
)
def test_ranges_say_which_end_is_known(least: str | None, most: str | None, unit: str, text: str) -> None:
    """An open end is not made up."""
    quantity = Quantity.model_validate({"from": least, "to": most})
    assert amount_text(quantity, unit) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("500", "about 500 users"),
        ({"to": "500"}, "at most about 500 users"),
        ({"from": "500"}, "at least about 500 users"),
        ({"from": "400", "to": "500"}, "about 400 to 500 users"),
        ({"to": "1"}, "at most about 1 user"),
    ],
)
def test_about_stands_beside_the_number(value: Any, text: str) -> None:
    """`about at most` is no phrase."""
    measure = Measure.model_validate(
        {"text": "Hit", "value": value, "unit": "users", "approximate": True, "evidence": []}
    )
    assert measure_text(measure) == text


@pytest.mark.parametrize(
    ("number", "noun", "text"),
    [
        (0, "record", "0 records"),
        (1, "record", "1 record"),
        (2, "cause family", "2 cause families"),
        (2, "day", "2 days"),
        (2, "near miss", "2 near misses"),
        (1200, "record", "1,200 records"),
    ],
)
def test_counts_agree_with_their_nouns(number: int, noun: str, text: str) -> None:
    """One record, two records."""
    assert counted(number, noun) == text


@pytest.mark.parametrize(("words", "text"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_a_choice_is_listed_as_people_say_it(words: list[str], text: str) -> None:
    """Only the last of several words stands behind an `or`."""
    assert either(words) == text
