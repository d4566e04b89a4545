"""How fast incidents are noticed and ended, held against NumPy and against what was planted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from ml_postmortems.analytics.report import times_report
from ml_postmortems.analytics.times import (
    Ongoing,
    Taken,
    TimeName,
    Times,
    action_completions,
    distribution,
    measure_detection,
    measure_times,
)
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Coverage, Term
from tests.analytics.archives import archive, at, catalog, event, incident

PEOPLE: dict[str, Any] = {"facilitator": "@a", "authors": ["@a"], "participants": [], "reviewers": []}

_UNTOLD = incident(1)


def timed(number: int, hours: Mapping[str, float | None], source: str | None = None, **changes: Any) -> Record:
    """An incident with these instants, in hours after its beginning; None for one that nobody knows."""
    timeline = [event(at(number), "started")]
    timeline += [event(at(number + value / 24), name) for name, value in hours.items() if value is not None]
    times = {name: {"unknown": "Nobody knows."} for name, value in hours.items() if value is None}
    detection = {"source": source, "monitor": "It.", "should_have_been": "It."} if source else None
    return incident(number, timeline=timeline, times=times, detection=detection, **changes)


def measured(records: list[Record]) -> dict[Term, Times]:
    """Every time by its name."""
    return {each.name: each for each in measure_times(records)}


@given(st.lists(st.one_of(st.none(), st.integers(-48, 5000)), min_size=1, max_size=40))
def test_quantiles_are_those_of_numpy_over_what_is_known(hours: list[int | None]) -> None:
    """Negative ones enter them and are counted apart as well, unknown ones are left out; below five there is no
    median."""
    records = [timed(number, {"detected": value}) for number, value in enumerate(hours)]
    found = measured(records)[TimeName.DETECT]
    known = sorted(value for value in hours if value is not None)
    assert found.n == len(known)
    assert len(found.negative) == sum(value is not None and value < 0 for value in hours)
    assert len(found.unknown) == sum(value is None for value in hours)
    assert [each.shortest / timedelta(hours=1) for each in found.measured] == pytest.approx(
        [value for value in known if value >= 0]
    )
    if len(known) < 5:
        assert found.quantiles == ()
    for each in found.quantiles:
        assert each.low == each.high
        assert each.low.total_seconds() == pytest.approx(3600 * float(np.quantile(known, each.share)), abs=1)


@given(st.lists(st.sampled_from(["alert", "customer", None]), max_size=12))
def test_every_incident_is_in_one_place_of_every_time(sources: list[str | None]) -> None:
    """MeasuredTime, negative, unknown or not applicable; and in one detection source."""
    records = [timed(number, {"detected": 1.0, "resolved": None}, source) for number, source in enumerate(sources)]
    for each in measure_times(records):
        parts = [one.record for one in (*each.measured, *each.negative, *each.ongoing)] + [
            *each.unknown,
            *each.not_applicable,
        ]
        assert sorted(parts) == [record.id for record in records]
    groups = measure_detection(records)
    assert sum(each.n for each in groups) == len(records)
    assert {each.group: each.n for each in groups} == {
        source or "unknown": sources.count(source) for source in set(sources)
    }


def test_each_time_lies_between_its_two_instants() -> None:
    """Detect, diagnose, mitigate, fix and harm by their definition; data repair and review where there are any."""
    instants = {"detected": 2, "diagnosed": 5, "mitigated": 9, "resolved": 20, "data-repaired": 50}
    spoilt = {"artifact": "click-log", "from": at(1), "to": at(2), "filter": "all", "state": "repaired"}
    people = PEOPLE | {"reviews": [at(12)[:10], at(9)[:10]]}
    record = timed(1, instants, affected_data=[spoilt], people=people)
    found = {name: (each.measured[0].shortest, each.measured[0].longest) for name, each in measured([record]).items()}
    hours = {"detect": 2, "diagnose": 3, "mitigate": 7, "fix": 18, "harm": 9, "repair-data": 48}
    assert {name: ends for name, ends in found.items() if name is not TimeName.REVIEW} == {
        name: (timedelta(hours=value),) * 2 for name, value in hours.items()
    }
    resolved = timedelta(days=1, hours=20)  # since the start of the archive, as the days of the reviews
    assert found[TimeName.REVIEW] == (timedelta(days=9) - resolved, timedelta(days=10) - resolved)


@pytest.mark.parametrize(
    "hours, expected",
    [({"resolved": None, "mitigated": 24}, timedelta(days=7)), ({"resolved": 48, "mitigated": 24}, timedelta(days=6))],
)
def test_review_counts_from_the_last_end_that_is_known(hours: dict[str, float | None], expected: timedelta) -> None:
    """Resolved, else mitigated, also where resolved is said not to be known."""
    people = PEOPLE | {"reviews": [at(9)[:10]]}
    (found,) = measured([timed(1, hours, people=people)])[TimeName.REVIEW].measured
    assert found.shortest == expected


def test_review_that_was_not_held_does_not_apply() -> None:
    """And one of which nobody knows is unknown."""
    records = [
        timed(number, {"resolved": 1}, people=PEOPLE | {"reviews": {what: "It was small."}})
        for number, what in enumerate(["not_applicable", "unknown"])
    ]
    found = measured(records)[TimeName.REVIEW]
    assert (found.not_applicable, found.unknown) == (("PM-2023-0000",), ("PM-2023-0001",))


def test_record_that_says_nothing_is_unknown_and_not_left_out() -> None:
    """Neither an instant nor a reason: it counts among the unknown ones, where it can apply at all."""
    found = measured([incident(1, timeline=[])])
    assert {name for name, each in found.items() if each.unknown} == {
        TimeName.DETECT,
        TimeName.DIAGNOSE,
        TimeName.MITIGATE,
        TimeName.FIX,
        TimeName.HARM,
    }
    assert found[TimeName.REPAIR_DATA].not_applicable == found[TimeName.REVIEW].not_applicable == ("PM-2023-0001",)


def test_times_known_in_part_give_a_median_that_is_a_range() -> None:
    """Starts known by the day: the median lies between those of the shortest and of the longest times."""
    starts = [{"from": at(day), "to": at(day + 1)} for day in range(9)]
    records = [
        incident(day, timeline=[event(at(day + 1 + day / 10), "detected")], times={"started": start})
        for day, start in enumerate(starts)
    ]
    found = measured(records)[TimeName.DETECT]
    assert found.median
    assert found.median.low / timedelta(days=1) == pytest.approx(0.4, abs=1e-4)
    assert found.median.high / timedelta(days=1) == pytest.approx(1.4, abs=1e-4)
    assert found.median.interval
    low, high = found.median.interval
    assert low / timedelta(days=1) == pytest.approx(0.1, abs=1e-4)
    assert high / timedelta(days=1) == pytest.approx(1.7, abs=1e-4)


def action(number: int, status: str, completed: float | None = None) -> dict[str, Any]:
    """An action."""
    done = {"completed": at(completed)} if completed is not None else {}
    return {"id": f"A{number}", "title": "It", "type": "prevent", "team": "ranking", "status": status} | done


def test_actions_are_watched_to_the_as_of_date() -> None:
    """Completed ones are events, open ones are censored, given-up and announced ones are left out."""
    actions = [
        action(1, "done", 30),
        action(2, "open"),
        action(3, "wont-do"),
        action(4, "announced"),
        action(5, "in-progress"),
        action(6, "verified", 10),
    ]
    timeline = [event(at(0), "started"), event(at(1), "detected")]
    found = archive([incident(1, timeline=timeline, actions=actions), incident(2, at(3), actions=actions)])
    completions = action_completions(found, found.incidents)
    assert [(each.action, each.days, each.is_completed) for each in completions] == [
        ("A1", 29.0, True),
        ("A2", 1096.0, False),
        ("A5", 1096.0, False),
        ("A6", 9.0, True),
    ]


def test_completion_by_type_and_priority_is_that_of_those_actions_alone() -> None:
    """Each group has its own curve, open ones censored in it, and no median where too few are completed."""
    actions = [
        *({**action(number, "done", 10 + number), "priority": "P1"} for number in range(1, 10)),
        {**action(10, "open"), "priority": "P1"},
        {**action(11, "done", 3), "type": "detect", "priority": "P2"},
        {**action(12, "open"), "type": "detect"},
    ]
    timeline = [event(at(0), "started"), event(at(1), "detected")]
    report = times_report(archive([incident(1, timeline=timeline, actions=actions)], catalog=catalog(Coverage.CENSUS)))
    groups = {each.group.value: each for each in report.completion_groups}
    assert [(name, each.n, each.completed) for name, each in groups.items()] == [
        ("detect", 2, 1),
        ("prevent", 10, 9),
        ("P1", 10, 9),
        ("P2", 1, 1),
    ]
    for name in ("prevent", "P1"):  # of ten, the fifth is completed 15 days after day 0 and was noticed on day 1
        median = groups[name].median
        assert median is not None
        assert median.value == 14
    assert groups["detect"].median is groups["P2"].median is None


@pytest.mark.parametrize("coverage, is_told", [(Coverage.CENSUS, True), (Coverage.SAMPLE, False)])
def test_collection_has_medians_and_no_intervals(coverage: Coverage, is_told: bool) -> None:
    """What describes these records alone has no interval and no curve."""
    actions = [action(number, "done", 10 + number) for number in range(1, 11)]
    timeline = [event(at(0), "started"), event(at(0.5), "detected")]
    records = [incident(number, timeline=timeline, actions=actions) for number in range(8)]
    report = times_report(archive(records, catalog=catalog(coverage)))
    median = report.times[0].median
    assert median
    assert (median.interval is not None) == is_told
    assert bool(report.completion) == bool(report.completion_median) == is_told


@given(
    st.lists(st.tuples(st.integers(0, 4000), st.booleans()), min_size=1, max_size=40).filter(
        lambda each: not all(is_over for _, is_over in each)
    )
)
def test_incidents_that_go_on_are_censored(planted: list[tuple[int, bool]]) -> None:
    """`resolved: {from: moment}` had lasted until then: the quantiles are those of statsmodels' curve, and one that the
    curve does not reach is left out."""
    records = []
    for number, (hours, is_over) in enumerate(planted):
        timeline = [event(at(number), "started"), event(at(number), "detected")]
        end = at(number + hours / 24)
        records.append(
            incident(number, timeline=[*timeline, event(end, "resolved")])
            if is_over
            else incident(number, timeline=timeline, times={"resolved": {"from": end}})
        )
    found = measured(records)[TimeName.FIX]
    over = [hours for hours, is_over in planted if is_over]
    assert (len(found.measured), len(found.ongoing), found.unknown) == (len(over), len(planted) - len(over), ())
    if len(over) < 5:
        assert found.quantiles == ()
        return
    curve = SurvfuncRight([hours for hours, _ in planted], [int(is_over) for _, is_over in planted])
    expected = {
        share: next(
            (time for time, left in zip(curve.surv_times, curve.surv_prob, strict=True) if left <= 1 - share + 1e-9),
            None,
        )
        for share in (0.25, 0.5, 0.75, 0.9)
    }
    said = {each.share: each.low / timedelta(hours=1) for each in found.quantiles}
    assert said == pytest.approx({share: time for share, time in expected.items() if time is not None}, abs=1e-3)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans()), min_size=5, max_size=14))
def test_a_range_of_a_quantile_runs_from_less_to_more(planted: list[tuple[int, int, bool]]) -> None:
    """Also where an end of which only a range is known may lie on both sides of the moment at which another incident
    was last heard of, which changes how many are at risk."""
    taken: list[tuple[Record, Mapping[TimeName, Taken]]] = [
        (
            _UNTOLD,
            {
                TimeName.FIX: Duration(timedelta(hours=shortest), timedelta(hours=shortest + more))
                if is_over
                else Ongoing(timedelta(hours=shortest))
            },
        )
        for shortest, more, is_over in planted
    ]
    for each in distribution(TimeName.FIX, "all", taken, with_intervals=True).quantiles:
        assert each.low <= each.high
        if each.interval:
            assert each.interval[0] <= each.low
            assert each.high <= each.interval[1]


def test_unknown_and_going_on_are_told_apart() -> None:
    """One whose end nobody noted, and one that is not over."""
    marks = [event(at(0), "started"), event(at(1), "detected")]
    records = [
        incident(1, timeline=marks, times={"resolved": {"unknown": "It faded."}}),
        incident(2, timeline=marks, times={"resolved": {"from": at(9)}}),
    ]
    found = measured(records)[TimeName.FIX]
    assert (found.unknown, [(each.record, each.shortest.days) for each in found.ongoing]) == (
        ("PM-2023-0001",),
        [("PM-2023-0002", 8)],
    )
