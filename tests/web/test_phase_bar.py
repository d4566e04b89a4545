"""The bar of phases is as long as the incident, and its parts are the times between key instants."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.web.phase_bar import WIDTH, PhaseBar, phase_bar
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
    """The end of one part is the beginning of the next, or the same moment; the longest part is the widest."""
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
