"""Cases of the rules about hollow and half-finished records (PM311 to PM319, PM511 to PM513)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.helpers import RecordDict, changed, own_record, record_text
from tests.lint.cases import OWN, Case, own

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


HOLLOW_CASES = (
    replace(own("PM311", "actions", "actions:\n  unknown", "actions", _UNKNOWN), also=("PM207",)),
    own("PM311", "artifacts", "artifacts:", "artifacts", {"not_applicable": "Nothing of ours took part."}),
    own("PM312", "causes", "causes:", "causes.0.role", "contributing"),
    replace(own("PM312", "causes", "causes:", "causes.0.evidence", []), also=("PM401",)),
    own("PM312", "causes", "causes:", "causes.1.role", "contributing"),
    Case("PM312", "actions", 'actions:\n  - id: "A1"', {OWN: record_text(_repairs())}, {}),
    own("PM313", "impact.predictions", "predictions:", "impact.predictions", {"unknown": "They are not counted yet."}),
    closed("PM314", "impact.money", "money:", "impact.money", {"not_applicable": "TBD by finance."}),
    closed("PM315", "affected_data[0].state", "state:\n", "affected_data.0.state", _UNKNOWN),
    closed("PM315", "affected_data", "affected_data:", "affected_data", _UNKNOWN),
    own("PM316", "hypotheses[1].text", '- text: "x y z"', "hypotheses.1.text", "x y z"),
    own("PM310", "impact.predictions", "predictions:", "impact.predictions", {"unknown": "a b c"}),
)
