"""How long it hurt divides into parts that never add up to more than the whole; what is drawn is to scale."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ml_postmortems.model.durations import harm_span
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.web.phase_bar import WIDTH, PhaseBar, Scale, phase_bar
from tests.helpers import external_record
from tests.site import record_of

NAMES = ("started", "detected", "diagnosed", "mitigated", "resolved")
START = datetime.fromisoformat("2025-03-10T00:00:00+00:00")


def record_with(**moments: str) -> Record:
    """A record whose timeline marks these instants at these times."""
    events = [_event(at, [name.replace("_", "-")]) for name, at in moments.items()]
    return record_of(external_record(timeline=events or [_event("2025-03-10", [])], times=None))


def bar_of(**moments: str) -> PhaseBar | None:
    """How the harm of such a record divides."""
    return phase_bar(record_with(**moments))


def parts(bar: PhaseBar | None) -> list[tuple[str, KeyInstant]]:
    """Each part by its name and what ended it."""
    return [(each.phase, each.last) for each in bar.segments] if bar else []


def _event(at: str, marks: list[str]) -> dict[str, Any]:
    return {"at": at, "phase": "serving", "kind": "event", "text": "x", "marks": marks}


def at(hours: float) -> str:
    return (START + timedelta(seconds=round(hours * 3600))).isoformat()


TIMES = st.one_of(
    st.integers(0, 20000).map(lambda hours: at(hours)),
    st.integers(0, 800).map(lambda days: (START + timedelta(days=days)).date().isoformat()),
    st.integers(1, 12).map(lambda month: f"2025-{month:02}"),
)
"""To the minute, the day and the month."""


@example({"started": at(1), "detected": "2025-03-10", "diagnosed": at(20), "mitigated": at(23)})
@given(st.fixed_dictionaries({"started": TIMES, "mitigated": TIMES}, optional=dict.fromkeys(NAMES[1:3], TIMES)))
def test_no_part_is_longer_than_the_whole_and_their_least_fit_into_it(moments: dict[str, str]) -> None:
    """Detected on a day of which the harm took nine hours: nobody can have missed it for twenty-three of them."""
    record = record_with(**moments)
    whole, bar = harm_span(record), phase_bar(record)
    if not bar:
        return
    assert isinstance(whole, Duration)
    assert len(bar.segments) > 1
    shortest, longest = zip(*((each.duration.shortest, each.duration.longest) for each in bar.segments), strict=True)
    assert timedelta(0) <= min(shortest)
    assert max(longest) <= whole.longest
    assert sum(shortest, timedelta(0)) <= whole.longest
    assert sum(longest, timedelta(0)) >= whole.shortest
    rest = sum(shortest, timedelta(0))
    assert all(most + rest - least <= whole.longest for least, most in zip(shortest, longest, strict=True))
    assert (bar.segments[0].first, bar.segments[-1].last) == (KeyInstant.STARTED, KeyInstant.MITIGATED)


@given(st.fixed_dictionaries({name: st.floats(0, 20000) for name in NAMES[:4]}))
def test_the_parts_fill_the_bar_from_left_to_right(hours: dict[str, float]) -> None:
    """Each part begins where the one before ends; together they are as wide as the drawing, and each can be seen."""
    bar = bar_of(**{name: at(value) for name, value in hours.items()})
    if not bar:
        return
    assert sum(segment.width for segment in bar.segments) == WIDTH
    assert all(segment.width >= 20 for segment in bar.segments)
    edge = 0
    for segment in bar.segments:
        assert segment.x == edge
        edge += segment.width
    for before, after in zip(bar.segments, bar.segments[1:], strict=False):
        assert before.last is after.first
        assert before.duration.longest <= after.duration.longest or before.width >= after.width - 1


@pytest.mark.parametrize(
    "moments",
    [
        {},
        {"started": "2025-03-10"},
        {"started": at(0), "mitigated": at(4)},
        {"started": at(0), "resolved": at(4)},
        {"detected": at(0), "started": at(2), "mitigated": at(3)},
        {"started": at(0), "mitigated": at(3), "detected": at(9), "diagnosed": at(10)},
        {"started": at(9), "mitigated": at(0), "detected": at(5)},
        {"detected": at(1), "mitigated": at(3)},
        {"started": at(1), "detected": "2025-03-10", "mitigated": at(23)},
    ],
)
def test_there_is_nothing_to_divide(moments: dict[str, str]) -> None:
    """One part, an unknown beginning, what came before or after the harm, a day that says no more than the whole."""
    assert bar_of(**moments) is None


def test_only_the_harm_is_divided() -> None:
    """A warning before it and all that came after its end are no part of how long it hurt."""
    bar = bar_of(started=at(2), detected=at(3), mitigated=at(5), diagnosed=at(9), resolved=at(20))
    assert parts(bar) == [("undetected", KeyInstant.DETECTED), ("mitigating", KeyInstant.MITIGATED)]
    warned = bar_of(detected=at(0), started=at(2), diagnosed=at(4), mitigated=at(5))
    assert parts(warned) == [("diagnosing", KeyInstant.DIAGNOSED), ("mitigating", KeyInstant.MITIGATED)]


def test_the_usual_phases_have_names_of_their_own() -> None:
    """Colours and words follow the phase, so each differs from the others."""
    bar = bar_of(started=at(0), detected=at(1), diagnosed=at(2), mitigated=at(3), resolved=at(4))
    assert [phase for phase, _ in parts(bar)] == ["undetected", "diagnosing", "mitigating"]


def test_harm_without_an_end_tells_how_long_nobody_noticed() -> None:
    """Nothing is drawn, as there is no whole to compare with; what came after detection may be after the harm."""
    bar = bar_of(started=at(0), detected=at(5), diagnosed=at(9))
    assert parts(bar) == [("undetected", KeyInstant.DETECTED)]
    assert bar
    assert bar.scale is None


def test_harm_that_came_back_is_not_divided() -> None:
    """The breaks between its times are no harm, so parts from its beginning to its end would be longer than it."""
    marks = ("started", "detected", "mitigated")
    events = [_event(at(hour), [name]) for name, hour in zip(marks, (0, 2, 30), strict=True)]
    windows = [{"from": at(0), "to": at(3), "evidence": ["E1"]}, {"from": at(28), "to": at(30), "evidence": ["E1"]}]
    assert phase_bar(record_of(external_record(timeline=events, times=None)))
    assert not phase_bar(record_of(external_record(timeline=events, times=None, **{"impact.windows": windows})))


def test_an_instant_in_the_zone_of_the_others() -> None:
    """A date without a time is a day where the others happened: twelve hours of it at most lie before noon there."""
    bar = bar_of(started="2025-03-09T12:00:00+09:00", detected="2025-03-10", mitigated="2025-03-11T12:00:00+09:00")
    assert bar
    assert [each.duration.shortest for each in bar.segments] == [timedelta(hours=12)] * 2


def test_a_bar_to_scale_is_as_wide_as_its_times_are_long() -> None:
    """Times that are known to the minute: an hour is a tenth of ten hours."""
    bar = bar_of(started=at(0), detected=at(1), mitigated=at(10))
    assert bar
    assert [segment.width for segment in bar.segments] == [WIDTH // 10, WIDTH * 9 // 10]
    assert bar.scale is Scale.TRUE


def test_a_part_that_is_drawn_wider_takes_it_from_the_others_in_proportion() -> None:
    """A minute of a week can be seen and is said to be wider than it is; the rest keeps its proportions."""
    bar = bar_of(started=at(0), detected=at(1 / 60), diagnosed=at(42), mitigated=at(168))
    assert bar
    widths = [segment.width for segment in bar.segments]
    assert bar.scale is Scale.WIDENED
    assert widths[2] == pytest.approx(widths[1] * 3, abs=4)


def test_times_that_are_known_roughly_are_said_and_not_drawn() -> None:
    """`less than ten months` beside `less than a year` may be either way round: no part is drawn as the longer one."""
    bar = bar_of(started="2021-01", detected="2021-08", mitigated="2021-11-02")
    assert bar
    assert bar.scale is None
    assert bar.told == "It was noticed in Aug 2021."


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        (
            {"started": "2025-03-10", "detected": at(19), "diagnosed": at(19.5), "mitigated": at(21)},
            "It was noticed at 19:00 UTC. Finding the cause took 30 min. Ending it took 1 h 30 min.",
        ),
        (
            {"started": at(1), "detected": at(1.5), "mitigated": "2025-03-10"},
            "Nobody noticed it for 30 min.",
        ),
        (
            {"started": "2021-01", "detected": "2021-08", "diagnosed": "2021-10-05", "mitigated": "2021-11-02"},
            "It was noticed in Aug 2021. The cause was found on 5 Oct 2021.",
        ),
    ],
)
def test_parts_in_words_say_what_is_known_of_them(moments: dict[str, str], said: str) -> None:
    """`undetected less than 2 days, diagnosing less than 8 days` tells a reader nothing; a day or a length does."""
    bar = bar_of(**moments)
    assert bar
    assert (bar.scale, bar.told) == (None, said)


def test_two_parts_that_may_have_been_nothing_are_one() -> None:
    """Of three years the last three days: the day of the diagnosis tells nothing about how they divide."""
    bar = bar_of(started="2020-07-20", detected="2023-06-22", diagnosed="2023-06-25", mitigated="2023-06-28")
    assert [each.words for each in bar.segments] == ["unnoticed", "finding the cause", "ending it"] if bar else False
    bar = bar_of(started="2020-07-20", detected="2023-06-22", diagnosed="2023-06-22", mitigated="2023-06-23")
    assert bar
    assert [each.words for each in bar.segments] == ["unnoticed", "ending it"]


def test_an_uncertain_edge_is_no_reason_where_it_is_short_beside_the_whole() -> None:
    """Detected on one day of three years: the parts are known to a day."""
    bar = bar_of(started="2020-01-01", detected="2022-12-01", mitigated="2023-01-20")
    assert bar
    assert bar.scale in (Scale.TRUE, Scale.WIDENED)
