"""Records that have every field and tell nothing: they are never published."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.lint.finding import Level
from ml_postmortems.model.block import Gate
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import field_rules, value_in
from tests.helpers import RecordDict, changed, external_record, own_record
from tests.lint.rules.cases import codes, findings_of_record

_UNKNOWN = {"unknown": "The logs were deleted."}


def _hollow_record(**changes: object) -> RecordDict:
    """Our own SEV3 with a cause and dismissals in empty words, and everything else unknown."""
    others = [f"PM-2024-000{number}" for number in range(1, 6)]
    record = own_record(
        severity="SEV3",
        **dict.fromkeys(("evidence", "timeline", "artifacts", "impact", "actions"), _UNKNOWN),
        **dict.fromkeys(("trigger", "failure", "detection", "affected_data", "lessons", "risk"), _UNKNOWN),
    )
    record["times"] = dict.fromkeys(("started", "detected", "diagnosed", "mitigated", "resolved"), _UNKNOWN)
    record["causes"] = [
        {
            "id": "C1",
            "category": "technical/code-defect",
            "role": "immediate",
            "text": "There was a bug",
            "confidence": "potential",
        }
    ]
    record["recurrence"] = {"dismissed": [{"id": each, "reason": "It was something else"} for each in others]}
    for optional in ("hypotheses", "validation", "regulatory"):
        del record[optional]
    return record | changes


def _errors(folder: Path, record: RecordDict) -> set[str]:
    return {each.code for each in findings_of_record(folder, record) if each.level is Level.ERROR}


def test_a_record_of_unknowns_is_not_published(tmp_path: Path) -> None:
    """Present is not answered: fifteen unknowns and a bug without evidence are refused, each by name."""
    found = findings_of_record(tmp_path, _hollow_record())
    refused = {each.subject for each in found if each.code == "PM311"}
    assert refused == {"evidence", "timeline", "artifacts", "actions"}
    assert {each.subject for each in found if each.code == "PM312"} == {"causes"}


def test_not_applicable_is_no_way_out(tmp_path: Path) -> None:
    """What must be answered cannot be said not to apply either."""
    empty = {"not_applicable": "There is none."}
    record = _hollow_record(**dict.fromkeys(("evidence", "timeline", "artifacts", "actions"), empty))
    assert len([each for each in findings_of_record(tmp_path, record) if each.code == "PM311"]) == 4


def test_a_draft_may_be_hollow(tmp_path: Path) -> None:
    """The gate stands before publication: until then an author may leave everything open."""
    assert not {"PM311", "PM312"} & _errors(tmp_path, _hollow_record(status="in-review"))


def test_what_must_be_answered_is_what_the_rule_refuses(tmp_path: Path) -> None:
    """Rule, reference and JSON Schema read one list, so each field of it is refused when it is unknown."""
    keys = [rule.path[0] for rule in field_rules() if rule.answered and rule.answered.gate is Gate.PUBLISHED]
    assert set(keys) >= {"evidence", "timeline", "artifacts", "causes", "actions"}
    for key in keys:
        record = own_record(**{key: _UNKNOWN})
        assert value_in(Record.model_validate(record), (key,)) is not None
        found = findings_of_record(tmp_path / key, record)
        assert [each.subject for each in found if each.code == "PM311"] == [key]


def test_an_alert_that_is_still_to_come_needs_no_threshold_yet(tmp_path: Path) -> None:
    """Nobody is made to invent the number of an alert that nobody has set up; a reason is asked all the same."""
    record = own_record()
    alert = {"id": "click-alert", "kind": "alert", "where": "Serving", "runbook": "https://wiki.example.com/c"}
    record["actions"][2]["control"] = alert | {"threshold": {"unknown": "It is chosen after a week of watching."}}
    assert "PM515" not in _errors(tmp_path, record)
    record["actions"][2]["control"] = alert
    assert "PM515" in _errors(tmp_path, record)


@pytest.mark.parametrize(("severity", "is_asked"), [("SEV2", True), ("SEV3", True), ("SEV4", False), ("SEV5", False)])
def test_the_short_form_answers_no_systemic_cause(tmp_path: Path, severity: str, is_asked: bool) -> None:
    """Of half an hour of notes a signed risk is not asked; the page says that the cause has no fix."""
    record = changed(own_record(severity=severity), "actions.1.addresses", ["C1"])
    found = codes(findings_of_record(tmp_path, changed(record, "actions.2.addresses", ["C1"])))
    assert ("PM402" in found) == is_asked


def test_who_writes_of_others_accepts_no_risk_and_knows_no_version(tmp_path: Path) -> None:
    """What only an operator could decide or tell is not asked of outsiders, who would write that they do not know."""
    record = external_record()
    record["causes"].append(record["causes"][0] | {"id": "C2", "role": "systemic", "text": "Nobody asked for more."})
    record["artifacts"] = [{"id": "ranking-model", "role": "failed"}]
    assert not {"PM402", "PM307"} & set(codes(findings_of_record(tmp_path, record)))
