"""What is asked of a record rises with its status, its severity and its origin, and by no other way."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.lint.finding import Finding
from tests.helpers import BODY, RecordDict, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OWN, codes, findings_of, findings_of_record

FROM_PUBLISHED = ("published", "validating", "adjusting", "closed")
FROM_REVIEW = ("in-review", *FROM_PUBLISHED)
STATUSES = ("draft", *FROM_REVIEW, "withdrawn")
DRAFT_FIELDS = (
    "schema_version",
    "id",
    "title",
    "kind",
    "origin",
    "status",
    "severity",
    "visibility",
    "teams",
    "symptom",
)


def _draft_fields(**changes: str) -> RecordDict:
    record = own_record(**changes)
    return {field: record[field] for field in (*DRAFT_FIELDS, *changes)}


def _findings_of_external(folder: Path, record: RecordDict) -> list[Finding]:
    return findings_of(folder, {EXTERNAL: record_text(record)})


def _missing(findings: list[Finding], *also: str) -> set[str]:
    """What is asked for; nothing else is found but by these other rules."""
    assert {finding.code for finding in findings} <= {"PM301", *also}, findings
    return {finding.subject for finding in findings if finding.code == "PM301"}


def test_a_draft_needs_few_fields_and_no_text(tmp_path: Path) -> None:
    """A draft in minutes: ten keys, an empty body, and nothing is asked for."""
    assert findings_of_record(tmp_path, _draft_fields(status="draft"), "") == []


@pytest.mark.parametrize("field", DRAFT_FIELDS)
def test_a_draft_needs_each_of_them(field: str, tmp_path: Path) -> None:
    """Without one of these a record cannot be found or ranked, or nobody owns it."""
    record = _draft_fields(status="draft")
    del record[field]
    assert codes(findings_of_record(tmp_path, record, "")) == ["PM101"]


@pytest.mark.parametrize(
    ("field", "red"),
    [
        ("incident_refs", FROM_REVIEW),
        ("summary", FROM_REVIEW),
        ("trigger", FROM_REVIEW),
        ("failure", FROM_REVIEW),
        ("artifacts", FROM_REVIEW),
        ("lifecycle_stage", FROM_REVIEW),
        ("detection", FROM_REVIEW),
        ("timeline", FROM_PUBLISHED),
        ("primary_cause", FROM_PUBLISHED),
        ("hypotheses", FROM_PUBLISHED),
        ("impact", FROM_PUBLISHED),
        ("risk", FROM_PUBLISHED),
        ("affected_data", FROM_PUBLISHED),
        ("lessons", FROM_PUBLISHED),
        ("people", FROM_PUBLISHED),
        ("responsibilities", FROM_PUBLISHED),
        ("communication", FROM_PUBLISHED),
        ("alignment", FROM_PUBLISHED),
        ("actions.2.due", FROM_PUBLISHED),
        ("actions.2.priority", FROM_PUBLISHED),
        ("actions.2.success_criterion", FROM_PUBLISHED),
        ("validation", ("closed",)),
    ],
)
def test_a_field_is_asked_for_from_its_status_on(field: str, red: tuple[str, ...], tmp_path: Path) -> None:
    """The same gap is allowed before the gate and an error from it on."""
    for status in STATUSES:
        reason = {"status_reason": "It was not ours."} if status == "withdrawn" else {}
        record = own_record(status=status, **reason, **{field: None})
        findings = findings_of_record(tmp_path / status, record)
        expected = {field.replace(".2.", "[2].")} if status in red else set()
        assert _missing(findings, "PM504", "PM570") == expected, status


_NO_USERS = {"not_applicable": "It was found before anybody was served by it."}


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("hypotheses", "SEV1 and SEV2"),
        ("risk", "SEV1"),
        ("responsibilities", "SEV1"),
        ("communication", "SEV1"),
        ("alignment", "SEV1"),
        ("impact", "SEV1 to SEV3"),
        ("lessons", "SEV1 to SEV3"),
        ("people", "SEV1 to SEV3"),
    ],
)
def test_what_only_severe_incidents_need_is_not_asked_of_others(field: str, asked: str, tmp_path: Path) -> None:
    """The more severe an incident, the more questions are asked about it."""
    asking = {"SEV1": ["SEV1"], "SEV1 and SEV2": ["SEV1", "SEV2"], "SEV1 to SEV3": ["SEV1", "SEV2", "SEV3"]}[asked]
    for severity in ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5"):
        harmless = own_record(severity=severity, **{"impact.users": _NO_USERS, "impact.requests": None})
        findings = findings_of_record(tmp_path / severity, {key: harmless[key] for key in harmless if key != field})
        assert _missing(findings, "PM524") == ({field} if severity in asking else set())
        assert all(f"at {asked}" in finding.condition for finding in findings if finding.code == "PM301")


def test_an_external_record_is_not_asked_what_only_insiders_know(tmp_path: Path) -> None:
    """Of somebody else's worst incident nobody asks for people, estimates or due dates."""
    findings = _findings_of_external(tmp_path, external_record(severity="SEV1"))
    assert [finding.code for finding in findings] == ["PM405"], "only the reasoning is held to the standard of SEV1"


@pytest.mark.parametrize("field", ["incident_refs", "risk", "people", "responsibilities", "communication", "alignment"])
def test_an_external_record_may_not_say_what_only_insiders_know(field: str, tmp_path: Path) -> None:
    """Whatever stood there would be invented, and at any status."""
    for status in ("draft", "published"):
        record = external_record(status=status, **{field: own_record()[field]})
        findings = _findings_of_external(tmp_path / status, record)
        assert [(finding.code, finding.subject) for finding in findings] == [("PM113", field)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("person", "@asinha"), ("priority", "P1"), ("ticket", "X-1")],
)
def test_an_announced_action_has_no_insider_fields(field: str, value: str, tmp_path: Path) -> None:
    """Who does it and how urgent it is to them is not known of an action that was announced."""
    findings = _findings_of_external(tmp_path, external_record(**{f"actions.0.{field}": value}))
    assert [(finding.code, finding.subject) for finding in findings] == [("PM113", f"actions[0].{field}")]


def test_an_action_of_another_operator_has_the_dates_that_were_published(tmp_path: Path) -> None:
    """Operators say until when they will do it, and when it was done."""
    for number, dates in enumerate(({"due": "2024-07-01"}, {"completed": "2024-07-01", "status": "done"})):
        changes = {f"actions.0.{field}": value for field, value in dates.items()}
        assert not _findings_of_external(tmp_path / str(number), external_record(**changes))


def test_the_same_record_as_our_own_is_asked_for_more(tmp_path: Path) -> None:
    """Origin alone decides whether an insider is asked."""
    record = external_record(origin="own", **{"actions.0.status": "open"})
    assert _missing(_findings_of_external(tmp_path, record), "PM332", "PM409") == {
        "incident_refs",
        "people",
        "actions[0].due",
        "actions[0].priority",
        "actions[0].success_criterion",
    }


def test_a_withdrawn_record_needs_its_reason_only(tmp_path: Path) -> None:
    """What is taken back need not be finished first, but says why."""
    assert _missing(findings_of_record(tmp_path / "a", _draft_fields(status="withdrawn"), "")) == {"status_reason"}
    record = _draft_fields(status="withdrawn", status_reason="It was the same incident as another.")
    assert findings_of_record(tmp_path / "b", record, "") == []


def test_a_superseded_record_names_its_successor(tmp_path: Path) -> None:
    """Who lands on a record that was replaced is led on, and told why."""
    record = _draft_fields(status="superseded")
    assert _missing(findings_of_record(tmp_path / "a", record, "")) == {"status_reason", "superseded_by"}
    record |= {"status_reason": "Told again with what we learnt later.", "superseded_by": "PM-2024-0001"}
    assert findings_of_record(tmp_path / "b", record, "") == []
    record["superseded_by"] = "PM-2024-0009"
    assert codes(findings_of_record(tmp_path / "c", record, "")) == ["PM802"]


@pytest.mark.parametrize("status", STATUSES)
def test_the_body_is_asked_for_when_it_is_published(status: str, tmp_path: Path) -> None:
    """What the fields do not carry, with text and without template text, from `published` on and not before."""
    reason = {"status_reason": "It was not ours."} if status == "withdrawn" else {}
    record = own_record(status=status, **reason)
    empty = findings_of_record(tmp_path / "empty", record, "")
    template = findings_of_record(tmp_path / "template", record, BODY.replace("quiet", "TODO"))
    assert codes(empty) == (["PM303"] * 4 if status in FROM_PUBLISHED else [])
    assert codes(template) == (["PM304"] if status in FROM_PUBLISHED else [])


OURS = {"What went well"}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (own_record(), {"What happened", "Limitations", "Where we were lucky", *OURS}),
        (own_record(severity="SEV2"), {"What happened", "Limitations", *OURS}),
        (own_record(severity="SEV3"), {"Limitations", *OURS}),
        (own_record(severity="SEV4"), {"Limitations"}),
        (own_record(kind="near-miss"), {"Limitations"}),
        (external_record(), {"Limitations"}),
        (external_record(severity="SEV1"), {"What happened", "Limitations"}),
        (external_record(severity="SEV2"), {"What happened", "Limitations"}),
        (external_record(timeline={"unknown": "Acme gives no time."}), {"What happened", "Limitations"}),
        (external_record(causes={"unknown": "Acme gives none."}), {"Why it happened", "Limitations"}),
        (external_record(actions={"unknown": "Acme gives none."}), {"How we fix it", "Limitations"}),
    ],
)
def test_the_body_completes_the_fields(record: RecordDict, expected: set[str], tmp_path: Path) -> None:
    """A chapter is asked for where no field carries it; a critical incident needs its story all the same."""
    name = EXTERNAL if record["origin"] == "external" else OWN
    findings = findings_of(tmp_path, {name: record_text(record, "")})
    assert {each.data["section"] for each in findings if each.code == "PM303"} == expected


def test_a_heading_that_is_not_needed_has_text_too(tmp_path: Path) -> None:
    """A page shows the chapters that are written, so an empty one is to be deleted."""
    body = BODY.replace("The old file is back, the job checks its input, and the producer announces changes.", "")
    [finding] = findings_of_record(tmp_path, own_record(), body)
    assert (finding.code, finding.data["section"]) == ("PM303", "How we fix it")
    assert "delete the heading" in finding.fix


def test_the_short_form_is_asked_for_two_instants(tmp_path: Path) -> None:
    """Of what did little harm it is enough to know when it was noticed and when it was over."""
    record = own_record(severity="SEV4", **{"impact.users": _NO_USERS, "impact.requests": None})
    record["timeline"] = [record["timeline"][0] | {"marks": []}]
    assert {each.field_name for each in findings_of_record(tmp_path, record) if each.code == "PM306"} == {
        "times.detected",
        "times.resolved",
        "times.data-repaired",
    }


@pytest.mark.parametrize(
    ("path", "value", "code", "red"),
    [
        ("summary", "Too short.", "PM305", FROM_REVIEW),
        ("artifacts.2.version", None, "PM307", FROM_REVIEW),
        ("timeline.2.marks", None, "PM306", FROM_PUBLISHED),
    ],
)
def test_other_rules_of_completeness_wait_for_their_status(
    path: str, value: str | None, code: str, red: tuple[str, ...], tmp_path: Path
) -> None:
    """A draft is not nagged about what it will be asked for later."""
    for status in STATUSES[:-1]:
        findings = findings_of_record(tmp_path / status, own_record(status=status, **{path: value}))
        assert codes(findings) == ([code] if status in red else []), status


@pytest.mark.parametrize(
    ("changes", "least"),
    [({"severity": "SEV4"}, 25), ({"kind": "near-miss"}, 25), ({"kind": "drill"}, 25), ({"severity": "SEV3"}, 40)],
)
def test_a_small_event_may_be_told_in_few_words(changes: dict[str, str], least: int, tmp_path: Path) -> None:
    """Nobody pads the summary of a near miss, of a drill or of what did little harm."""
    for count in (least - 1, least):
        record = own_record(**changes, summary="word " * count)
        found = [each for each in findings_of_record(tmp_path / str(count), record) if each.code == "PM305"]
        assert [f"must have {least} to 120 words" in each.sentence for each in found] == [True] * (count < least)


def test_a_drill_was_meant_to_find_it(tmp_path: Path) -> None:
    """A drill needs no further check for what it found; of an incident the finding speaks English."""
    auditor = {"detection.source": "audit", "actions.2.type": "process"}
    (found,) = [each for each in findings_of_record(tmp_path / "a", own_record(**auditor)) if each.code == "PM409"]
    assert "because an audit noticed it first" in found.sentence
    drill = own_record(kind="drill", severity="SEV5", **auditor)
    assert "PM409" not in codes(findings_of_record(tmp_path / "b", drill))


def test_what_contradicts_itself_is_an_error_in_a_draft_too(tmp_path: Path) -> None:
    """A gate lets gaps pass, not contradictions."""
    record = own_record(status="draft", **{"causes.0.caused_by": ["C1"], "timeline.0.at": "2025-03-12", "tags": "a"})
    assert codes(findings_of_record(tmp_path, record)) == ["PM201", "PM208", "PM103"]


@pytest.mark.parametrize("path", ["summary", "trigger", "failure", "impact", "risk", "lessons", "communication"])
@pytest.mark.parametrize("statement", ["unknown", "not_applicable"])
def test_not_knowing_is_an_answer(path: str, statement: str, tmp_path: Path) -> None:
    """A reason in place of a value is no gap, and not an error; of the impact, from SEV3 on."""
    severity = "SEV3" if path == "impact" else "SEV1"
    record = own_record(severity=severity, **{path: {statement: "The chat of that night is gone."}}, validation=None)
    findings = findings_of_record(tmp_path, record)
    assert path not in {finding.subject for finding in findings}
