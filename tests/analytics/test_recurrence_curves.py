"""Time to recurrence and incidents by age, from records planted with known times."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from ml_postmortems.analytics.archive import Archive, Scope
from ml_postmortems.analytics.lineage import upstream_incidents
from ml_postmortems.analytics.mcf import Unit, mean_cumulative_function
from ml_postmortems.analytics.recurrence_curves import incidents_by_age, time_to_recurrence
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Coverage
from tests.analytics.archives import ARTIFACTS, AS_OF, LEAVES, archive, at, catalog, incident

LENGTH = (AS_OF - date(2023, 1, 1)).days + 1


def chains(seed: int, coverage: Coverage = Coverage.CENSUS) -> tuple[Archive, list[tuple[float, bool]]]:
    """Eight chains of one artifact and one leaf each, with gaps of about 200 days, and the observations planted."""
    chance = Random(seed)
    places = [(leaf, artifact) for leaf in LEAVES for artifact in ARTIFACTS[:2]]
    records: list[Record] = []
    planted: list[tuple[float, bool]] = []
    for leaf, artifact in places:
        days, day = [], chance.uniform(0, 200)
        while day + 1 < LENGTH:
            days.append(day)
            day += 1 + chance.expovariate(1 / 200)
        for place, day in enumerate(days):
            number = len(records)
            team = "ranking" if artifact == ARTIFACTS[0] else "data-platform"
            records.append(incident(number, at(day), at(day + 1), [leaf], [artifact], team))
            is_last = place == len(days) - 1
            planted.append((LENGTH - day - 1 if is_last else days[place + 1] - day - 1, not is_last))
    return archive(records, catalog=catalog(coverage)), planted


@pytest.mark.parametrize("seed", range(5))
def test_time_to_recurrence_is_the_planted_one(seed: int) -> None:
    """Each incident is watched from its end to the next of its chain, or to the as-of date: statsmodels' curve."""
    found, planted = chains(seed)
    result = time_to_recurrence(found)
    assert (result.n, result.events, result.overlaps) == (len(planted), sum(event for _, event in planted), ())
    reference = SurvfuncRight([time for time, _ in planted], [int(event) for _, event in planted])
    assert [step.time for step in result.steps] == pytest.approx(list(reference.surv_times), abs=1e-3)
    assert [step.survival for step in result.steps] == pytest.approx(list(reference.surv_prob))
    assert result.longest == pytest.approx(max(time for time, _ in planted), abs=1e-3)


def test_overlaps_and_collections_are_in_no_curve() -> None:
    """An incident whose next one began before it had ended is told apart; a sample has its counts and no curve."""
    found = archive([incident(1, at(0), at(30)), incident(2, at(10), at(12)), incident(3, at(50), at(51))])
    result = time_to_recurrence(found)
    assert (result.n, result.events, result.overlaps) == (2, 1, ("PM-2023-0001",))
    assert result.steps == ()
    sample, planted = chains(0, Coverage.SAMPLE)
    result = time_to_recurrence(sample)
    assert (result.n, result.steps, result.median) == (len(planted), (), None)
    part = time_to_recurrence(found, found.incidents[2:])
    assert (part.n, part.events, part.overlaps) == (1, 0, ())


def aged(**service: tuple[str | None, str | None]) -> Catalog:
    """A catalog of artifacts with their time in service."""
    return catalog(
        artifacts={
            key.replace("_", "-"): {name: day for name, day in (("in_service_from", since), ("until", until)) if day}
            for key, (since, until) in service.items()
        }
    )


def test_artifacts_are_watched_in_service_and_while_records_were_kept() -> None:
    """An old artifact enters at the age it had at the first incident, a new one at 0, one out of service leaves."""
    kinds = aged(
        old=("2022-01-01", None), new=("2024-01-01", None), gone=("2023-01-01", "2023-12-31"), dateless=(None, None)
    )
    # The first incident, on day 0, opens the watch and is not counted. Days 365 and 731 begin 2024 and 2025.
    records = [incident(0, at(0), artifacts=["dateless"])]
    records += [incident(1 + place, at(10 + 30 * place), artifacts=["old"]) for place in range(12)]
    records += [incident(20 + place, at(365 + 30 * place), artifacts=["new", "old"]) for place in range(6)]
    records += [incident(30, at(364.5), artifacts=["gone"]), incident(31, at(365.5), artifacts=["gone"])]
    found = incidents_by_age(archive(records, catalog=kinds))
    assert (found.n, found.undated, found.before_service, found.events) == (3, ("dateless",), 1, 12 + 12 + 1)
    units = [
        Unit(tuple(365.0 + 10 + 30 * place for place in range(12)) + tuple(730.0 + 30 * place for place in range(6)),
             365.0 + LENGTH, 365.0),
        Unit(tuple(30.0 * place for place in range(6)), LENGTH - 365.0),
        Unit((364.5,), 365.0),
    ]  # fmt: skip
    expected = mean_cumulative_function(units)
    assert [(step.age, step.at_risk, step.events) for step in found.steps] == [
        (step.age, step.at_risk, step.events) for step in expected
    ]
    assert [step.mean for step in found.steps] == pytest.approx([step.mean for step in expected])
    assert found.until == 365.0 + LENGTH


def test_scope_narrows_artifacts_and_incidents_by_age() -> None:
    """A model is one artifact, a cause some of the incidents, a date the time watched."""
    kinds = aged(old=("2022-01-01", None), new=("2023-01-01", None))
    records = [
        incident(number, at(20 * number), None, [LEAVES[number % 2]], [("old", "new")[number % 3 == 0]])
        for number in range(40)
    ]
    found = archive(records, catalog=kinds)
    assert incidents_by_age(found, Scope(model="new")).n == 1
    assert incidents_by_age(found, Scope(model="new")).events == sum(n % 3 == 0 for n in range(1, 40))
    assert incidents_by_age(found, Scope(cause=LEAVES[1])).events == sum(n % 2 for n in range(1, 40))
    late = incidents_by_age(found, Scope(since=Instant.parse("2024")))
    assert late.events == sum(20 * n >= 365 for n in range(40))
    assert late.steps[0].age >= 365


@given(
    st.lists(st.lists(st.integers(0, 5), max_size=3, unique=True), min_size=6, max_size=6),
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=2, unique=True), max_size=8),
)
def test_incidents_reach_whatever_is_made_of_their_artifacts(upstream: list[list[int]], named: list[list[int]]) -> None:
    """By following the lineage step by step, cycles included; through the nearest, and never for one's own."""
    names = [f"a{number}" for number in range(6)]
    kinds = catalog(
        artifacts={names[n]: {"upstream": tuple(names[s] for s in sources)} for n, sources in enumerate(upstream)}
    )
    found = archive(
        [incident(n, at(n), artifacts=[names[i] for i in used]) for n, used in enumerate(named)], catalog=kinds
    )
    through = upstream_incidents(found.incidents, found.catalog)
    for place, name in enumerate(names):
        distance = {place: 0}
        for step in range(1, 7):
            distance |= {
                source: step
                for near, far in list(distance.items())
                if far == step - 1
                for source in upstream[near]
                if source not in distance
            }
        expected = {
            f"PM-2023-{n:04}": min(distance[i] for i in used if i in distance)
            for n, used in enumerate(named)
            if place not in used and any(i in distance for i in used)
        }
        got = {each.record: distance[names.index(each.artifact)] for each in through.get(name, ())}
        assert got == expected
        assert [each.record for each in through.get(name, ())] == sorted(got)
