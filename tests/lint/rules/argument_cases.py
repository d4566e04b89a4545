"""Cases of the rules about exemptions, reasoning, actions and people (PM116, PM4, PM5)."""

from __future__ import annotations

from tests.helpers import RecordDict, changed, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OWN, Case, external, own


def _closed_with_open_must_do() -> RecordDict:
    return changed(own_record(status="closed"), "actions.2.priority", "P1")


def _closed_after_adjusting() -> RecordDict:
    """A closed record whose second round of validation asked for changes."""
    record = changed(own_record(status="closed"), "validation.1", own_record()["validation"][0])
    record = changed(record, "validation.1.round", "2")
    return changed(record, "validation.1.result", "adjust")


def _severe_external(roles: list[str]) -> str:
    """The record of a SEV1 of somebody else, with a cause of each role."""
    record = external_record(severity="SEV1")
    (cause,) = record["causes"]
    causes = [
        {
            **cause,
            "id": f"C{number}",
            "role": role,
            "text": f"A {role} gap of tests.",
            "accepted_risk": {"unknown": "Nothing was published."},
        }
        for number, role in enumerate(roles, 1)
    ]
    return record_text(changed(record, "causes", causes))


def severe_external(code: str, bad: list[str], mended: list[str]) -> Case:
    """A SEV1 of somebody else with causes of these roles, and with those that it needs."""
    files = {EXTERNAL: _severe_external(bad)}
    return Case(code, "causes", "causes:", files, {EXTERNAL: _severe_external(mended)}, EXTERNAL)


_REFUND = changed(changed(own_record(), "actions.1.type", "repair"), "actions.1.addresses", [])
"""Our own record with a repair of the damage alone, which says that it answers no cause."""

ARGUMENT_CASES = (
    own("PM116", "exemptions[0].rule", 'rule: "PM102"', "exemptions", [{"rule": "PM102", "reason": "Our own key."}]),
    own("PM116", "exemptions[0].rule", 'rule: "PM999"', "exemptions", [{"rule": "PM999", "reason": "No such rule."}]),
    own("PM116", "exemptions[0].rule", 'rule: "PM701"', "exemptions", [{"rule": "PM701", "reason": "We know."}]),
    # PM4: reasoning
    own("PM401", "causes[1].evidence", '- id: "C2"', "causes.1.evidence", None),
    external("PM401", "causes[0].evidence", "evidence: []", "causes.0.evidence", []),
    Case(
        "PM402",
        "causes[1]",
        '- id: "C2"',
        {
            OWN: record_text(
                changed(changed(own_record(), "actions.1.addresses", ["C1"]), "actions.2.addresses", ["C1"])
            )
        },
        {
            OWN: record_text(
                changed(
                    changed(changed(own_record(), "actions.1.addresses", ["C1"]), "actions.2.addresses", ["C1"]),
                    "causes.1.accepted_risk",
                    {"reason": "The job is switched off in May.", "by_role": "Head of data", "date": "2025-03-18"},
                )
            )
        },
    ),
    own("PM403", "actions[2].addresses", "addresses: []", "actions.2.addresses", []),
    Case(
        "PM403",
        "actions[1].addresses",
        '- id: "A2"',
        {OWN: record_text(changed(_REFUND, "actions.1.addresses", None))},
        {OWN: record_text(_REFUND)},
    ),
    severe_external("PM404", ["systemic"], ["immediate", "systemic"]),
    severe_external("PM405", ["immediate"], ["immediate", "systemic"]),
    own("PM406", "hypotheses", "hypotheses:", "hypotheses.1", None),
    own("PM407", "hypotheses[0].evidence_for", '- text: "The changed unit', "hypotheses.0.evidence_for", None),
    own("PM407", "hypotheses[1].evidence_against", "evidence_against: []", "hypotheses.1.evidence_against", []),
    own(
        "PM408",
        "evidence[4]",
        '- id: "E5"',
        "evidence.4",
        {"id": "E5", "kind": "log", "title": "A log", "uri": "https://logs.example.com/5", "visibility": "public"},
    ),
    own("PM409", "actions", 'actions:\n  - id: "A1"', "actions.2.type", "process"),
    # PM5: actions and people
    Case("PM501", "actions[2].status", 'status: "open"', {OWN: record_text(_closed_with_open_must_do())}, {}),
    own(
        "PM502", "actions[2].success_criterion", 'success_criterion: "Better', "actions.2.success_criterion", "Better."
    ),
    own(
        "PM502",
        "actions[2].success_criterion",
        '"It is deployed',
        "actions.2.success_criterion",
        "It is deployed in the new cluster.",
    ),
    own("PM503", "actions[2].due", 'due: "2025-04-01"', "actions.2.due", "2025-04-01"),
    own("PM504", "actions[1].status", 'status: "verified"', "validation.0.actions", ["A1"]),
    own("PM505", "actions[0].completed", '- id: "A1"', "actions.0.completed", None),
    own("PM505", "actions[2].completed", 'completed: "2025-03-30"', "actions.2.completed", "2025-03-30"),
    own("PM506", "actions[0].completed", 'completed: "2062-03-11"', "actions.0.completed", "2062-03-11"),
    Case(
        "PM507",
        "actions[2].person",
        '- id: "A3"',
        {OWN: record_text(changed(changed(own_record(), "actions.2.priority", "P0"), "actions.2.person", None))},
        {},
    ),
    own("PM509", "actions[1].control.threshold", "control:", "actions.1.control.threshold", None),
    Case(
        "PM510",
        "status",
        'status: "closed"',
        {OWN: record_text(_closed_after_adjusting())},
        {OWN: record_text(_closed_after_adjusting() | {"status": "adjusting"})},
    ),
    own("PM520", "actions[2].person", 'person: "@rkim"\n    due: "2034', "actions.2.person", "@rkim"),
    own("PM521", "people.facilitator", 'facilitator: "@lmora"', "people.facilitator", "@lmora"),
    own("PM522", "people.participants", "participants:", "people.participants.3", None),
)
