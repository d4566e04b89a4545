"""How long causes were there before they did harm and before they were seen."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.analytics.latency import CategoryLatency, measure_latency
from ml_postmortems.analytics.quantiles import quantile
from ml_postmortems.model.record import Record
from tests.analytics.archives import LEAVES, archive, at, cause, event, incident

TAXONOMY = archive([]).taxonomy
_BEGAN, _DETECTED = 1000, 1010
"""In days after the start of the archive."""


def aged(number: int, *ages: Any, leaves: tuple[str, ...] = LEAVES) -> Record:
    """An incident whose causes, one of each leaf, were there since; None for one that says nothing."""
    causes = [
        cause(place, leaf) | ({"since": age} if age is not None else {})
        for place, (leaf, age) in enumerate(zip(leaves, ages, strict=False), 1)
    ]
    timeline = [event(at(_BEGAN), "started"), event(at(_DETECTED), "detected")]
    return incident(number, timeline=timeline, causes=causes, primary_cause="C1")


def latency(*records: Record) -> dict[str, CategoryLatency]:
    """What is measured, by category."""
    return {each.group: each for each in measure_latency(records, TAXONOMY)}


def days(found: CategoryLatency) -> tuple[list[float], list[float]]:
    """The known times to the harm and to the detection."""
    return tuple(
        [each.shortest.total_seconds() / 86400 for each in times.measured]
        for times in (found.to_harm, found.to_detection)
    )  # type: ignore[return-value]


@given(st.lists(st.integers(0, 900), min_size=5, max_size=30))
def test_medians_are_those_of_the_ages(ages: list[int]) -> None:
    """Of causes whose day is known the median is that of the days between, and detection comes later by its delay."""
    found = latency(*(aged(number, at(_BEGAN - age)) for number, age in enumerate(ages)))["all"]
    expected = quantile(sorted(map(float, ages)), 0.5)
    medians = [times.median for times in (found.to_harm, found.to_detection)]
    assert [round(each.low.total_seconds() / 86400, 6) for each in medians if each] == [
        round(expected, 6),
        round(expected + _DETECTED - _BEGAN, 6),
    ]
    assert days(found)[0] == sorted(ages)


def test_a_cause_that_was_there_by_a_day_is_censored() -> None:
    """It lay unseen at least so long: counted as going on, in N, and the median lies no earlier for it."""
    known = [aged(number, at(_BEGAN - age)) for number, age in enumerate((1, 2, 3, 4, 5))]
    by = [aged(10 + number, {"to": at(_BEGAN - 100)}) for number in range(2)]
    found, without = latency(*known, *by)["all"].to_harm, latency(*known)["all"].to_harm
    assert (found.n, [each.shortest.days for each in found.ongoing]) == (7, [100, 100])
    assert found.median and without.median
    assert found.median.low.days > without.median.low.days


def test_a_cause_that_was_not_there_before_a_day_gives_a_range() -> None:
    """From nothing to the time since that day."""
    (only,) = latency(aged(1, {"from": at(_BEGAN - 30)}))["all"].to_harm.measured
    assert (only.shortest.days, only.longest.days) == (0, 30)


def test_what_nobody_knows_and_what_nobody_says_is_unknown() -> None:
    """Neither is left out silently, and neither enters a median."""
    found = latency(aged(1, {"unknown": "Lost."}), aged(2, None), aged(3, at(0)))["all"].to_harm
    assert (found.n, set(found.unknown)) == (1, {"PM-2023-0001", "PM-2023-0002"})


def test_an_incident_counts_once_in_each_category_by_its_oldest_cause() -> None:
    """Two causes of one family are no two observations; of one that is only known to be older, so is the incident."""
    found = latency(aged(1, at(_BEGAN - 3), at(_BEGAN - 40), at(_BEGAN - 7)))
    assert days(found["all"])[0] == [40]
    assert days(found["data-quality"])[0] == [40]
    assert days(found[LEAVES[0]])[0] == [3]
    assert days(found["technical"])[0] == [7]
    assert "process" not in found
    censored = latency(aged(1, at(_BEGAN - 3), {"to": at(_BEGAN - 2)}))["data-quality"].to_harm
    assert (censored.measured, [each.shortest.days for each in censored.ongoing]) == ((), [3])


def test_a_cause_that_was_ruled_out_has_no_latency() -> None:
    """It was no cause."""
    causes = [cause(1, LEAVES[0], "ruled-out") | {"since": at(_BEGAN - 3), "ruled_out_because": "It was off."}]
    timeline = [event(at(_BEGAN), "started")]
    record = incident(1, timeline=timeline, causes=causes, primary_cause=None)
    assert latency(record)["all"].to_harm.n == 0


def test_a_cause_that_came_later_has_no_time_to_harm() -> None:
    """It made the incident worse and was not there before; until detected it may have lain unseen."""
    found = latency(aged(1, at(_BEGAN + 4)))["all"]
    assert (found.to_harm.n, len(found.to_harm.not_applicable)) == (0, 1)
    assert days(found)[1] == [6]
