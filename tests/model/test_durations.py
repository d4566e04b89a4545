"""Key instants and durations of records, read from the timeline."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ml_postmortems.model.durations import ENDS, DurationName, durations, happened, harm_span, key_instants, not_before
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant
from tests.helpers import external_record, own_record

HOUR = timedelta(hours=1)


def own(**changes: Any) -> Record:
    return Record.model_validate(own_record(**changes))


def external(**changes: Any) -> Record:
    return Record.model_validate(external_record(**changes))


def exactly(duration: Duration | NotKnown) -> timedelta:
    assert isinstance(duration, Duration)
    assert duration.is_exact
    return duration.shortest


def test_durations_of_a_marked_timeline() -> None:
    """Detect is from started, diagnose, mitigate and fix from detected, harm from started to mitigated."""
    found = {name: exactly(value) for name, value in durations(own()).items()}
    assert found == {
        DurationName.DETECT: 3.5 * HOUR,
        DurationName.DIAGNOSE: 0.75 * HOUR,
        DurationName.MITIGATE: 1.5 * HOUR,
        DurationName.FIX: 4.5 * HOUR,
        DurationName.HARM: 5 * HOUR,
    }


def test_every_duration_has_two_ends() -> None:
    """Each name of a duration is computed from two different key instants."""
    assert set(ENDS) == set(DurationName)
    assert all(first is not last for first, last in ENDS.values())


def test_detected_before_started_is_negative() -> None:
    """An alert before the harm gives a negative time to detect, not an error."""
    detect = durations(own(**{"timeline.1.marks": ["detected"], "timeline.2.marks": ["started"]}))[DurationName.DETECT]
    assert exactly(detect) == -3.5 * HOUR
    assert isinstance(detect, Duration)
    assert detect.is_negative


def test_first_mark_counts() -> None:
    """Where an instant is marked twice by mistake, the first entry is it."""
    record = own(**{"timeline.4.marks": ["mitigated", "detected"]})
    assert key_instants(record)[KeyInstant.DETECTED] == Span.at(known_items(record.timeline)[2].at)


def test_one_entry_can_mark_several_instants() -> None:
    """Two marks on one entry give two key instants at the same time."""
    instants = key_instants(own())
    assert instants[KeyInstant.RESOLVED] == instants[KeyInstant.DATA_REPAIRED]


def test_key_instants_stand_in_their_own_order() -> None:
    """Key instants come in the order of the vocabulary, however the timeline and `times` are written."""
    record = external(**{"timeline.0.marks": ["resolved"], "timeline.1.marks": ["started"]})
    assert list(key_instants(record)) == [
        KeyInstant.STARTED,
        KeyInstant.DETECTED,
        KeyInstant.DIAGNOSED,
        KeyInstant.RESOLVED,
    ]


def test_interval_gives_a_range() -> None:
    """A key instant known to lie between two times gives the range of durations it allows."""
    found = durations(external())
    assert found[DurationName.DETECT] == Duration(0 * HOUR, 2 * HOUR)
    assert found[DurationName.MITIGATE] == Duration(0 * HOUR, 2 * HOUR)
    assert exactly(found[DurationName.HARM]) == 2 * HOUR


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ({"from": "2024-06-05"}, "not before 2024-06-05"),
        ({"to": "2024-06-05T11:00:00+02:00"}, "not after 2024-06-05T11:00:00+02:00"),
    ],
)
def test_half_open_interval_says_what_is_known(interval: dict[str, str], said: str) -> None:
    """An interval with one open end allows no number, and the reason names the end that is known."""
    detect = durations(external(**{"times.detected": interval}))[DurationName.DETECT]
    assert isinstance(detect, NotKnown)
    assert detect.is_unknown
    assert said in detect.why


def test_unknown_instant_gives_its_reason() -> None:
    """A duration with an unknown end is the reason that the record gives."""
    diagnose = durations(external())[DurationName.DIAGNOSE]
    assert isinstance(diagnose, NotKnown)
    assert diagnose.why == "Acme does not say when it understood."


def test_first_of_two_reasons_is_told() -> None:
    """Where both ends are unknown, the reason of the earlier one is told."""
    record = external(
        **{
            "timeline.0.marks": [],
            "timeline.1.marks": [],
            "times": {"started": {"unknown": "first"}, "mitigated": {"not_applicable": "second"}},
        }
    )
    harm = durations(record)[DurationName.HARM]
    assert isinstance(harm, NotKnown)
    assert harm.why == "first"


def test_silence_gives_no_duration() -> None:
    """Where the record says nothing about both ends, the duration is left out, not unknown."""
    assert durations(external(timeline=None, times=None)) == {}
    assert key_instants(external(timeline={"unknown": "No dates are known."}, times=None)) == {}


def test_one_silent_end_and_one_reason() -> None:
    """One reason is enough to tell, even if the record is silent about the other end."""
    found = durations(external(timeline=None, times={"started": {"unknown": "No log."}}))
    assert set(found) == {DurationName.DETECT, DurationName.HARM}


def test_one_silent_end_and_one_span() -> None:
    """A known instant alone gives no duration."""
    assert durations(external(**{"timeline.1.marks": [], "times": None})) == {}


def test_mark_wins_over_times() -> None:
    """What the timeline marks is not overridden by `times`."""
    instants = key_instants(external(**{"times.started": {"unknown": "No log."}}))
    assert isinstance(instants[KeyInstant.STARTED], Span)


@pytest.mark.parametrize(
    ("changes", "begin"),
    [
        ({}, "2024-06-05T10:00:00+02:00"),
        # Not started but the next key instant that is known.
        ({"timeline.0.marks": [], "times": None}, "2024-06-05T12:00:00+02:00"),
        ({"timeline.0.marks": [], "timeline.1.marks": [], "times": None}, "2024-06-05T10:00:00+02:00"),
        ({"timeline": {"unknown": "No dates."}, "times": {"started": {"unknown": "No dates."}}}, "2024"),
        ({"timeline": None, "times": {"started": {"from": "2024-05"}}}, "2024"),
        ({"timeline": None, "times": {"started": {"from": "2024-05", "to": "2024-07"}}}, "2024-05"),
    ],
)
def test_happened(changes: dict[str, Any], begin: str) -> None:
    """A record is filed under its begin, else the first known key instant, else its first entry, else its year."""
    assert happened(external(**changes)).earliest.text == begin


@pytest.mark.parametrize(
    ("record_id", "year"), [("PM-0000-0000", 1900), ("PM-0999-0001", 1900), ("PM-9999-0001", 2099)]
)
def test_happened_of_a_year_out_of_bounds(record_id: str, year: int) -> None:
    """Even the id of a stand-in, or a slip of the pen, gives a time to sort by."""
    assert happened(external(id=record_id, timeline=None, times=None)).earliest.year == year


WINDOWS = [
    {"from": "2025-03-11T01:00:00Z", "to": "2025-03-11T02:30:00Z"},
    {"from": "2025-03-11T05:00:00Z", "to": "2025-03-11T06:00:00Z"},
]


def test_harm_that_came_back_is_a_sum_and_a_span() -> None:
    """Harm lasted as long as its times together; from the first to the end of the last is told apart from it."""
    record = own(**{"impact.windows": WINDOWS})
    assert exactly(durations(record)[DurationName.HARM]) == 2.5 * HOUR
    span = harm_span(record)
    assert span and exactly(span) == 5 * HOUR


def test_harm_that_goes_on_has_no_duration() -> None:
    """The last time of harm without an end is no duration, and the reason says so."""
    going_on = own(**{"impact.windows": [WINDOWS[0], {"from": "2025-03-11T05:00:00Z"}]})
    harm = durations(going_on)[DurationName.HARM]
    assert isinstance(harm, NotKnown)
    assert harm.is_unknown


@given(
    st.lists(st.tuples(st.integers(0, 19), st.integers(0, 59)), min_size=2, max_size=5, unique=True),
    st.sampled_from(["Z", "+02:00"]),
)
def test_values_that_compete_give_the_range_of_all(values: list[tuple[int, int]], zone: str) -> None:
    """Where sources differ on an instant, a duration lies between those that each of the values alone would give."""
    written = [f"2024-06-{6 + hour:02}T{hour:02}:{minute:02}:00{zone}" for hour, minute in values]
    alone = [durations(external(**{"times.detected": {"from": at, "to": at}}))[DurationName.DETECT] for at in written]
    found = durations(external(**{"times.detected": {"one_of": [{"at": at} for at in written]}}))[DurationName.DETECT]
    assert isinstance(found, Duration)
    assert found.shortest == min(exactly(each) for each in alone)
    assert found.longest == max(exactly(each) for each in alone)


def test_a_day_that_competes_with_a_time_counts_whole() -> None:
    """Of a day and a time on it, the day is the range."""
    instants = external(**{"times.detected": {"one_of": [{"at": "2024-06-06"}, {"at": "2024-06-06T12:00:00+02:00"}]}})
    detect = durations(instants)[DurationName.DETECT]
    assert isinstance(detect, Duration)
    assert (detect.shortest, detect.longest) == (14 * HOUR, 38 * HOUR)


def test_what_had_not_come_is_said_with_its_day() -> None:
    """An incident that was still going on says until when that is known."""
    record = external(**{"timeline.1.marks": ["mitigated"], "times.resolved": {"not_yet": "2024-07-01"}})
    fix = durations(record)[DurationName.FIX]
    assert isinstance(fix, NotKnown)
    assert "still going on at 2024-07-01" in fix.why
    assert not_before(record).keys() == {KeyInstant.RESOLVED}


@pytest.mark.parametrize(
    "interval",
    [
        {"one_of": [{"at": "2024-06-05"}]},
        {"one_of": [{"at": "2024-06-05"}, {"at": "2024-06-06"}], "from": "2024-06-05"},
        {"not_yet": "2024-06-05", "to": "2024-06-06"},
        {"evidence": ["E1"]},
    ],
)
def test_an_instant_is_told_in_one_way(interval: dict[str, Any]) -> None:
    """Bounds, values that compete and `not_yet` exclude each other, and one value does not compete."""
    with pytest.raises(ValidationError, match="must have"):
        external(**{"times.detected": interval})
