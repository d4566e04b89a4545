"""A severity that holds only because the smallest reading of the impact counts is asked about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers import own_record
from tests.lint.rules.cases import findings_of_record

_NOBODY_COUNTED = {"unknown": "Nobody counted them."}

_TWO_DAYS_APART = [
    {"from": "2025-03-11T01:00:00Z", "to": "2025-03-11T04:00:00Z"},
    {"from": "2025-03-13T03:00:00Z", "to": "2025-03-13T06:00:00Z"},
]


def _measure(unit: str, value: Any) -> dict[str, Any]:
    return {"text": "What was counted", "value": value, "unit": unit, "evidence": ["E2"]}


def _asked(folder: Path, severity: str, **changes: Any) -> list[str]:
    record = own_record(severity=severity, **{"impact.requests": None} | changes)
    return [each.condition for each in findings_of_record(folder, record) if each.code == "PM250"]


@pytest.mark.parametrize(
    ("severity", "changes", "asked"),
    [
        ("SEV3", {"impact.users": [_measure("payers", {"from": "99000", "to": "260000"})]}, "SEV2"),
        ("SEV3", {"impact.users": [_measure("payers", {"from": "90000", "to": "99000"})]}, ""),
        ("SEV2", {"impact.users": [_measure("% of users", {"to": "40"})]}, "SEV1"),
        ("SEV3", {"impact.users": _NOBODY_COUNTED, "impact.other": [_measure("sessions", "340000")]}, "SEV2"),
        ("SEV4", {"impact.users": _NOBODY_COUNTED, "impact.other": [_measure("% of sessions", "33")]}, "SEV1"),
        ("SEV4", {"impact.users": _NOBODY_COUNTED, "impact.other": [_measure("letters", "12000")]}, "SEV3"),
        ("SEV4", {"impact.users": _NOBODY_COUNTED, "impact.other": [_measure("gigabytes", "340000")]}, ""),
        ("SEV3", {"impact.users": [_measure("users", "40")], "impact.other": [_measure("sessions", "340000")]}, ""),
        ("SEV4", {"impact.users": None, "impact.groups": ["Every third applicant below 25"]}, "SEV1"),
        ("SEV4", {"impact.users": None, "impact.groups": ["Applicants below 25, some 13,400 in all"]}, "SEV3"),
        ("SEV4", {"impact.users": None, "impact.groups": ["Applicants below 25 of the year 2026"]}, ""),
        (
            "SEV4",
            {
                "impact.users": [_measure("users", "3")],
                "impact.money": [_measure("EUR", "9900"), _measure("EUR", "9800")],
            },
            "SEV3",
        ),
        (
            "SEV3",
            {"impact.users": [_measure("payers", {"from": "900", "to": "60000"}), _measure("payers", {"to": "50000"})]},
            "SEV2",
        ),
        ("SEV3", {"impact.users": [_measure("users", "60000"), _measure("customers", "50000")]}, "SEV2"),
        ("SEV3", {"impact.users": [_measure("users", "60000"), _measure("% of customers", "2")]}, ""),
        (
            "SEV4",
            {"impact.users": None, "impact.groups": ["Applicants in Kiel: 6,000", "Applicants in Bonn: 5,500 in 2024"]},
            "SEV3",
        ),
        ("SEV4", {"impact.users": None, "impact.groups": ["Applicants in Kiel: 6,000", "Those in Bonn"]}, ""),
        ("SEV4", {"impact.users": [_measure("users", "3")], "impact.money": [_measure("EUR", "9900")]}, ""),
        (
            "SEV4",
            {
                "impact.users": [_measure("users", "3")],
                "impact.money": [_measure("EUR", "9900"), _measure("INR", "9900")],
            },
            "",
        ),
    ],
)
def test_the_largest_reading_is_held_against_the_bounds(
    severity: str, changes: dict[str, Any], asked: str, tmp_path: Path
) -> None:
    """Upper ends, sums, and people told as sessions, letters or groups reach a bound as numbers do."""
    found = _asked(tmp_path, severity, **changes)
    assert [f"it is {asked} where" in each for each in found] == ([True] if asked else []), found


def test_an_end_of_the_harm_that_nobody_knows_is_the_latest(tmp_path: Path) -> None:
    """A wide or unknown time of `mitigated` does not make the harm short: the latest time, or `resolved`, counts."""
    short = {
        "timeline.4.marks": ["mitigated"],
        "timeline.4.at": "2025-03-11T05:30:00Z",
        "timeline.1.at": "2025-03-11T04:00:00Z",
    }
    assert _asked(tmp_path / "known", "SEV3", **short) == []
    wide = {
        "timeline.4.marks": [],
        "times": {"mitigated": {"from": "2025-03-11T05:00:00Z", "to": "2025-03-11T09:00:00Z"}},
    }
    unknown = {"timeline.4.marks": [], "times": {"mitigated": _NOBODY_COUNTED}}
    for name, changes in {"wide": wide, "unknown": unknown}.items():
        (found,) = _asked(tmp_path / name, "SEV3", **short | changes)
        assert "it is SEV2 where there are at least 100,000 users for 240 minutes" in found


def test_only_incidents_of_ours_are_asked(tmp_path: Path) -> None:
    """A draft has no agreed severity, and a severe record nothing above it."""
    wide = {"impact.users": [_measure("payers", {"from": "99000", "to": "260000"})]}
    assert _asked(tmp_path / "draft", "SEV3", status="draft", **wide) == []
    assert _asked(tmp_path / "severe", "SEV1", **wide) == []


@pytest.mark.parametrize(
    ("told", "changes", "is_asked"),
    [
        ("1,300,000 visitors", {}, True),
        ("1,300,000 visitors", {"impact.users": [_measure("users", "120000"), _measure("guests", "30000")]}, False),
        ("For six days", {}, True),
        ("For six days", {"impact.windows": _TWO_DAYS_APART, "timeline.4.at": "2025-03-13T06:00:00Z"}, False),
    ],
)
def test_a_summary_may_add_up_and_count_breaks(
    told: str, changes: dict[str, Any], is_asked: bool, tmp_path: Path
) -> None:
    """It is held against all people together, and against the time from the first harm to the last."""
    old = "all visitors" if "visitors" in told else "For about five hours"
    summary = own_record()["summary"]
    assert old in summary
    record = own_record(summary=summary.replace(old, told), **changes)
    found = [each.code for each in findings_of_record(tmp_path, record)]
    assert ("PM251" in found) == is_asked


@pytest.mark.parametrize(
    "told",
    [
        "For three days",
        "From 11 to 14 March, five minutes of each hour,",
        "For days and with a gap of five minutes",
        "Every five minutes",
        "Five minutes before each release",
        "Over a whole weekend, and longest for an hour,",
    ],
)
def test_a_short_time_of_a_summary_need_not_be_the_whole(told: str, tmp_path: Path) -> None:
    """How often and how late are other times, and days or dates beside a short one tell the whole."""
    times = {f"timeline.{index}.at": f"2025-03-14T0{index}:20:00Z" for index in (3, 4, 5)}
    summary = own_record()["summary"].replace("For about five hours", told)
    assert "PM251" not in [each.code for each in findings_of_record(tmp_path, own_record(summary=summary, **times))]
