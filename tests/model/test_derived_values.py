"""Version 2 of the format: what a file leaves out is derived from what it says, and counts as if it were written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.model.derived_values import DERIVATIONS, as_version_2, completed, derivations_of
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.underived import REASONS
from ml_postmortems.reading.record_file import parse_record_file, read_record_file
from tests.helpers import FROZEN_RECORDS, RecordDict, changed, external_record, own_record, record_text

PATH = Path("PM-2025-0001-x.md")


def read(values: RecordDict) -> Record:
    """The record that front matter of version 2 gives; it has no fault."""
    file = parse_record_file(PATH, record_text({**values, "schema_version": "2"}).encode())
    assert file.faults == ()
    assert file.record
    return file.record


def without(values: RecordDict, *paths: str) -> RecordDict:
    """Front matter without the values at these paths."""
    for path in paths:
        values = changed(values, path, None)
    return values


def as_if_of_version_1(record: Record) -> Record:
    """The record without what only version 2 has."""
    return record.model_copy(update={"schema_version": "1", "evidence_default": ()})


@pytest.mark.parametrize("path", sorted(FROZEN_RECORDS.glob("*/*.md")), ids=lambda path: path.name[:12])
def test_real_records_are_the_same_in_version_2(path: Path) -> None:
    """A record of version 1 stripped of all that version 2 derives is read as the same record."""
    old = read_record_file(path)
    short = as_version_2(old.tree)
    assert len(record_text(short).split("\n")) < len(record_text(dict(old.tree)).split("\n"))
    new = read(short)
    assert as_if_of_version_1(new) == old.record


@pytest.mark.parametrize("values", [own_record(), external_record()], ids=["own", "external"])
def test_fixtures_are_the_same_in_version_2(values: RecordDict) -> None:
    """The fullest and the smallest record are the same in both versions."""
    short = as_version_2(values)
    assert short != {**values, "schema_version": "2"}
    assert as_if_of_version_1(read(short)) == Record.model_validate(values)


def test_version_1_derives_nothing() -> None:
    """In a file of version 1, what is left out is missing or empty, as it always was."""
    values = without(external_record(), "failure.observed", "trigger")
    file = parse_record_file(PATH, record_text(values).encode())
    assert [fault.subject for fault in file.faults] == ["failure.observed"]
    assert file.derived == {}


@pytest.mark.parametrize(
    ("kind", "uri", "title"),
    [
        ("ticket", "https://tickets.example.com/INC-881", "Ticket INC-881"),
        ("commit", "https://git.example.com/logs/commit/4f1c/?w=1#L3", "Commit 4f1c"),
        ("config", "https://git.example.com/run/ranker.yml", "Config ranker.yml"),
        ("log", "https://logs.example.com/job/0608", None),
        ("ticket", "PM-2025-0001/ticket.txt", None),
        ("ticket", "https://tickets.example.com/", None),
    ],
)
def test_evidence_with_a_number_in_its_address_needs_no_title(kind: str, uri: str, title: str | None) -> None:
    """A ticket is called by its number; what says nothing by its address is named by the author."""
    values = without(own_record(), "evidence.0.title")
    values = changed(changed(values, "evidence.0.kind", kind), "evidence.0.uri", uri)
    assert derived(values, "evidence.0.title") == title


def test_evidence_of_others_is_named_by_the_author() -> None:
    """Of a published source readers want to see what it is called."""
    values = changed(without(external_record(), "evidence.0.title"), "evidence.0.kind", "ticket")
    assert derived(values, "evidence.0.title") is None


def test_a_start_with_two_values_needs_no_text_of_the_trigger() -> None:
    """Where sources differ on the start and nothing was changed, what set it off is the last entry before it ended."""
    entries = [
        {"at": "2025-03-10T22:00:00Z", "kind": "event", "text": "The rain sets in."},
        {"at": "2025-03-11T04:30:00Z", "kind": "signal", "text": "Support passes on complaints."},
    ]
    values = changed(without(own_record(), "trigger.text"), "timeline", entries)
    rivals = [{"at": "2025-03-10T23:00:00Z", "evidence": ["E1"]}, {"at": "2025-03-11T01:00:00Z", "evidence": ["E2"]}]
    assert derived({**values, "times": {"started": {"one_of": rivals}}}, "trigger.text") == "The rain sets in."


def test_every_derivation_is_of_a_field() -> None:
    """Each entry of the table fills a field of the format, and says from what."""
    fields = {rule.path for rule in field_rules()}
    for each in DERIVATIONS:
        assert each.path in fields
        assert each.source


def derived(values: RecordDict, path: str) -> Any:
    """What version 2 makes of front matter at a place; None where it derives nothing there."""
    place = tuple(int(part) if part.isdigit() else part for part in path.split("."))
    complete = completed({**values, "schema_version": "2"})
    if place not in complete.derived:
        return None
    value: Any = complete.tree
    for part in place:
        value = value[part]
    return value


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"kind": None}, "kind", "incident"),
        ({"origin": None}, "origin", "own"),
        ({"status": None}, "status", "draft"),
        ({"visibility": None}, "visibility", "internal"),
        ({"visibility": None, "origin": "external"}, "visibility", "public"),
        ({"visibility": None, "origin": "theirs"}, "visibility", None),
        ({"evidence.0.visibility": None, "visibility": "restricted"}, "evidence.0.visibility", "restricted"),
        ({"evidence.0.visibility": None, "visibility": "secret"}, "evidence.0.visibility", None),
        ({"evidence.0.kind": None, "evidence.0.uri": "PM-2025-0001/clicks.png"}, "evidence.0.kind", "picture"),
        ({"evidence.0.kind": None, "evidence.0.uri": "https://a.example/b.png"}, "evidence.0.kind", "document"),
        ({"evidence.1.team": None}, "evidence.1.team", "ranking"),
        ({"evidence.1.team": None, "evidence.1.publisher": "The Times"}, "evidence.1.team", None),
        ({"evidence.1.team": None, "origin": "external"}, "evidence.1.team", None),
        ({"incident_refs": None}, "incident_refs", ["https://tickets.example.com/INC-1042"]),
        ({"symptom": None}, "symptom", own_record()["title"]),
        ({"failure.observed": None}, "failure.observed", own_record()["symptom"]),
        ({"trigger.text": None}, "trigger.text", own_record()["timeline"][0]["text"]),
        ({"trigger.text": None, "trigger.evidence": None}, "trigger.evidence", ["E1"]),
        ({"trigger.evidence": None}, "trigger.evidence", None),
        ({"timeline.1.marks": None, "trigger.text": None}, "trigger.text", None),
        (
            {
                "timeline.1.marks": None,
                "times": {"started": {"from": "2025-01", "to": "2025-12"}},
                "trigger.text": None,
            },
            "trigger.text",
            own_record()["timeline"][0]["text"],
        ),
        (
            {
                "timeline.1.marks": None,
                "times": {"started": {"from": "2024-01", "to": "2024-12"}},
                "trigger.text": None,
            },
            "trigger.text",
            None,
        ),
        (
            {"timeline.1.marks": None, "times": {"started": {"from": "2024-01"}}, "trigger.text": None},
            "trigger.text",
            None,
        ),
        ({"timeline.0.kind": "event", "trigger.text": None}, "trigger.text", own_record()["timeline"][1]["text"]),
        ({"detection.monitor": None}, "detection.monitor", "Support passes on three complaints."),
        ({"detection.evidence": None}, "detection.evidence", ["E3"]),
        ({"timeline.0.kind": None}, "timeline.0.kind", "change"),
        ({"timeline.1.kind": None}, "timeline.1.kind", "event"),
        ({"timeline.2.kind": None}, "timeline.2.kind", "signal"),
        ({"timeline.5.kind": None}, "timeline.5.kind", "action"),
        ({"timeline.0.phase": None}, "timeline.0.phase", "features"),
        ({"timeline.1.phase": None}, "timeline.1.phase", "user-impact"),
        ({"timeline.3.phase": None}, "timeline.3.phase", "response"),
        ({"timeline.0.phase": None, "lifecycle_stage": "dreams"}, "timeline.0.phase", None),
        ({"artifacts.2.version": None, "artifacts.2.id": "ranking-v3"}, "artifacts.2.version", "v3"),
        ({"artifacts.2.version": None, "artifacts.2.id": "gpt-3-5"}, "artifacts.2.version", "3.5"),
        ({"artifacts.2.version": None, "artifacts.2.id": "clicks-2024-05-01"}, "artifacts.2.version", "2024-05-01"),
        ({"artifacts.2.version": None, "artifacts.2.id": "gpt-4o"}, "artifacts.2.version", None),
        ({"artifacts.2.version": None, "artifacts.2.id": "area-51-images"}, "artifacts.2.version", None),
        ({"primary_cause": None}, "primary_cause", "C1"),
        ({"primary_cause": None, "causes.1.role": "immediate"}, "primary_cause", None),
        ({"actions.0.team": None}, "actions.0.team", "ranking"),
        ({"actions.0.addresses": None}, "actions.0.addresses", None),
        ({"actions.0.status": None, "actions.0.completed": None}, "actions.0.status", "open"),
        ({"actions.0.status": None, "actions.0.completed": "2025-03-14"}, "actions.0.status", "done"),
        ({"actions.0.due": None, "actions.0.completed": "2025-03-14"}, "actions.0.due", "2025-03-14"),
        ({"actions.0.due": None, "actions.0.completed": None}, "actions.0.due", None),
        ({"actions.0.due": None, "actions.0.completed": "2025-03-14", "origin": "external"}, "actions.0.due", None),
        (
            {
                "actions.0.title": None,
                "actions.0.control": {"id": "b", "kind": "data-check", "where": "Feature job.", "threshold": "Above 9"},
            },
            "actions.0.title",
            "Data check, Feature job: Above 9",
        ),
        (
            {"actions.0.title": None, "actions.0.control": {"id": "b", "kind": "data-check", "where": "Feature job"}},
            "actions.0.title",
            None,
        ),
        (
            {
                "actions.0.title": None,
                "actions.0.control": {
                    "id": "b",
                    "kind": "data-check",
                    "where": "Feature job.",
                    "threshold": {"unknown": "The trial sets it."},
                },
            },
            "actions.0.title",
            "Data check, Feature job",
        ),
        (
            {"timeline.0.text": None, "timeline.0.from": "Every day at 4.", "timeline.0.to": "Every day at 19."},
            "timeline.0.text",
            "Changed from “Every day at 4” to “Every day at 19”.",
        ),
        ({"timeline.0.text": None, "timeline.0.from": None}, "timeline.0.text", None),
        ({"timeline.1.text": None}, "timeline.1.text", own_record()["symptom"]),
        ({"timeline.1.text": None, "timeline.1.marks": ["started", "detected"]}, "timeline.1.text", None),
        ({"timeline.2.text": None, "detection.monitor": "The click alert."}, "timeline.2.text", "The click alert."),
        ({"timeline.2.text": None, "detection.monitor": None}, "timeline.2.text", None),
        (
            {"timeline.2.text": None, "detection.monitor": None, "severity": "SEV4"},
            "timeline.2.text",
            "A customer reported it.",
        ),
        ({"timeline.3.text": None, "timeline.3.marks": ["diagnosed"]}, "timeline.3.text", "The cause was found."),
        ({"timeline.3.text": None, "timeline.3.marks": ["detected", "diagnosed"]}, "timeline.3.text", None),
        ({"timeline.5.text": None, "timeline.5.marks": ["resolved"]}, "timeline.5.text", None),
        (
            {"timeline.5.text": None, "timeline.5.marks": ["mitigated", "resolved"], "severity": "SEV4", "actions": []},
            "timeline.5.text",
            "It was over.",
        ),
        (
            {"timeline.5.text": None, "timeline.5.marks": ["mitigated"], "severity": "SEV4", "actions": []},
            "timeline.5.text",
            "The harm stopped.",
        ),
        (
            {
                "timeline.5.text": None,
                "timeline.5.marks": ["mitigated"],
                "kind": "near-miss",
                "actions": [{"type": "mitigate", "title": "Go back to the features of the day before"}],
            },
            "timeline.5.text",
            "Go back to the features of the day before",
        ),
        (
            {"detection.should_have_been": None, "actions": [{"type": "detect", "title": "Alert on clicks"}]},
            "detection.should_have_been",
            "Alert on clicks",
        ),
        (
            {
                "detection.should_have_been": None,
                "origin": "external",
                "actions": [{"type": "detect", "title": "Alert on clicks"}],
            },
            "detection.should_have_been",
            "Alert on clicks",
        ),
        (
            {
                "detection.should_have_been": None,
                "actions": [{"type": "detect", "title": "One"}, {"type": "detect", "title": "Two"}],
            },
            "detection.should_have_been",
            "One; Two",
        ),
        (
            {"people": {"participants": [{"discipline": "ml"}, {"discipline": "platform"}]}},
            "people.absent",
            [{"discipline": "data"}, {"discipline": "product"}],
        ),
        ({"people": {"participants": []}}, "people.absent", None),
        ({"people": {"participants": [{"discipline": "ml"}], "absent": []}}, "people.absent", None),
        ({"severity": "SEV3", "people": {"participants": [{"discipline": "ml"}]}}, "people.absent", None),
        (
            {
                "detection.should_have_been": None,
                "severity": "SEV3",
                "actions": [{"type": "detect", "title": "Alert on clicks"}],
            },
            "detection.should_have_been",
            None,
        ),
        (
            {"actions.0.status": None, "actions.0.completed": None, "origin": "external"},
            "actions.0.status",
            "announced",
        ),
        ({"actions.0.status": None, "origin": "external"}, "actions.0.status", "done"),
        ({"actions.0.priority": None}, "actions.0.priority", "P1"),
        ({"actions.0.priority": None, "severity": "SEV3"}, "actions.0.priority", "P2"),
        ({"actions.0.priority": None, "severity": "SEV4"}, "actions.0.priority", None),
        ({"actions.0.priority": None, "kind": "near-miss"}, "actions.0.priority", None),
        ({"actions.0.priority": None, "origin": "external"}, "actions.0.priority", None),
        (
            {"actions.0.success_criterion": None, "actions.0.control": {"id": "length-bounds"}},
            "actions.0.success_criterion",
            "A replay of the failure is stopped or reported by length-bounds.",
        ),
        ({"actions.0.success_criterion": None}, "actions.0.success_criterion", None),
        ({"actions.0.addresses": None, "causes.1.role": "ruled-out"}, "actions.0.addresses", ["C1"]),
        ({"validation.0.round": None}, "validation.0.round", "1"),
        ({"lessons.0.applies_to": None}, "lessons.0.applies_to", ["click-log"]),
        ({"people.participants.0.team": None}, "people.participants.0.team", None),
        ({"people.reviewers.0.team": None}, "people.reviewers.0.team", None),
    ],
)
def test_derivations(changes: dict[str, Any], path: str, value: Any) -> None:
    """Each entry derives what it says, and nothing where its source says nothing."""
    assert derived(own_record(**changes), path) == value


@pytest.mark.parametrize(
    ("changes", "path", "reason"),
    [
        ({"actions.0.title": None}, "actions.0.title", "the action has no `control`"),
        (
            {"actions.0.title": None, "actions.0.control": {"id": "b", "kind": "data-check", "where": "Feature job"}},
            "actions.0.title",
            "`threshold` of its control is missing",
        ),
        (
            {"timeline.2.text": None, "detection.monitor": {"unknown": "No log."}},
            "timeline.2.text",
            "`detection` has no `monitor` in words",
        ),
        ({"timeline.5.text": None, "timeline.5.marks": ["resolved"]}, "timeline.5.text", "only the short form"),
        ({"timeline.5.text": None, "timeline.5.marks": ["detected", "resolved"]}, "timeline.5.text", "detected and"),
        ({"timeline.0.text": None, "timeline.0.from": None}, "timeline.0.text", "neither `from` and `to`, nor a mark"),
        (
            {"evidence.0.kind": None, "evidence.0.uri": None},
            "evidence.0.kind",
            "nothing is there to take it from: `uri`",
        ),
    ],
)
def test_a_missing_key_says_why_it_is_not_derived(changes: dict[str, Any], path: str, reason: str) -> None:
    """Whoever left out what usually follows is told what of its source is not there."""
    values = own_record(**changes, schema_version="2")
    file = parse_record_file(PATH, record_text(values).encode())
    [fault] = [each for each in file.faults if ".".join(map(str, each.field)) == path]
    assert "; it is not derived, since " in fault.fix
    assert reason in fault.fix
    old = parse_record_file(PATH, record_text({**values, "schema_version": "1"}).encode())
    assert not [each for each in old.faults if "not derived" in each.fix]


def test_every_reason_is_of_a_field_that_is_derived() -> None:
    """A reason why nothing is derived is given only for what could be."""
    for path in REASONS:
        assert derivations_of(path)


EVIDENCE = [{"id": "E4", "title": "The log", "uri": "https://logs.example.com/1"}]


@pytest.mark.parametrize(
    ("changes", "path", "value"),
    [
        ({"causes.0.evidence": None, "evidence_default": ["E2"]}, "causes.0.evidence", ["E2"]),
        ({"causes.0.evidence": None}, "causes.0.evidence", None),
        ({"causes.0.evidence": None, "evidence": EVIDENCE}, "causes.0.evidence", ["E4"]),
        ({"causes.2.evidence": None, "evidence_default": ["E2"]}, "causes.2.evidence", None),
        ({"timeline.0.evidence": None, "evidence": EVIDENCE}, "timeline.0.evidence", ["E4"]),
        ({"impact.users.0.evidence": None, "evidence": EVIDENCE}, "impact.users.0.evidence", ["E4"]),
        ({"impact.evidence": None, "evidence": EVIDENCE}, "impact.evidence", ["E4"]),
        ({"impact.evidence": None, "impact.notes": None, "evidence": EVIDENCE}, "impact.evidence", None),
        ({"times": {"detected": {"from": "2025-01-01"}}, "evidence": EVIDENCE}, "times.detected.evidence", ["E4"]),
        ({"times": {"detected": {"unknown": "No log."}}, "evidence": EVIDENCE}, "times.detected.evidence", None),
        ({"hypotheses.0.evidence_for": None, "evidence": EVIDENCE}, "hypotheses.0.evidence_for", ["E4"]),
        ({"evidence": EVIDENCE}, "hypotheses.0.evidence_against", None),
        (
            {"hypotheses.0": {"state": "refuted", "text": "The feed was stale."}, "evidence": EVIDENCE},
            "hypotheses.0.evidence_against",
            ["E4"],
        ),
        (
            {"hypotheses.0": {"state": "open", "text": "It was."}, "evidence": EVIDENCE},
            "hypotheses.0.evidence_for",
            None,
        ),
        ({"actions.0.evidence": None, "evidence": EVIDENCE}, "actions.0.evidence", None),
        ({"actions.0.evidence": None, "evidence": EVIDENCE, "origin": "external"}, "actions.0.evidence", ["E4"]),
        ({"validation.0.evidence": None, "evidence": EVIDENCE}, "validation.0.evidence", None),
    ],
)
def test_claims_rest_on_the_default_evidence(changes: dict[str, Any], path: str, value: Any) -> None:
    """A claim without evidence of its own rests on `evidence_default`, else on the only entry of `evidence`."""
    assert derived(own_record(**changes), path) == value


def test_written_values_stay() -> None:
    """What is written is never replaced, not even where it is empty, or faulty."""
    values = changed(own_record(evidence=EVIDENCE), "causes.0.evidence", [])
    assert derived(values, "causes.0.evidence") is None
    assert derived(changed(own_record(), "kind", "accident"), "kind") is None


def test_a_fault_is_told_where_it_is_written() -> None:
    """A value that cannot be read is one finding, although others are derived from it."""
    values = without(own_record(symptom="x" * 3000, schema_version="2"), "failure.observed")
    file = parse_record_file(PATH, record_text(values).encode())
    assert [fault.subject for fault in file.faults] == ["symptom"]


def test_default_evidence_is_of_version_2() -> None:
    """A file of version 1 cannot name evidence that nothing would read."""
    file = parse_record_file(PATH, record_text(own_record(evidence_default=["E1"])).encode())
    assert [fault.subject for fault in file.faults] == ["evidence_default"]
