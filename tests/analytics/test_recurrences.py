"""What came back, held against the definition tried on every pair of incidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.patterns import find_patterns
from ml_postmortems.analytics.preventions import broken_preventions
from ml_postmortems.analytics.recurrences import declared_recurrences, signature_chains, signature_recurrences
from ml_postmortems.analytics.report import recurrence_report
from ml_postmortems.analytics.shares import by_all, by_model, by_team, recurrence_shares
from ml_postmortems.model.account import ArtifactUse
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.record import Record
from ml_postmortems.model.settings import DEFAULT_SETTINGS, Settings
from ml_postmortems.model.terms import ActionStatus, ArtifactRole, Coverage, KeyInstant
from tests.analytics.archives import ARTIFACTS, LEAVES, TEAMS, archive, at, catalog, cause, incident

incidents = st.lists(
    st.tuples(
        st.integers(0, 1000),
        st.integers(0, 60),
        st.lists(st.sampled_from(LEAVES), min_size=1, max_size=2, unique=True),
        st.lists(st.sampled_from(ARTIFACTS), max_size=2, unique=True),
        st.sampled_from(TEAMS),
    ),
    max_size=14,
)
Planted = list[tuple[int, int, list[str], list[str], str]]


def made(planted: Planted) -> Archive:
    """The archive of these incidents: day of beginning, days until resolved, leaves, artifacts, team."""
    return archive(
        incident(number, at(day), at(day + length), leaves, artifacts, team)
        for number, (day, length, leaves, artifacts, team) in enumerate(planted)
    )


def share(one: Record, other: Record) -> bool:
    """The definition: a leaf of an immediate or systemic cause and an artifact, or primary leaf and owning team."""
    leaves = [{each.category for each in record.causes} for record in (one, other)]  # type: ignore[union-attr]
    artifacts = [{use.id for use in record.artifacts} for record in (one, other)]  # type: ignore[union-attr]
    same_place = bool(leaves[0] & leaves[1]) and bool(artifacts[0] & artifacts[1])
    assert one.primary
    assert other.primary
    return same_place or (one.primary.category == other.primary.category and one.teams.owner == other.teams.owner)


def moments(record: Record) -> tuple[datetime, datetime]:
    """When it began and when it was resolved."""
    first, last = (event.at.moment for event in record.timeline)  # type: ignore[union-attr]
    assert first
    assert last
    return first, last


@settings(max_examples=300)
@given(incidents)
def test_signature_recurrences_are_those_of_the_definition(planted: Planted) -> None:
    """Every later incident of a pair that shares a signature, at most 365 days after the end of the earlier one, once,
    against the one that ended last; overlaps only for incidents that repeat nothing that had ended."""
    found = made(planted)
    gaps: dict[str, list[tuple[timedelta, str]]] = {}
    overlaps: dict[str, list[timedelta]] = {}
    for earlier, later in combinations(found.incidents, 2):
        gap = moments(later)[0] - moments(earlier)[1]
        if share(earlier, later) and gap < timedelta(0):
            overlaps.setdefault(later.id, []).append(gap)
        elif share(earlier, later) and gap <= timedelta(days=365):
            gaps.setdefault(later.id, []).append((gap, earlier.id))
    recurrences = signature_recurrences(found)
    after = {each.later: each for each in recurrences if not each.gap.is_overlap}
    beside = {each.later: each for each in recurrences if each.gap.is_overlap}
    assert len(after) + len(beside) == len(recurrences)
    assert after.keys() == gaps.keys()
    assert beside.keys() == overlaps.keys() - gaps.keys()
    for each in after.values():
        assert each.gap.shortest == each.gap.longest == min(gap for gap, _ in gaps[each.later])
        assert (each.gap.shortest, each.earlier) in gaps[each.later]
        assert each.signatures
    for each in beside.values():
        assert each.gap.shortest == max(overlaps[each.later])
    order = [record.id for record in found.incidents]
    assert [order.index(each.later) for each in recurrences] == sorted(order.index(each.later) for each in recurrences)


@given(incidents)
def test_patterns_hold_just_the_incidents_of_their_leaf_and_place(planted: Planted) -> None:
    """Every leaf and artifact, and primary leaf and team, that meet at least twice stand in one pattern."""
    found = made(planted)
    expected: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for leaf in LEAVES:
        for place in (*ARTIFACTS, *TEAMS):
            ids = tuple(
                record.id
                for record in found.incidents
                if (place in [use.id for use in record.artifacts] and leaf in [each.category for each in record.causes])  # type: ignore[union-attr]
                or (record.primary and record.primary.category == leaf and record.teams.owner == place)
            )
            if len(ids) > 1:
                expected.setdefault((leaf, ids), set()).add(place)
    patterns = find_patterns(found)
    assert {(each.leaf, each.records) for each in patterns} == expected.keys()
    for each in patterns:
        places = expected[each.leaf, each.records]
        assert set(each.artifacts) == places & set(ARTIFACTS)
        assert each.team == (None if each.artifacts else next(iter(places)))
        assert each.count == len(each.gaps) + 1
    order = [(each.p, -each.count) for each in patterns]
    assert order == sorted(order)


@pytest.mark.parametrize("window", [None, 30, 366])
@pytest.mark.parametrize("later, is_found", [(0, True), (0.001, False)])
def test_window_is_counted_in_days_from_the_end(window: int | None, later: float, is_found: bool) -> None:
    """To the second; 365 days, unless the settings of the base say otherwise."""
    chosen = Settings(schema_version="1", recurrence_window=window) if window else DEFAULT_SETTINGS
    found = archive([incident(1, at(0), at(10)), incident(2, at(10 + (window or 365) + later))], settings=chosen)
    assert bool(signature_recurrences(found)) == is_found
    assert recurrence_report(found).window_days == (window or 365)


def test_gap_says_what_it_is_counted_from_and_how_exactly() -> None:
    """An end known by its month gives a range; an end not known at all is the beginning."""
    found = archive([incident(1, "2024-02-03T00:00:00Z", "2024-03"), incident(2, "2024-05-01T00:00:00Z")])
    (each,) = signature_recurrences(found)
    assert (each.gap.shortest, each.gap.longest) == (timedelta(days=30), timedelta(days=61))
    assert each.gap.counted_from is KeyInstant.RESOLVED
    assert each.gap.days == 45.5
    found = archive([incident(1, "2024-02-03T00:00:00Z"), incident(2, "2024-05-01T00:00:00Z")])
    assert signature_recurrences(found)[0].gap.counted_from is KeyInstant.STARTED


def test_ruled_out_and_contributing_causes_make_no_signature() -> None:
    """Only what made it happen or possible counts, unless it is the primary cause of one team."""
    causes = [cause(1, LEAVES[1]), cause(2, LEAVES[0], "contributing"), cause(3, LEAVES[2], "ruled-out")]
    first = incident(1, at(0), at(1), LEAVES[:3])
    second = incident(2, at(9), at(10), [LEAVES[1]], causes=causes, team="data-platform")
    assert [each.leaf for each in signature_chains(archive([first, second]))] == [LEAVES[1]]


def test_declared_recurrences_are_what_authors_say_and_nothing_else() -> None:
    """Each of `of`, by a former id too; one that is left out of statistics, or out of sight, is not counted."""
    said = {"of": ["PM-2023-0001", "PM-2001-0007", "PM-2023-0003", "PM-2023-0099"]}
    found = archive(
        [
            incident(1, at(0), at(2), [LEAVES[0]]),
            incident(2, at(30), at(31), [LEAVES[1]], aliases=["PM-2001-0007"]),
            incident(3, at(40), status="withdrawn"),
            incident(4, at(50), None, [LEAVES[2]], ["click-log"], "data-platform", recurrence=said),
        ]
    )
    assert [(each.later, each.earlier, each.gap.days) for each in declared_recurrences(found)] == [
        ("PM-2023-0004", "PM-2023-0001", 48.0),
        ("PM-2023-0004", "PM-2023-0002", 19.0),
    ]
    assert signature_recurrences(found) == ()


def prevention(status: str, **changes: object) -> dict[str, object]:
    """An action against the first cause."""
    return {
        "id": "A1",
        "title": "Refuse it",
        "type": "prevent",
        "addresses": ["C1"],
        "team": "ranking",
        "status": status,
        "completed": at(20)[:10],
    } | changes


def validation(result: str, day: float, number: int = 1) -> dict[str, object]:
    """A round of validation of that action."""
    return {
        "round": f"{number}",
        "date": at(day)[:10],
        "method": "replay",
        "actions": ["A1"],
        "alert_fired": "true",
        "pipeline_consistent": "true",
        "performance_in_bounds": "true",
        "no_new_issues": "true",
        "result": result,
    }


@pytest.mark.parametrize(
    "action, rounds, verified, came_back",
    [
        (prevention("verified"), [validation("pass", 40)], 40, "PM-2023-0003"),
        (prevention("verified"), [validation("adjust", 25), validation("pass", 40, 2)], 40, "PM-2023-0003"),
        (prevention("verified"), [], 20, "PM-2023-0002"),
        (prevention("verified"), [validation("pass", 30)], 30, "PM-2023-0003"),
        (prevention("verified"), [validation("pass", 100)], None, None),
        (prevention("done"), [validation("pass", 25)], None, None),
        (prevention("verified", type="detect"), [validation("pass", 25)], None, None),
        (prevention("verified", addresses=["C2"]), [validation("pass", 25)], None, None),
    ],
)
def test_coming_back_after_verified_prevention_is_told(
    action: dict[str, object], rounds: list[dict[str, object]], verified: int | None, came_back: str | None
) -> None:
    """Only of a prevention against this leaf that was verified, and only of incidents after the day it was; as what may
    be, since no record says so."""
    causes = [cause(1, LEAVES[0]), cause(2, LEAVES[1], "contributing")]
    first = incident(1, at(0), at(5), actions=[action], validation=rounds, causes=causes)
    (pattern,) = find_patterns(archive([first, incident(2, at(30), at(31)), incident(3, at(60), at(61))]))
    found = [(each.verified.isoformat(), each.came_back, each.is_certain) for each in pattern.broken_preventions]
    assert found == ([] if verified is None else [(at(verified)[:10], came_back, False)])


CONTROL = {"id": "size-check", "kind": "data-check", "where": "It."}
ALERT = {"id": "A2", "title": "It", "type": "detect", "team": "ranking", "status": "done", "addresses": ["C1"],
         "control": CONTROL | {"id": "size-alert"}}  # fmt: skip


@pytest.mark.parametrize(
    "answer, is_certain",
    [
        ({}, False),
        ({"broken_controls": [{"id": "size-check", "outcome": "missed"}]}, True),
        ({"broken_controls": [{"id": "size-check", "outcome": {"unknown": "Nobody looked."}}]}, False),
        ({"broken_controls": [{"id": "size-check", "outcome": "absent"}]}, True),
        ({"broken_controls": [{"id": "size-check", "outcome": {"not_applicable": "Other place."}}]}, False),
        ({"broken_controls": [{"id": "size-alert", "outcome": "missed"}]}, None),
        ({"dismissed": [{"id": "PM-2023-0001", "reason": "It was another one."}]}, None),
    ],
)
def test_later_record_decides_whether_a_prevention_held(answer: dict[str, object], is_certain: bool | None) -> None:
    """It came back where the record says that the control failed, and may have where it says nothing or nobody knows;
    not where it dismisses the earlier one, or names another control of it."""
    actions = [prevention("verified", control=CONTROL), ALERT]
    first = incident(1, at(0), at(5), actions=actions, validation=[validation("pass", 20)])
    found = broken_preventions(archive([first, incident(2, at(60), at(61), recurrence=answer)]))
    assert [each.is_certain for each in found] == ([] if is_certain is None else [is_certain])
    # The control counts wherever a record names it, the cause only at the artifact.
    elsewhere = incident(2, at(60), at(61), [LEAVES[3]], ["click-log"], "data-platform", recurrence=answer)
    is_named = "absent" in str(answer) or "missed" in str(answer) or "Nobody looked" in str(answer)
    expected = [bool(is_certain)] if is_named and is_certain is not None else []
    assert [each.is_certain for each in broken_preventions(archive([first, elsewhere]))] == expected


@pytest.mark.parametrize(
    "roles, is_told",
    [((ArtifactRole.FAILED, ArtifactRole.ORIGIN), True), ((ArtifactRole.FAILED, ArtifactRole.CARRIER), False)],
)
def test_artifact_that_only_carried_the_failure_is_not_where_it_came_back(
    roles: Sequence[ArtifactRole], is_told: bool
) -> None:
    """Both incidents must have begun or failed at the artifact that they share."""
    actions = [prevention("verified", completed=at(70)[:10])]
    first, second = (
        incident(number, at(100 * number), at(100 * number + 1), actions=actions).model_copy(
            update={"artifacts": (ArtifactUse(id="ranking-model", role=role),)}
        )
        for number, role in enumerate(roles)
    )
    assert bool(broken_preventions(archive([first, second]))) == is_told


def test_what_happens_to_another_operator_is_no_recurrence() -> None:
    """A shared artifact ties two operators no more than `recurrence.of` may."""
    two = catalog().model_dump(mode="json", by_alias=True, exclude_none=True)
    two["operators"]["them"] = {"name": "Them"}
    two["teams"]["their-team"] = {"operator": "them", "name": "Theirs"}
    shared = Catalog.model_validate(two)
    records = [incident(1, at(0), at(1)), incident(2, at(9), at(10), team="their-team"), incident(3, at(20), at(21))]
    found = signature_recurrences(archive(records, catalog=shared))
    assert [(each.later, each.earlier) for each in found] == [("PM-2023-0003", "PM-2023-0001")]
    assert [each.records for each in find_patterns(archive(records, catalog=shared))] == [
        ("PM-2023-0001", "PM-2023-0003")
    ]


def test_what_may_have_come_back_within_the_window_is_told_apart() -> None:
    """Known by the year, 1 to 23 months apart: possible, in no share, unless an earlier one makes it certain."""
    roughly = [incident(1, "2023", "2023"), incident(2, "2024", "2024")]
    (each,) = signature_recurrences(archive(roughly))
    assert (each.is_certain, each.gap.is_overlap) == (False, False)
    exactly = incident(3, "2023-12-01T00:00:00Z", "2023-12-02T00:00:00Z")
    late = incident(4, "2024-06-01T00:00:00Z", "2024-06-02T00:00:00Z")
    first = incident(5, "2023-01-05T00:00:00Z", "2023")
    found = {pair.later: pair for pair in signature_recurrences(archive([first, exactly, late]))}
    assert (found[late.id].earlier, found[late.id].is_certain) == (exactly.id, True)
    found = {pair.later: pair for pair in signature_recurrences(archive([first, late]))}
    assert (found[late.id].earlier, found[late.id].is_certain) == (first.id, False)
    report = recurrence_report(archive([first, late]))
    assert (len(report.by_signature), len(report.possible)) == (0, 1)


def test_certain_one_that_ended_earlier_counts_before_a_possible_one() -> None:
    """The last that ended is known by its year; the one before it came back within a year for certain."""
    precise = incident(1, "2023-12-10T00:00:00Z", "2023-12-20T00:00:00Z")
    rough = incident(2, "2023-12-12T00:00:00Z", "2023")
    later = incident(3, "2024-12-10T00:00:00Z")
    found = {each.later: each for each in signature_recurrences(archive([precise, rough, later]))}
    assert (found[later.id].earlier, found[later.id].is_certain) == (precise.id, True)


def test_incident_that_goes_on_has_not_come_back() -> None:
    """What begins meanwhile overlaps, and it is in no curve; the format says `resolved: {from: day}`."""
    going_on = {"resolved": {"from": at(40)[:10]}}
    records = [incident(1, at(0), times=going_on), incident(2, at(30), at(31)), incident(3, at(100), at(101))]
    found = signature_recurrences(archive(records[:2]))
    assert [(each.gap.is_ongoing, each.gap.is_overlap) for each in found] == [(True, True)]
    found = signature_recurrences(archive(records))
    assert [(each.later, each.earlier, each.gap.is_overlap) for each in found] == [
        ("PM-2023-0002", "PM-2023-0001", True),
        ("PM-2023-0003", "PM-2023-0002", False),
    ]


def test_open_actions_of_a_pattern_say_their_status() -> None:
    """Finished ones are not open; announced ones are told apart."""
    actions = [
        {"id": f"A{number}", "title": "It", "type": "process", "team": "ranking", "status": status.value}
        for number, status in enumerate(ActionStatus, 1)
    ]
    (pattern,) = find_patterns(archive([incident(1, at(0), at(1), actions=actions), incident(2, at(9))]))
    assert [each.status for each in pattern.open_actions] == [
        status for status in ActionStatus if not status.is_finished
    ]


def test_shares_count_incidents_that_came_back_and_leave_overlaps_out() -> None:
    """Twelve incidents of one signature, ten days apart and each over before the next, but for one that overlaps."""
    records = [incident(number, at(10 * number), at(10 * number + 1)) for number in range(11)]
    overlap = incident(11, at(5), at(300), [LEAVES[2]], ["click-log"], "data-platform")
    beside = incident(12, at(50), at(51), [LEAVES[2]], ["click-log"], "data-platform")
    found = archive([*records, overlap, beside])
    recurrences = signature_recurrences(found)
    assert [each.later for each in recurrences if each.gap.is_overlap] == ["PM-2023-0012"]
    (total,) = recurrence_shares(found, found.incidents, recurrences, by_all)
    assert (total.n, len(total.recurrences)) == (13, 10)
    assert total.value == pytest.approx(10 / 13)
    small, large = recurrence_shares(found, found.incidents, recurrences, by_team)
    assert (small.group, small.n, small.value) == ("data-platform", 2, None)
    assert (large.group, large.n, len(large.recurrences)) == ("ranking", 11, 10)
    assert large.value == pytest.approx(10 / 11)
    (model,) = recurrence_shares(found, found.incidents, recurrences, by_model(found))
    assert (model.group, model.n) == ("ranking-model", 11)
    sample = archive(found.incidents, catalog=catalog(Coverage.SAMPLE))
    assert [each.value for each in recurrence_shares(sample, sample.incidents, recurrences, by_all)] == [None]


def test_later_one_in_another_zone_is_compared_as_a_moment() -> None:
    """Midnight in one zone is the afternoon before in another."""
    found = archive([incident(1, at(0), "2023-01-02T00:00:00Z"), incident(2, "2023-01-01T16:00:00-08:00")])
    (each,) = signature_recurrences(found)
    assert each.gap.shortest == timedelta(0)
    assert not each.gap.is_overlap
