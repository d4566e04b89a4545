"""Cases of the rules about hollow and half-finished records and about good practice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.helpers import BODY, RecordDict, changed, in_month, own_record, record_text
from tests.lint.rules.cases import OTHER, OWN, Case, own

_UNKNOWN = {"unknown": "Nobody wrote it down."}


def _repairs() -> RecordDict:
    """Our own record, noticed inside, with actions that end this failure and change nothing for the next."""
    record = changed(own_record(), "detection.source", "internal-user")
    for index in range(3):
        record = changed(record, f"actions.{index}.type", "repair")
    return record


def closed(code: str, subject: str, place: str, path: str, value: Any) -> Case:
    """Our own record at `closed` with one field changed; mended, it is closed as it was."""
    record = own_record(status="closed")
    return Case(code, subject, place, {OWN: record_text(changed(record, path, value))}, {OWN: record_text(record)})


def _alert(**fields: Any) -> dict[str, Any]:
    """The control of an alert."""
    return {"id": "click-alert", "kind": "alert", "where": "Serving", "runbook": "https://wiki.example.com/c"} | fields


_OPEN = [
    {"text": "The changed unit spoilt the features.", "state": "open"},
    {"text": "The new model is worse.", "state": "refuted", "evidence_against": ["E2"]},
]
_FACT = "The forecast model read metres per second as kilometres per hour."
_TOLD_TWICE = {
    "summary": f"{own_record()['summary']} {_FACT}",
    "causes.0.text": "For two days the forecast model read metres per second as kilometres per hour.",
}
_REPEATED = "Old and unrelated pages stood at top of most search results"
_IN_PLACE = {"actions.2.status": "done", "actions.2.completed": "2025-04-02"}
_LEAST_ALERT = {"id": "click-alert", "kind": "alert", "where": "Serving", "threshold": "below 55 per cent"}


def _repeating(**changes: Any) -> dict[str, Any]:
    """A later record that repeats our own, of another title and time."""
    later = in_month(own_record(id="PM-2025-0002", aliases=[], **{"recurrence.of": ["PM-2025-0001"]} | changes), "05")
    return {OTHER: record_text(later)}


_A_THIRD_OR_LESS = {"text": "Visitors", "value": {"from": "12", "to": "33"}, "unit": "% of users", "evidence": ["E2"]}
_BROKEN = [{"id": "session-length-bounds", "outcome": "missed"}]
PRACTICE_CASES = (
    own("PM225", "severity", 'severity: "SEV5"', "severity", "SEV5"),
    own("PM225", "severity", 'severity: "SEV3"', "severity", "SEV3"),
    Case(
        "PM250",
        "severity",
        'severity: "SEV2"',
        {OWN: record_text(own_record(severity="SEV2", **{"impact.users.0": _A_THIRD_OR_LESS}))},
        {},
    ),
    own("PM317", "causes[1].text", 'text: "Old and unrelated pages stood at top', "causes.1.text", _REPEATED),
    own("PM317", "hypotheses[1].text", '- text: "Changed unit', "hypotheses.1.text", "Changed unit spoilt features"),
    own(
        "PM318",
        "causes[1].text",
        'text: "Old pages and unrelated',
        "causes.1.text",
        "Old pages and unrelated pages stood at the very top of most search results.",
    ),
    Case(
        "PM430",
        "section `## What happened`",
        "## What happened",
        {OWN: record_text(own_record(**_TOLD_TWICE), BODY.replace("happened\n\n", f"happened\n\n{_FACT} ", 1))},
        {OWN: record_text(own_record(**_TOLD_TWICE))},
    ),
    own("PM319", "impact.predictions", "predictions:", "impact.predictions", {"unknown": "Logs"}),
    own(
        "PM413",
        "causes[1].text",
        'text: "The feature store',
        "causes.1.text",
        "The feature store took session lengths without a unit.",
    ),
    Case(
        "PM414",
        "causes[1].confidence",
        'confidence: "potential"\n    evidence:\n      - "E4"',
        {
            OWN: record_text(
                own_record(
                    severity="SEV2",
                    **{
                        "causes.1.confidence": "potential",
                        "hypotheses": _OPEN,
                        "actions.1.addresses": ["C1"],
                        "actions.2.addresses": ["C1"],
                    },
                )
            )
        },
        {},
        also=("PM402", "PM416"),
    ),
    closed(
        "PM511", "actions[1].status", 'status: "done"\n    success_criterion: "A replay', "actions.1.status", "done"
    ),
    own("PM512", "validation[0].evidence", 'evidence:\n      - "E2"\nlessons', "validation.0.evidence", ["E2"]),
    own("PM513", "validation[0].evidence", "evidence: []", "validation.0.evidence", []),
    own("PM514", "actions[1].control", '- id: "A2"', "actions.1.control", None),
    own("PM515", "actions[2].control.threshold", 'control:\n      id: "click-alert', "actions.2.control", _alert()),
    own(
        "PM515",
        "actions[2].control.threshold",
        'threshold:\n        unknown: "Nobody',
        "actions.2",
        own_record()["actions"][2]
        | {"status": "done", "completed": "2025-04-01"}
        | {"control": _alert(threshold={"unknown": "Nobody wrote down below how many clicks it fires."})},
    ),
    Case(
        "PM516",
        "actions[2].control.runbook",
        'control:\n      id: "click-alert',
        {OWN: record_text(own_record(**_IN_PLACE, **{"actions.2.control": _LEAST_ALERT}))},
        {OWN: record_text(own_record(**{"actions.2.control": _LEAST_ALERT}))},
    ),
    own(
        "PM523",
        "people.reviewers",
        "reviewers:",
        "people.reviewers",
        [{"person": "@Asinha", "team": "reliability", "external": "true"}],
    ),
    own(
        "PM524",
        "people.reviewers",
        "reviewers:",
        "people.reviewers",
        [{"person": "@tdupont", "team": "ranking", "external": "false"}],
    ),
    own("PM524", "people.reviewers", "reviewers:", "people.reviewers", {"unknown": "The list was lost."}),
    own("PM525", "communication.next_update", 'next_update: "2025-04-01"', "communication.next_update", "2025-04-01"),
    Case(
        "PM820",
        "recurrence.of[0]",
        '- "PM-2025-0001"',
        _repeating(),
        _repeating(**{"recurrence.broken_controls": _BROKEN}),
        OTHER,
        is_changed=True,
        former=str(_repeating(status="draft")[OTHER]),
    ),
)

UNANSWERED_CASES = (
    replace(own("PM311", "actions", "actions:\n  unknown", "actions", _UNKNOWN), also=("PM207",)),
    own("PM311", "artifacts", "artifacts:", "artifacts", {"not_applicable": "Nothing of ours took part."}),
    own("PM312", "causes", "causes:", "causes.0.role", "contributing"),
    replace(own("PM312", "causes", "causes:", "causes.0.evidence", []), also=("PM401",)),
    own("PM312", "causes", "causes:", "causes.1.role", "contributing"),
    Case("PM312", "actions", 'actions:\n  - id: "A1"', {OWN: record_text(_repairs())}, {}),
    own("PM313", "impact.money", "money:", "impact.money", {"unknown": "Figure follows from accounting."}),
    own("PM313", "impact.predictions", "predictions:", "impact.predictions", {"unknown": "They are not counted yet."}),
    closed("PM314", "impact.money", "money:", "impact.money", {"not_applicable": "TBD by finance."}),
    closed("PM315", "affected_data[0].state", "state:\n", "affected_data.0.state", _UNKNOWN),
    closed("PM315", "affected_data", "affected_data:", "affected_data", _UNKNOWN),
    own("PM316", "hypotheses[1].text", '- text: "x y z"', "hypotheses.1.text", "x y z"),
    own("PM310", "impact.predictions", "predictions:", "impact.predictions", {"unknown": "a b c"}),
)
