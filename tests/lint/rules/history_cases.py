"""Cases of the rules that compare a pull request with its base (PM9), and of origin and supersession."""

from __future__ import annotations

from typing import Any

from tests.helpers import BODY, CATALOG, HARMLESS, changed, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OTHER, OWN, Case, external

_WAS = own_record(severity="SEV1", aliases=["PM-2023-0004"])
_HARMLESS = own_record(severity="SEV1", **HARMLESS)
_APPROVED = {"approved_by": "@rkim"}
_NEW_TIMES = ("08T22", "09T01", "09T04", "09T05", "09T06", "09T09")


def _history(code: str, subject: str, place: str, field: str, value: Any, was: str, **more: Any) -> Case:
    """Our own record with one field changed in a pull request; mended, the change is recorded."""
    bad = changed(_WAS, field, value)
    name = field if field in ("visibility", "severity", "kind") else "times"
    correction = {"field": name, "was": was, "date": "2025-05-30", "reason": "The first count was wrong."} | _APPROVED
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
        record = changed(record, f"timeline.{index}.at", f"2025-03-{hour}:20:00Z")
    return record


_EXEMPT = [{"rule": "PM602", "reason": "It is a quotation."}]
_SELF_REVIEWED = changed(own_record(exemptions=_EXEMPT), "people.reviewers.0.person", "asinha")
_OVERWRITTEN = own_record(
    title="Another thing that failed",
    symptom="Nothing was shown at all, on every page.",
    **{f"evidence.{index}.title": f"Another source {index}" for index in range(4)},
    **{f"evidence.{index}.uri": f"https://logs.example.com/{index}" for index in range(4)},
)
_TELLING = [(index, f"2025-03-{hour}:20:00Z") for index, hour in enumerate(_NEW_TIMES)]
for _index, _at in _TELLING:
    _OVERWRITTEN = changed(_OVERWRITTEN, f"timeline.{_index}.at", _at)
_LOST = tuple(record_text(own_record(id=f"PM-2025-01{number:02}", aliases=[])) for number in range(6))


def _superseded(record_id: str, by: str) -> str:
    return record_text(
        own_record(id=record_id, aliases=[], status="superseded", status_reason="Told again.", superseded_by=by)
    )


def _granted(subject: str, place: str, mended: str, **approval: str) -> Case:
    """Our own record whose severity is lowered with a correction that nobody else agreed to."""
    correction = {"field": "severity", "was": "SEV1", "date": "2025-05-30", "reason": "The first count was wrong."}
    less = own_record(severity="SEV2")
    return Case(
        "PM912",
        subject,
        place,
        {OWN: record_text(less | {"corrections": [correction | approval]})},
        {OWN: record_text(less | {"corrections": [correction | {"approved_by": mended}]})},
        former=record_text(own_record()),
    )


def _lost(subject: str, place: str, former: dict[str, Any], field: str, was: str) -> Case:
    """Our own record, which said more at the base; mended, what was taken out is recorded."""
    correction = {"field": field, "was": was, "date": "2025-05-30", "reason": "It was counted wrongly."} | _APPROVED
    more = _WAS
    for path, value in former.items():
        more = changed(more, path, value)
    return Case(
        "PM910",
        subject,
        place,
        {OWN: record_text(_WAS)},
        {OWN: record_text(_WAS | {"corrections": [correction]})},
        former=record_text(more),
    )


_MONEY = [{"text": "Refunds", "value": "5000", "unit": "EUR", "evidence": ["E2"]}]
_LESS = record_text(own_record(id="PM-2025-0002", aliases=[], severity="SEV2"))
_OTHER_INCIDENT = own_record(
    aliases=["PM-2024-0009"],
    symptom="Nothing was shown at all, on every page.",
    teams={"owner": "data-platform", "involved": ["ranking", "reliability"]},
    **{"causes.0.category": "technical/code-defect", "causes.1.category": "process/test-or-eval-gap"},
)

_WITH_TWIN = CATALOG + "  acme-answer-2:\n    kind: service\n    name: Answers again\n    team: acme-search\n"
HISTORY_CASES = (
    Case(
        "PM816",
        "artifacts[0].id",
        'id: "acme-answer-2"',
        {"catalog.yml": _WITH_TWIN, EXTERNAL: record_text(external_record(**{"artifacts.0.id": "acme-answer-2"}))},
        {},
        EXTERNAL,
        former=record_text(external_record()),
        base_catalog=CATALOG,
    ),
    external("PM213", "teams.owner", 'owner: "ranking"', "teams.owner", "ranking"),
    external("PM213", "artifacts[0].id", 'id: "user-features"', "artifacts.0.id", "user-features"),
    external("PM256", "evidence[0].team", 'team: "ranking"', "evidence.0.team", "ranking"),
    Case(
        "PM256",
        "evidence[0].uri",
        "uri:",
        {"settings.yml": "schema_version: 1\nticket_url: https://status.acme.example/{ticket}\n"},
        {},
        EXTERNAL,
    ),
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
    _granted("corrections[0]", '- field: "severity"', "@rkim"),
    _granted("corrections[0].approved_by", "approved_by:", "@tdupont", approved_by="asinha"),
    _lost("impact.users", "users:", {"impact.users.0.value": "900000"}, "impact", "900000 users"),
    _lost("impact.harm", "harm:", {"impact.harm": "One visitor missed a flight."}, "impact", "harm"),
    _lost("impact.money", "money:", {"impact.money": _MONEY}, "impact", "5000 EUR"),
    _lost("causes", "causes:", {"causes.3": _WAS["causes"][1] | {"id": "C4"}}, "causes", "C4"),
    _lost("evidence", "evidence:\n  - id", {"evidence.4": _WAS["evidence"][3] | {"id": "E5"}}, "evidence", "E5"),
    _lost("actions[1]", '- id: "A2"', {"actions.1.control.id": "click-watch"}, "controls", "click-watch"),
    Case(
        "PM911",
        "superseded_by",
        "superseded_by:",
        {OWN: _superseded("PM-2025-0001", "PM-2025-0002"), OTHER: _LESS},
        {
            OWN: _superseded("PM-2025-0001", "PM-2025-0002"),
            OTHER: record_text(own_record(id="PM-2025-0002", aliases=[])),
        },
        former=record_text(own_record(aliases=[])),
    ),
    Case(
        "PM903",
        "id",
        'id: "PM-2025-0001"',
        {OWN: record_text(_OTHER_INCIDENT)},
        {},
        former=record_text(own_record(id="PM-2024-0009", artifacts=[{"id": "feature-store", "role": "failed"}])),
    ),
    Case("PM909", "pull request", "", {}, {}, EXTERNAL, ("PM811",), lost=_LOST),
)
