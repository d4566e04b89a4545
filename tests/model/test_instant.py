"""Instants, spans and the durations between them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.model.instant import Duration, Instant, Precision, Span

DAY = timedelta(days=1)
EAST = timezone(timedelta(hours=5, minutes=30))

offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31, 23, 59, 59, 999999), timezones=offsets)
days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
texts_of_any_precision = st.one_of(
    days.map(lambda day: day.isoformat()),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day:%Y}"),
    moments.map(datetime.isoformat),
)


def span(earliest: str, latest: str | None = None) -> Span:
    return Span(Instant.parse(earliest), Instant.parse(latest or earliest))


def between(earlier: str, later: str) -> Duration:
    return Duration.between(span(earlier), span(later))


@pytest.mark.parametrize(
    ("text", "precision", "year", "month", "day"),
    [
        ("2025", Precision.YEAR, 2025, 1, 1),
        ("2025-11", Precision.MONTH, 2025, 11, 1),
        ("2025-11-18", Precision.DAY, 2025, 11, 18),
        ("2024-02-29", Precision.DAY, 2024, 2, 29),
        ("2025-11-18T11:20:00Z", Precision.MOMENT, 2025, 11, 18),
        ("2025-11-18T23:59:59-08:00", Precision.MOMENT, 2025, 11, 18),
        ("2025-11-18T11:20:00.5+05:30", Precision.MOMENT, 2025, 11, 18),
        ("2025-11-18T11:20:00+14:00", Precision.MOMENT, 2025, 11, 18),
        ("2025-11-18T11:20:00-14:00", Precision.MOMENT, 2025, 11, 18),
        ("1900", Precision.YEAR, 1900, 1, 1),
        ("2099-12-31", Precision.DAY, 2099, 12, 31),
    ],
)
def test_accepted_spellings(text: str, precision: Precision, year: int, month: int, day: int) -> None:
    """A date may say only a year, a month or a day; a time has seconds and an offset, and its own calendar day."""
    instant = Instant.parse(text)
    assert (instant.precision, instant.year, instant.month, instant.day) == (precision, year, month, day)
    assert str(instant) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2025",
        "2025 ",
        "2025\n",
        "2025-11-18\n",
        "2025-11-18T11:20:00Z\n",
        "25-11-18",
        "2025-1-2",
        "2025-1",
        "2025-00",
        "2025-13",
        "2025-00-05",
        "2025-11-00",
        "2025-02-30",
        "2025-02-29",
        "0000",
        "0999-01-01",
        "1899-12-31",
        "2100-01-01",
        "9999-12-31",
        "20251118",
        "2025-W47",
        "2025-322",
        "2025/11/18",
        "18-11-2025",
        "-2025-11-18",
        "+2025-11-18",
        "2025-11-18T11:20Z",
        "2025-11-18T11Z",
        "2025-11-18T11:20:00",
        "2025-11-18 11:20:00Z",
        "2025-11-18t11:20:00Z",
        "2025-11-18T11:20:00z",
        "2025-11-18T11:20:00+0530",
        "2025-11-18T11:20:00+05",
        "2025-11-18T11:20:00+05:60",
        "2025-11-18T11:20:00+14:01",
        "2025-11-18T11:20:00-23:00",
        "2025-11-18T11:20:00 UTC",
        "2025-11-18T24:00:00Z",
        "2025-11-18T11:60:00Z",
        "2016-12-31T23:59:60Z",
        "2025-11-18T11:20:00,5Z",
        "2025-11-18T11:20:00.Z",
        "2025-11-18T11:20:00.1234567Z",
        "1899-12-31T23:59:59Z",
        "\u0662\u0660\u0662\u0665-\u0661\u0661-\u0661\u0668",  # Arabic-Indic digits
        "\uff12\uff10\uff12\uff15-\uff11\uff11-\uff11\uff18",  # full-width digits
        "2025-11-18T11:20:0\u0660Z",
        "2025−11−18",
        "yesterday",
    ],
)
def test_refused_spellings(text: str) -> None:
    """What two readers could take for two times is no instant: one anchored form in ASCII digits, real dates only."""
    with pytest.raises(ValueError, match=r"\S"):
        Instant.parse(text)


@given(moments)
@settings(max_examples=150)
def test_moment_is_what_python_reads(moment: datetime) -> None:
    """A time with offset is the very moment that `datetime.fromisoformat` reads from the same text, offset included."""
    text = moment.isoformat()
    read = Instant.parse(text).moment
    assert read == datetime.fromisoformat(text)
    assert read.utcoffset() == moment.utcoffset()


@given(days)
@settings(max_examples=50)
def test_reduced_form_is_what_python_reads(day: date) -> None:
    """A plain date is the day that `date.fromisoformat` reads, and has no zone."""
    instant = Instant.parse(day.isoformat())
    assert date(instant.year, instant.month, instant.day) == day
    assert instant.moment is None
    assert instant.zone is None


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d))?", fullmatch=True))
@settings(max_examples=300)
def test_every_other_text_is_refused_or_read_as_python_does(text: str) -> None:
    """No text raises anything but ValueError, and what is accepted means what Python's own reader makes of it."""
    try:
        instant = Instant.parse(text)
    except ValueError:
        return
    if instant.moment:
        assert instant.moment == datetime.fromisoformat(text)
    else:
        assert date.fromisoformat((text + "-01-01")[:10]) == date(instant.year, instant.month, instant.day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01T00:00:00+05:30", "2026-01-01T00:00:00+05:30"),
        ("2024-02", "2024-02-01T00:00:00+05:30", "2024-03-01T00:00:00+05:30"),
        ("2025-12", "2025-12-01T00:00:00+05:30", "2026-01-01T00:00:00+05:30"),
        ("2025-12-31", "2025-12-31T00:00:00+05:30", "2026-01-01T00:00:00+05:30"),
        ("2099", "2099-01-01T00:00:00+05:30", "2100-01-01T00:00:00+05:30"),
        ("2099-12", "2099-12-01T00:00:00+05:30", "2100-01-01T00:00:00+05:30"),
        ("2099-12-31", "2099-12-31T00:00:00+05:30", "2100-01-01T00:00:00+05:30"),
        ("2025-12-31T10:00:00Z", "2025-12-31T10:00:00+00:00", "2025-12-31T10:00:00+00:00"),
    ],
)
def test_bounds(text: str, first: str, last: str) -> None:
    """A reduced form spans its whole day, month or year in the zone asked for; a moment is a point in its own zone."""
    bounds = Instant.parse(text).bounds(EAST)
    assert bounds == (datetime.fromisoformat(first), datetime.fromisoformat(last))


def test_span_bounds_and_zone() -> None:
    """A span reaches from the begin of its first end to the end of its second, in the zone of whichever has one."""
    mixed = span("2025-03-01", "2025-03-04T12:00:00+05:30")
    assert mixed.zone == EAST
    assert mixed.bounds(EAST) == (datetime(2025, 3, 1, tzinfo=EAST), datetime(2025, 3, 4, 12, tzinfo=EAST))
    assert mixed.sort_key() == datetime(2025, 3, 1, tzinfo=EAST)
    assert span("2025-03-01T00:00:00+05:30", "2025-03-04").zone == EAST
    assert span("2025-03-01", "2025-03").zone is None
    assert span("2025-03-01").sort_key() == datetime(2025, 3, 1, tzinfo=UTC)


@given(moments, moments)
@settings(max_examples=150)
def test_duration_between_moments_is_their_difference(earlier: datetime, later: datetime) -> None:
    """Between two moments the duration is exactly the subtraction of datetimes, whatever their offsets."""
    duration = between(earlier.isoformat(), later.isoformat())
    assert duration.shortest == duration.longest == later - earlier
    assert duration.is_exact
    assert duration.is_negative == (later < earlier)


@given(texts_of_any_precision, texts_of_any_precision, texts_of_any_precision, texts_of_any_precision)
@settings(max_examples=150)
def test_duration_holds_every_possible_difference(one: str, two: str, three: str, four: str) -> None:
    """`shortest` and `longest` bound the difference of any two moments that the ends can mean."""
    earlier, later = Span(*sorted_ends(one, two)), Span(*sorted_ends(three, four))
    duration = Duration.between(earlier, later)
    zone = earlier.zone or later.zone or UTC
    starts = earlier.bounds(earlier.zone or zone)
    ends = later.bounds(later.zone or zone)
    assert duration.shortest == ends[0] - starts[1]
    assert duration.longest == ends[1] - starts[0]
    assert duration.shortest <= duration.longest


def sorted_ends(one: str, two: str) -> tuple[Instant, Instant]:
    first, second = sorted((Instant.parse(one), Instant.parse(two)), key=lambda instant: instant.bounds(UTC))
    return first, second


@pytest.mark.parametrize(
    ("earlier", "later", "shortest", "longest"),
    [
        ("2025-03-01", "2025-03-01", -DAY, DAY),
        ("2025-03-01", "2025-03-04", 2 * DAY, 4 * DAY),
        ("2025-02", "2025-03", timedelta(0), 59 * DAY),
        ("2024", "2024", -366 * DAY, 366 * DAY),
        # The day has no zone of its own, so it takes that of the moment.
        ("2025-03-01", "2025-03-02T06:00:00-08:00", timedelta(hours=6), timedelta(hours=30)),
        ("2025-03-01T06:00:00+05:30", "2025-03-02", timedelta(hours=18), timedelta(hours=42)),
    ],
)
def test_duration_of_reduced_forms(earlier: str, later: str, shortest: timedelta, longest: timedelta) -> None:
    """Where an end is a whole day, month or year, the duration is a range; a plain date takes the other end's zone."""
    duration = between(earlier, later)
    assert (duration.shortest, duration.longest) == (shortest, longest)
    assert not duration.is_exact
    assert not duration.is_negative


@pytest.mark.parametrize(
    ("earlier", "later", "is_negative"),
    [
        ("2025-03-02T10:00:00Z", "2025-03-02T09:59:59Z", True),
        ("2025-03-02T10:00:00Z", "2025-03-02T10:00:00Z", False),
        ("2025-03-02T10:00:00+02:00", "2025-03-02T08:00:00Z", False),
        ("2025-03-02", "2025-03-02", False),
        ("2025-03-02", "2025-03-01", True),
        ("2025-03-03", "2025-03-01", True),
        ("2025-03", "2025-02", True),
        ("2025", "2024-12-31", True),
        ("2025-03-02", "2025", False),
        # The day before ends where this moment is: it came first.
        ("2025-03-02T00:00:00Z", "2025-03-01", True),
        ("2025-03-01T23:59:59Z", "2025-03-01", False),
        # A moment at the very begin of the day can be the begin of what happened that day.
        ("2025-03-02", "2025-03-02T00:00:00Z", False),
        ("2025-03-02", "2025-03-01T23:59:59Z", True),
    ],
)
def test_negative_duration(earlier: str, later: str, is_negative: bool) -> None:
    """A duration is negative only where the later end certainly came first."""
    assert between(earlier, later).is_negative is is_negative


def test_fractions_of_a_second_count() -> None:
    """A fraction in the source is part of the moment."""
    assert between("2025-03-01T00:00:00.9Z", "2025-03-01T00:00:01.1Z").shortest == timedelta(milliseconds=200)


def test_precisions_are_ordered() -> None:
    """Precisions compare from the coarsest to the finest."""
    assert Precision.YEAR < Precision.MONTH < Precision.DAY < Precision.MOMENT
