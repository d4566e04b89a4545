"""Numbers of a past day: those of the records as they stood on that day, whatever has happened since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import recurrence_report, times_report, trend_report
from ml_postmortems.model.as_known import record_as_known
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus, KeyInstant, Kind, Severity, Status
from ml_postmortems.reading.corpus import load_corpus
from scripts.synth.corpus import draw_corpus
from scripts.synth.incident import Retraction
from scripts.synth.settings import Settings
from tests.analytics.archives import AS_OF, LEAVES, START, TEAMS, archive, at, event, incident
from tests.helpers import FROZEN_TAXONOMY

PEOPLE: dict[str, Any] = {"facilitator": "@a", "authors": ["@a"], "participants": [], "reviewers": []}
FIRST_DAY = START.date()


@dataclass(frozen=True)
class Course:
    """What happened to one incident, in days after the start of the archive."""

    instants: dict[str, int]
    completed: int
    verified: int
    reviewed: int
    leaf: str
    team: str
    repeats: int | None


@st.composite
def courses(draw: st.DrawFn) -> list[Course]:
    """A few incidents, with everything that follows from them over up to a year."""
    found = []
    for number in range(draw(st.integers(1, 12))):
        days = [draw(st.integers(0, 900))]
        for _ in range(3):
            days.append(days[-1] + draw(st.integers(0, 120)))
        completed = days[-1] + draw(st.integers(0, 200))
        found.append(
            Course(
                dict(zip(("started", "detected", "mitigated", "resolved"), days, strict=True)),
                completed,
                completed + draw(st.integers(0, 60)),
                days[-1] + draw(st.integers(0, 40)),
                draw(st.sampled_from(LEAVES[:2])),
                draw(st.sampled_from(TEAMS)),
                draw(st.one_of(st.none(), st.integers(0, number))),
            )
        )
    return found


def written(number: int, course: Course, day: int) -> Record:
    """The record as an author would have it at the end of a day; what has not come yet lies after that day."""
    past = {name: when for name, when in course.instants.items() if when <= day}
    to_come = {name: {"from": at(day + 1)[:10]} for name in course.instants if name not in past}
    is_done, is_verified = course.completed <= day, course.verified <= day
    action = {
        "id": "A1",
        "title": "Refuse it",
        "type": "prevent",
        "addresses": ["C1"],
        "team": course.team,
        "status": "verified" if is_verified else "done" if is_done else "open",
    } | ({"completed": at(course.completed)[:10]} if is_done else {})
    trial = {
        "round": "1", "date": at(course.verified)[:10], "method": "replay", "actions": ["A1"], "alert_fired": "true",
        "pipeline_consistent": "true", "performance_in_bounds": "true", "no_new_issues": "true", "result": "pass",
    }  # fmt: skip
    return incident(
        number,
        leaves=[course.leaf],
        team=course.team,
        timeline=[event(at(when), name) for name, when in past.items()],
        times=to_come,
        actions=[action],
        validation=[trial] if is_verified else [],
        people=PEOPLE | {"reviews": [at(course.reviewed)[:10]] if course.reviewed <= day else []},
        recurrence={} if course.repeats in (None, number) else {"of": [f"PM-2023-{course.repeats:04}"]},
    )


def numbers(found: Archive) -> tuple[object, ...]:
    """Everything that is said of an archive."""
    return trend_report(found), recurrence_report(found), times_report(found)


@settings(max_examples=150)
@given(courses(), st.integers(0, 1200))
def test_numbers_of_a_past_day_are_those_of_the_records_without_later_facts(planted: list[Course], day: int) -> None:
    """Trends, recurrences, patterns, times and completions, against records that were never told the rest."""
    as_of = FIRST_DAY + timedelta(days=day)
    today = [written(number, course, 5000) for number, course in enumerate(planted)]
    known = [
        written(number, course, day) for number, course in enumerate(planted) if course.instants["detected"] <= day
    ]
    assert numbers(archive(today, as_of)) == numbers(archive(known, as_of))


def test_completions_of_a_past_day_are_those_of_the_records_written_then(tmp_path: Path) -> None:
    """A synthetic company as its own history has it on a day: the same actions are completed, and no others."""
    drawn = draw_corpus(Settings(120, 5, words=150, taxonomy=FROZEN_TAXONOMY))
    day = date(2025, 6, 30)
    root = tmp_path / "postmortems"
    root.mkdir()
    (root / "catalog.yml").write_text(drawn.catalog_text(), "utf-8")
    (root / "taxonomy.yml").write_bytes(FROZEN_TAXONOMY.read_bytes())
    for each in drawn.plan.incidents:
        course = drawn.courses[each.number]
        # Nothing dates the writing of a record, its withdrawal and the giving up of an action.
        is_dated = each.retraction is Retraction.NONE and not any(step.given_up for step in course.steps)
        if is_dated and course.published <= day:
            path = root / each.file_name
            path.parent.mkdir(exist_ok=True)
            path.write_text(drawn.record_text(each, day), "utf-8")
    then = load_corpus(root)
    for each in drawn.plan.incidents:
        path = root / each.file_name
        if path.exists():
            path.write_text(drawn.record_text(each, drawn.settings.until), "utf-8")
    now = load_corpus(root)
    expected, found = times_report(Archive(then, day)), times_report(Archive(now, day))
    completed = [(each.record, each.action) for each in expected.actions if each.is_completed]
    assert [(each.record, each.action) for each in found.actions if each.is_completed] == completed
    assert len([each for each in times_report(Archive(now, AS_OF)).actions if each.is_completed]) > len(completed) > 9
    assert found == expected
    assert open_actions(Archive(now, day)) == open_actions(Archive(then, day))


def open_actions(found: Archive) -> object:
    """What a report of recurrence says, with the open actions as ids: nothing dates that an action was begun."""
    report = recurrence_report(found)
    patterns = [(each.records, each.gaps, each.broken_preventions, each.p) for each in report.patterns]
    actions = [{(each.record, each.action) for each in pattern.open_actions} for pattern in report.patterns]
    return patterns, actions, replace(report, patterns=())


@pytest.mark.parametrize(
    "completed, status", [("2024-06-30", ActionStatus.VERIFIED), ("2024-07-01", ActionStatus.OPEN)]
)
def test_completion_counts_from_its_day_on(completed: str, status: ActionStatus) -> None:
    """What is dated on the as-of date is known, what is dated on the day after is not."""
    action = {"id": "A1", "title": "It", "type": "prevent", "team": "ranking", "status": "verified"}
    record = incident(1, at(0), actions=[action | {"completed": completed}], status="closed")
    then = record_as_known(record, date(2024, 6, 30))
    assert then
    assert then.actions[0].status is status  # type: ignore[index]
    assert then.status is (Status.CLOSED if status is ActionStatus.VERIFIED else Status.PUBLISHED)


def test_instant_that_came_later_is_known_not_to_have_come() -> None:
    """It lies after the day; of an interval its beginning stays; one that nobody knows stays unknown."""
    record = incident(
        1,
        timeline=[event(at(0), "started"), event(at(1), "detected"), event(at(30), "resolved")],
        times={
            "diagnosed": {"from": at(2), "to": at(20)},
            "mitigated": {"from": at(12), "to": at(20)},
            "data-repaired": {"unknown": "It."},
        },
    )
    day = FIRST_DAY + timedelta(days=10)
    then = record_as_known(record, day)
    assert then
    times = {name: value if isinstance(value, NotKnown) else (str(value.start), value.end)
             for name, value in then.times.items()}  # fmt: skip
    assert times == {
        KeyInstant.DIAGNOSED: (at(2), None),
        KeyInstant.MITIGATED: (at(11)[:10], None),
        KeyInstant.RESOLVED: (at(11)[:10], None),
        KeyInstant.DATA_REPAIRED: record.times[KeyInstant.DATA_REPAIRED],
    }


@pytest.mark.parametrize(
    ("day", "times", "windows"),
    [
        (60, {"one_of": [{"at": at(20)}, {"at": at(40)}]}, [(0, 5), (30, 50)]),
        (35, {"from": at(20), "to": at(20)}, [(0, 5), (30, None)]),
        (10, {"from": at(11)[:10]}, [(0, 5)]),
        (3, {"from": at(4)[:10]}, [(0, None)]),
    ],
)
def test_values_that_compete_and_harm_that_comes_back_are_cut(
    day: int, times: dict[str, Any], windows: list[tuple[int, int | None]]
) -> None:
    """Of values that compete those of the day count, one alone is no range; harm that stopped later was going on."""

    def record(mitigated: dict[str, Any], harm: list[tuple[int, int | None]]) -> Record:
        written = [{"from": at(first)} | ({} if last is None else {"to": at(last)}) for first, last in harm]
        return incident(
            1,
            timeline=[event(at(0), "started"), event(at(1), "detected")],
            times={"mitigated": mitigated},
            impact={"groups": ["All."], "money": {"unknown": "It."}, "harm": {"unknown": "It."}, "windows": written},
        )

    told = record({"one_of": [{"at": at(20)}, {"at": at(40)}]}, [(0, 5), (30, 50)])
    assert record_as_known(told, FIRST_DAY + timedelta(days=day)) == record(times, windows)


def test_incident_that_nobody_had_noticed_is_not_known() -> None:
    """Begun, and detected after the day."""
    record = incident(1, timeline=[event(at(0), "started"), event(at(9), "detected")])
    assert record_as_known(record, FIRST_DAY + timedelta(days=8)) is None
    assert record_as_known(record, FIRST_DAY + timedelta(days=9)) == record


def test_later_corrections_are_undone() -> None:
    """The severity and the kind of the day; the earliest later correction says what stood then."""
    said = [("severity", "SEV1", 40), ("severity", "SEV2", 80), ("kind", "incident", 80)]
    corrections = [{"field": field, "was": was, "date": at(day)[:10], "reason": "It."} for field, was, day in said]
    record = incident(1, at(0), kind="near-miss", severity="SEV3", corrections=corrections)
    days = {day: record_as_known(record, FIRST_DAY + timedelta(days=day)) for day in (30, 50, 90)}
    assert {day: (then.severity, then.kind) for day, then in days.items() if then} == {
        30: (Severity.SEV1, Kind.INCIDENT),
        50: (Severity.SEV2, Kind.INCIDENT),
        90: (Severity.SEV3, Kind.NEAR_MISS),
    }
    assert len(archive([record], FIRST_DAY + timedelta(days=50)).incidents) == 1


def test_record_without_later_facts_is_itself() -> None:
    """Nothing is copied, so an archive of today costs no more."""
    record = incident(1, at(0), at(1))
    assert record_as_known(record, AS_OF) is record
