"""Cases of the rules about records that are closed too early."""

from __future__ import annotations

from typing import Any

from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case


def _closed(code: str, subject: str, place: str, changes: dict[str, Any], also: tuple[str, ...] = ()) -> Case:
    """Our own closed record with some fields changed; mended, it is closed as it was."""
    record = own_record(status="closed")
    for path, value in changes.items():
        record = changed(record, path, value)
    mended = record_text(own_record(status="closed"))
    return Case(code, subject, place, {OWN: record_text(record)}, {OWN: mended}, also=also)


_SUMMARY = own_record()["summary"]


def _given_up(**accepted: Any) -> str:
    """Our own closed record whose lasting actions are all given up, with what is said of its systemic cause."""
    risk = own_record()["risk"] | {"at_closing": {"unknown": "Nobody estimated it once more."}}
    record = own_record(status="closed", risk=risk, validation={"not_applicable": "Nothing is left to try."})
    for index, action in enumerate(record["actions"]):
        if action["type"] in ("detect", "prevent", "process"):
            kept = {key: value for key, value in action.items() if key not in ("completed", "evidence")}
            record["actions"][index] = kept | {"status": "wont-do", "reason": "The part is retired with the release."}
    return record_text(changed(record, "causes.1", record["causes"][1] | accepted))


def _prevention_given_up(**accepted: Any) -> str:
    """Our own closed record whose alert is in place and whose only prevention was given up."""
    record = own_record(status="closed")
    kept = {key: value for key, value in record["actions"][1].items() if key not in ("completed", "evidence")}
    record["actions"][1] = kept | {"status": "wont-do", "reason": "Moved to the roadmap of the coming year."}
    record["actions"][2] |= {"status": "verified", "completed": "2025-03-15", "evidence": ["E4"]}
    record["validation"][0]["actions"] = ["A3"]
    for number in (0, 1):
        record["causes"][number] |= accepted
    return record_text(record)


_ACCEPTED = {"reason": "The job is retired in May 2025.", "by_role": "Head of search", "date": "2025-04-01"}

EARLY_CLOSING_CASES = (
    Case("PM350", "actions", 'actions:\n  - id: "A1"', {OWN: _given_up()}, {OWN: _given_up(accepted_risk=_ACCEPTED)}),
    Case(
        "PM350",
        "actions[1].status",
        'status: "wont-do"',
        {OWN: _prevention_given_up()},
        {OWN: _prevention_given_up(accepted_risk=_ACCEPTED)},
    ),
    _closed(
        "PM351", "impact.notes", "notes:", {"impact.notes": "Version v41 of the model is still in use in two markets."}
    ),
    _closed(
        "PM351",
        "causes[0].text",
        'text: "The old',
        {"causes.0.text": "The old session lengths are still in use in two jobs."},
    ),
    _closed(
        "PM352",
        "validation[0].actions",
        'actions:\n      - "A1"\n    alert',
        {"validation.0.actions": ["A1"]},
        also=("PM504",),
    ),
    _closed("PM351", "summary", "summary:", {"summary": _SUMMARY + " The investigation goes on."}),
    _closed("PM351", "summary", "summary:", {"summary": _SUMMARY + " The alert has not been switched on yet."}),
    _closed(
        "PM341",
        "actions[2].status",
        'status: "open"',
        {"actions.2.type": "investigate", "actions.2.addresses": ["C1"], "causes.0.confidence": "potential"},
        also=("PM409",),
    ),
    _closed(
        "PM341",
        "hypotheses",
        "hypotheses:",
        {"hypotheses": [{"text": "The ranking job read an old file.", "state": "open"}]},
    ),
)
