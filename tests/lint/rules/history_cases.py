"""Cases of the rules that compare a pull request with its base (PM9), and of origin and supersession."""

from __future__ import annotations

from typing import Any

from tests.helpers import BODY, HARMLESS, changed, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OTHER, OWN, Case, external

_WAS = own_record(severity="SEV1", aliases=["PM-2023-0004"])
_HARMLESS = own_record(severity="SEV1", **HARMLESS)
_NEW_TIMES = ("08T22", "09T01", "09T04", "09T05", "09T06", "09T09")


def _history(code: str, subject: str, place: str, field: str, value: Any, was: str, **more: Any) -> Case:
    """Our own record with one field changed in a pull request; mended, the change is recorded."""
    bad = changed(_WAS, field, value)
    name = field if field in ("visibility", "severity", "kind") else "times"
    correction = {"field": name, "was": was, "date": "2025-05-30", "reason": "The first count was wrong."}
    return Case(
        code,
        subject,
        place,
        {OWN: record_text(bad)},
        {OWN: record_text(bad | {"corrections": [correction]})},
        former=record_text(_WAS | more),
    )


def _moved() -> dict[str, Any]:
    record = changed(_WAS, "lessons", _WAS["lessons"])
    for index, hour in enumerate(_NEW_TIMES):
        record = changed(record, f"timeline.{index}.at", f"2025-03-{hour}:00:00Z")
    return record


_EXEMPT = [{"rule": "PM602", "reason": "It is a quotation."}]
_SELF_REVIEWED = changed(own_record(exemptions=_EXEMPT), "people.reviewers.0.person", "asinha")
_OVERWRITTEN = own_record(
    title="Another thing that failed",
    symptom="Nothing was shown at all, on every page.",
    **{f"evidence.{index}.title": f"Another source {index}" for index in range(4)},
    **{f"evidence.{index}.uri": f"https://logs.example.com/{index}" for index in range(4)},
)
_TELLING = [(index, f"2025-03-{hour}:00:00Z") for index, hour in enumerate(_NEW_TIMES)]
for _index, _at in _TELLING:
    _OVERWRITTEN = changed(_OVERWRITTEN, f"timeline.{_index}.at", _at)
_LOST = tuple(record_text(own_record(id=f"PM-2025-01{number:02}", aliases=[])) for number in range(6))


def _superseded(record_id: str, by: str) -> str:
    return record_text(
        own_record(id=record_id, aliases=[], status="superseded", status_reason="Told again.", superseded_by=by)
    )


HISTORY_CASES = (
    external("PM213", "teams.owner", 'owner: "ranking"', "teams.owner", "ranking"),
    external("PM213", "artifacts[0].id", 'id: "user-features"', "artifacts.0.id", "user-features"),
    Case(
        "PM214",
        "superseded_by",
        "superseded_by:",
        {OWN: _superseded("PM-2025-0001", "PM-2025-0002"), OTHER: _superseded("PM-2025-0002", "PM-2025-0001")},
        {},
    ),
    Case(
        "PM901",
        "id",
        'id: "PM-2024-0001"',
        {EXTERNAL: record_text(external_record(title="Another title"))},
        {EXTERNAL: record_text(external_record(title="Another title", aliases=["PM-2024-0009"]))},
        EXTERNAL,
        former=record_text(external_record(id="PM-2024-0009")),
    ),
    Case(
        "PM902",
        "aliases",
        "aliases:",
        {OWN: record_text(own_record(aliases=["PM-2022-0001"]))},
        {OWN: record_text(own_record(aliases=["PM-2022-0001", "PM-2023-0004"]))},
        former=record_text(_WAS),
    ),
    Case(
        "PM903",
        "id",
        'id: "PM-2025-0001"',
        {OWN: record_text(_OVERWRITTEN, BODY.replace("night", "day"))},
        {},
        former=record_text(own_record()),
        also=("PM905",),
    ),
    _history(
        "PM904", "visibility", 'visibility: "public"\nteams', "visibility", "public", "internal", visibility="internal"
    ),
    Case(
        "PM905",
        "timeline",
        "timeline:",
        {OWN: record_text(_moved())},
        {},
        former=record_text(_WAS),
    ),
    *(
        _history("PM905", subject, place, path, value, was)
        for subject, place, path, value, was in (
            (
                "timeline[1].at",
                'at: "2025-03-11T03:00',
                "timeline.1.at",
                "2025-03-11T03:00:00Z",
                "2025-03-11T01:00:00Z",
            ),
            ("timeline", "timeline:", "timeline.0.at", "2025-03-10T23:00:00Z", "2025-03-10T22:00:00Z"),
            ("evidence[3].date", 'date: "2025-03-21"', "evidence.3.date", "2025-03-21", "2025-03-20"),
            ("actions[1].completed", 'completed: "2025-03-18"', "actions.1.completed", "2025-03-18", "2025-03-19"),
            ("validation[0].date", 'date: "2025-03-21"', "validation.0.date", "2025-03-21", "2025-03-20"),
        )
    ),
    _history("PM906", "severity", "severity:", "severity", "SEV2", "SEV1"),
    Case(
        "PM907",
        "kind",
        'kind: "near-miss"',
        {OWN: record_text(_HARMLESS | {"kind": "near-miss"})},
        {OWN: record_text(_HARMLESS)},
        former=record_text(_HARMLESS),
    ),
    Case(
        "PM908",
        "exemptions[0]",
        '- rule: "PM602"',
        {OWN: record_text(_SELF_REVIEWED)},
        {OWN: record_text(own_record(exemptions=_EXEMPT))},
        former=record_text(own_record()),
        also=("PM523",),
    ),
    Case("PM909", "pull request", "", {}, {}, EXTERNAL, ("PM811",), lost=_LOST),
)
