"""The bar of phases is as long as the incident, and its parts are the times between key instants."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.web.phase_bar import WIDTH, PhaseBar, Scale, phase_bar
from tests.helpers import external_record
from tests.site import record_of

NAMES = ("started", "detected", "diagnosed", "mitigated", "resolved")
START = datetime.fromisoformat("2025-03-10T00:00:00+00:00")


def bar_of(**moments: str) -> PhaseBar | None:
    """The bar of a record whose timeline marks these instants at these times."""
    events = [_event(at, [name.replace("_", "-")]) for name, at in moments.items()]
    return phase_bar(record_of(external_record(timeline=events or [_event("2025-03-10", [])], times=None)))


def _event(at: str, marks: list[str]) -> dict[str, Any]:
    return {"at": at, "phase": "serving", "kind": "event", "text": "x", "marks": marks}


def at(hours: float) -> str:
    return (START + timedelta(seconds=round(hours * 3600))).isoformat()


@given(st.dictionaries(st.sampled_from(NAMES), st.floats(0, 20000), min_size=2))
def test_the_parts_fill_the_bar_from_left_to_right(hours: dict[str, float]) -> None:
    """Each part begins where the one before ends; together they are as wide as the drawing, and each can be seen."""
    bar = bar_of(**{name: at(value) for name, value in hours.items()})
    if len({at(value) for value in hours.values()}) < 2:
        assert bar is None
        return
    assert bar
    assert sum(segment.width for segment in bar.segments) == WIDTH
    assert all(segment.width >= 20 for segment in bar.segments)
    edge = 0
    for segment in bar.segments:
        assert segment.x == edge
        edge += segment.width
        assert segment.duration.longest > timedelta(0)


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 20000), min_size=2))
def test_the_parts_follow_each_other_in_time(hours: dict[str, int]) -> None:
    """The end of a part is the beginning of the next, or the same moment; none is drawn as longer than a longer one."""
    bar = bar_of(**{name: at(value) for name, value in hours.items()})
    if not bar:
        return
    for before, after in zip(bar.segments, bar.segments[1:], strict=False):
        assert hours[before.last.value] == hours[after.first.value]
    longest = max(bar.segments, key=lambda segment: segment.duration.longest)
    assert longest.width >= max(segment.width for segment in bar.segments) - len(bar.segments)


@pytest.mark.parametrize(
    "moments",
    [{}, {"started": "2025-03-10"}, {"started": at(0), "resolved": at(0)}, {"started": at(0), "data_repaired": at(5)}],
)
def test_fewer_than_two_instants_make_no_bar(moments: dict[str, str]) -> None:
    """There is nothing to draw between an instant and itself; the repair of data is after the incident."""
    assert bar_of(**moments) is None


def test_an_alert_before_the_harm_comes_first() -> None:
    """Negative detection is a warning, not a time in which nobody knew."""
    bar = bar_of(detected=at(0), started=at(2), mitigated=at(3))
    assert bar
    assert [(segment.first, segment.last) for segment in bar.segments] == [
        (KeyInstant.DETECTED, KeyInstant.STARTED),
        (KeyInstant.STARTED, KeyInstant.MITIGATED),
    ]
    warned, harmed = bar.segments
    assert warned.phase not in (harmed.phase, "undetected")


def test_the_usual_phases_have_names_of_their_own() -> None:
    """Colours and words follow the phase, so each differs from the others."""
    bar = bar_of(started=at(0), detected=at(1), diagnosed=at(2), mitigated=at(3), resolved=at(4))
    assert bar
    assert len({segment.phase for segment in bar.segments}) == len(bar.segments) == 4


def test_days_and_moments_can_be_mixed() -> None:
    """A date without a time lies in the middle of its day, as seen from the zone of the others."""
    bar = bar_of(started="2025-03-09", detected="2025-03-10T09:00:00+09:00", resolved="2025-03")
    assert bar
    assert [segment.last for segment in bar.segments][-1] is KeyInstant.RESOLVED


def test_only_the_harm_counts_as_how_long_it_hurt() -> None:
    """A warning before the start and a diagnosis after the mitigation stand apart, in that order."""
    bar = bar_of(detected=at(0), started=at(2), mitigated=at(3), diagnosed=at(9), resolved=at(20))
    assert bar
    assert [segment.last for segment in bar.of("before")] == [KeyInstant.STARTED]
    assert [segment.last for segment in bar.of("harm")] == [KeyInstant.MITIGATED]
    assert [segment.last for segment in bar.of("after")] == [KeyInstant.DIAGNOSED, KeyInstant.RESOLVED]


def test_a_bar_to_scale_is_as_wide_as_its_times_are_long() -> None:
    """Times that are known to the minute: an hour is a tenth of ten hours."""
    bar = bar_of(started=at(0), detected=at(1), mitigated=at(10))
    assert bar
    assert [segment.width for segment in bar.segments] == [WIDTH // 10, WIDTH * 9 // 10]
    assert bar.scale is Scale.TRUE


def test_a_part_that_is_drawn_wider_takes_it_from_the_others_in_proportion() -> None:
    """A minute of a week can be seen and is said to be wider than it is; the rest keeps its proportions."""
    bar = bar_of(started=at(0), detected=at(1 / 60), mitigated=at(42), resolved=at(168))
    assert bar
    widths = [segment.width for segment in bar.segments]
    assert bar.scale is Scale.WIDENED
    assert widths[2] == pytest.approx(widths[1] * 3, abs=4)


def test_times_that_are_known_roughly_draw_no_lengths() -> None:
    """`less than a year` beside `less than ten months` may be either way round: no part is drawn as the longer one."""
    bar = bar_of(detected="2020", started="2021", mitigated="2021-11-02")
    assert bar
    assert bar.scale is Scale.NONE
    assert len({segment.width for segment in bar.segments}) == 1


def test_an_uncertain_edge_is_no_reason_where_it_is_short_beside_the_whole() -> None:
    """Detected on one day of three years: the parts are known to a day."""
    bar = bar_of(started="2020-01-01", detected="2022-12-01", mitigated="2023-01-20")
    assert bar
    assert bar.scale in (Scale.TRUE, Scale.WIDENED)


def test_one_part_is_compared_with_nothing() -> None:
    """No scale is said of it."""
    bar = bar_of(started=at(0), resolved=at(5))
    assert bar
    assert (bar.scale, [segment.width for segment in bar.segments]) == (None, [WIDTH])
