"""What a record must have, when; and what the format knows where."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator

import pytest

from ml_postmortems import model
from ml_postmortems.model.block import Block, Gate
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import (
    RECORD_REFERENCES,
    FieldPath,
    field_rules,
    insider_places,
    keys_at,
    needed_places,
    places,
    places_missing_in_items,
    value_at,
    words,
)
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Origin, Status
from ml_postmortems.model.tiers import Tier
from tests.helpers import external_record, own_record

CORE = {"schema_version", "id", "title", "kind", "origin", "status", "severity", "visibility", "teams", "symptom"}
SHORT = {"summary", "trigger", "artifacts", "lifecycle_stage", "detection", "evidence"}
SHORT_PUBLISHED = {"timeline", "causes", "primary_cause", "actions"}
SEV3 = {"failure"}
SEV3_ALONE = {"failure.definition"}
SEV3_PUBLISHED = {"impact", "affected_data", "lessons", "detection.monitor"}
SEV2 = {"failure.metric", "failure.expected", "detection.should_have_been"}
SEV2_PUBLISHED = {"impact.money", "impact.harm"}
OWN_SHORT = {"actions.due"}
OWN_SEV3 = {"incident_refs", "people", "people.authors"}
OWN_SEV3 |= {"actions.priority", "actions.success_criterion"}
OWN_SEV2 = {"hypotheses", "people.participants"}
OWN_CLOSED = {"people.facilitator", "people.reviewers", "people.reviews"}
OWN_SEV1 = {"risk", "responsibilities", "communication", "alignment", "risk.after_actions"}
EXTERNAL_BY_TIER = {
    Tier.SHORT: CORE | SHORT | SHORT_PUBLISHED,
    Tier.SEV3: CORE | SHORT | SHORT_PUBLISHED | SEV3 | SEV3_ALONE | SEV3_PUBLISHED,
    Tier.SEV2: CORE | SHORT | SHORT_PUBLISHED | SEV3 | SEV3_PUBLISHED | SEV2 | SEV2_PUBLISHED,
    Tier.SEV1: CORE | SHORT | SHORT_PUBLISHED | SEV3 | SEV3_PUBLISHED | SEV2 | SEV2_PUBLISHED,
}
OWN_BY_TIER = {
    Tier.SHORT: EXTERNAL_BY_TIER[Tier.SHORT] | OWN_SHORT,
    Tier.SEV3: EXTERNAL_BY_TIER[Tier.SEV3] | OWN_SHORT | OWN_SEV3,
    Tier.SEV2: EXTERNAL_BY_TIER[Tier.SEV2] | OWN_SHORT | OWN_SEV3 | OWN_SEV2,
    Tier.SEV1: EXTERNAL_BY_TIER[Tier.SEV1] | OWN_SHORT | OWN_SEV3 | OWN_SEV2 | OWN_SEV1,
}
MANDATORY = {
    (Origin.OWN, Tier.SHORT): 21,
    (Origin.OWN, Tier.SEV3): 32,
    (Origin.OWN, Tier.SEV2): 38,
    (Origin.OWN, Tier.SEV1): 43,
    (Origin.EXTERNAL, Tier.SHORT): 20,
    (Origin.EXTERNAL, Tier.SEV3): 26,
    (Origin.EXTERNAL, Tier.SEV2): 30,
    (Origin.EXTERNAL, Tier.SEV1): 30,
}
"""How many fields a published record needs. It must not grow: a new mandatory field names the one that it replaces."""

FORMAT = {
    "schema_version",
    "id",
    "timezone",
    "aliases",
    "title",
    "kind",
    "origin",
    "status",
    "superseded_by",
    "status_reason",
    "severity",
    "visibility",
    "teams",
    "symptom",
    "incident_refs",
    "summary",
    "trigger",
    "further_triggers",
    "failure",
    "artifacts",
    "lifecycle_stage",
    "detection",
    "evidence",
    "evidence_default",
    "timeline",
    "times",
    "causes",
    "primary_cause",
    "hypotheses",
    "dissent",
    "assumptions",
    "impact",
    "risk",
    "recurrence",
    "affected_data",
    "extent",
    "extra",
    "agent",
    "actions",
    "validation",
    "lessons",
    "people",
    "responsibilities",
    "communication",
    "alignment",
    "recognition",
    "tags",
    "reporting",
    "regulatory",
    "corrections",
    "exemptions",
}


def needed(record: dict[str, object]) -> set[str]:
    """The fields that a record needs, without the numbers of list items."""
    return {without_indices(path) for path, _, _ in needed_places(Record.model_validate(record))}


def without_indices(path: FieldPath) -> str:
    return ".".join(part for part in path if isinstance(part, str))


@pytest.mark.parametrize(
    ("origin", "status", "severity", "expected"),
    [
        ("own", "draft", "SEV1", CORE),
        ("own", "draft", "SEV5", CORE),
        ("external", "draft", "SEV1", CORE),
        ("own", "in-review", "SEV1", CORE | SHORT | SEV3 | SEV2 | {"incident_refs"}),
        ("own", "in-review", "SEV3", CORE | SHORT | SEV3 | SEV3_ALONE | {"incident_refs"}),
        ("own", "in-review", "SEV4", CORE | SHORT),
        ("external", "in-review", "SEV1", CORE | SHORT | SEV3 | SEV2),
        ("own", "published", "SEV1", OWN_BY_TIER[Tier.SEV1]),
        ("own", "published", "SEV2", OWN_BY_TIER[Tier.SEV2]),
        ("own", "published", "SEV3", OWN_BY_TIER[Tier.SEV3]),
        ("own", "validating", "SEV5", OWN_BY_TIER[Tier.SHORT]),
        ("own", "adjusting", "SEV2", OWN_BY_TIER[Tier.SEV2]),
        ("own", "closed", "SEV1", OWN_BY_TIER[Tier.SEV1] | OWN_CLOSED | {"validation"}),
        ("own", "closed", "SEV4", OWN_BY_TIER[Tier.SHORT]),
        ("external", "published", "SEV1", EXTERNAL_BY_TIER[Tier.SEV1]),
        ("external", "closed", "SEV3", EXTERNAL_BY_TIER[Tier.SEV3] | {"validation"}),
        ("external", "published", "SEV5", EXTERNAL_BY_TIER[Tier.SHORT]),
        ("own", "withdrawn", "SEV1", CORE | {"status_reason"}),
        ("own", "superseded", "SEV1", CORE | {"status_reason", "superseded_by"}),
    ],
)
def test_needed_fields(origin: str, status: str, severity: str, expected: set[str]) -> None:
    """The gate rises with status and severity, and asks of an external record nothing that only an insider knows."""
    make = own_record if origin == "own" else external_record
    assert needed(make(status=status, severity=severity)) == expected


@pytest.mark.parametrize("kind", ["near-miss", "hazard"])
def test_what_did_no_harm_is_written_in_the_short_form(kind: str) -> None:
    """A near miss or a hazard is asked for as little as a SEV5, whatever its severity."""
    assert needed(own_record(kind=kind)) == OWN_BY_TIER[Tier.SHORT]
    assert needed(external_record(kind=kind, severity="SEV1")) == EXTERNAL_BY_TIER[Tier.SHORT]


def test_no_tier_asks_for_more_than_before() -> None:
    """The count of mandatory fields of every tier: see `MANDATORY` before you raise one."""
    found = {
        (origin, tier): sum(
            rule.needed is not None and rule.needed.applies(Status.PUBLISHED, tier, origin) for rule in field_rules()
        )
        for origin in Origin
        for tier in Tier
    }
    assert found == MANDATORY


def test_draft_needs_nine_fields_and_the_version() -> None:
    """A draft is possible in minutes."""
    rules = [rule for rule in field_rules() if rule.needed and rule.needed.gate is Gate.DRAFT]
    assert {rule.path for rule in rules} == {(name,) for name in CORE}
    assert len(CORE - {"schema_version"}) == 9


def test_needed_places_come_with_what_stands_there() -> None:
    """Each needed place carries its rule and the value found, None where it is missing."""
    record = Record.model_validate(own_record(**{"actions.1.due": None, "lessons": None}))
    found = {path: (rule.path, value) for path, rule, value in needed_places(record)}
    assert found[("actions", 1, "due")] == (("actions", "due"), None)
    assert found[("lessons",)] == (("lessons",), None)
    assert found[("severity",)] == (("severity",), record.severity)


def test_actions_that_are_unknown_need_no_parts() -> None:
    """Where the list itself is said to be unknown, nothing is asked of its items."""
    record = own_record(actions={"unknown": "Nobody wrote it down."})
    assert not {path for path in needed(record) if path.startswith("actions.")}


def test_insider_fields() -> None:
    """What only an insider knows is exactly what design names."""
    assert {".".join(rule.path) for rule in field_rules() if rule.insider_only} == {
        "incident_refs",
        "risk",
        "people",
        "responsibilities",
        "communication",
        "alignment",
        "actions.person",
        "actions.priority",
        "actions.ticket",
        "validation.risk",
    }


def test_insider_places_of_an_external_record() -> None:
    """Insider fields of an external record are found wherever they stand; our own record may have them."""
    own = own_record()
    given = {"risk": own["risk"], "actions.0.priority": "P1", "actions.0.person": "@asinha"}
    record = Record.model_validate(external_record(**given))
    assert {path for path, _ in insider_places(record)} == {
        ("risk",),
        ("actions", 0, "priority"),
        ("actions", 0, "person"),
    }
    assert not list(insider_places(Record.model_validate(external_record())))
    assert not list(insider_places(Record.model_validate(own)))


def test_rules_cover_the_format() -> None:
    """The top of the format is the table of the design, no more and no less."""
    assert {rule.path[0] for rule in field_rules() if len(rule.path) == 1} == FORMAT
    assert {rule.path[0] for rule in field_rules()} == FORMAT


def test_rules_cover_every_field_of_every_block() -> None:
    """Each field of each class that a record is made of has a rule under its key in front matter."""
    covered = {(rule.path[-1], rule.description) for rule in field_rules()}
    for block in blocks_of_records():
        for name, info in block.model_fields.items():
            assert (info.alias or name, info.description) in covered, f"{block.__name__}.{name}"


def blocks_of_records() -> Iterator[type[Block]]:
    files = ("allowed_secrets", "catalog", "exposure", "own_fields", "settings", "taxonomy")
    vocabulary = {f"ml_postmortems.model.{name}" for name in files}
    for module in pkgutil.iter_modules(model.__path__):
        importlib.import_module(f"{model.__name__}.{module.name}")
    waiting: list[type[Block]] = list(Block.__subclasses__())
    while waiting:
        block = waiting.pop()
        waiting += block.__subclasses__()
        of_records = block.__module__.startswith(f"{model.__name__}.") and block.__module__ not in vocabulary
        if of_records and block is not NotKnown:
            yield block


def test_types_of_fields_are_no_texts() -> None:
    """With `from __future__ import annotations`, pydantic would compile and run the text of each type at import."""
    for block in blocks_of_records():
        assert not hasattr(sys.modules[block.__module__], "annotations"), block.__module__


def test_blocks_are_found() -> None:
    """The walk over the classes of the model finds them, or the test above would be empty."""
    names = {block.__name__ for block in blocks_of_records()}
    assert {"Record", "Event", "Interval", "Cause", "Measure", "Quantity", "Risk", "Control", "Regulatory"} <= names
    assert "Leaf" not in names


@pytest.mark.parametrize(
    "path",
    [
        ("times", "from"),
        ("timeline", "to"),
        ("risk", "after_actions", "likelihood"),
        ("impact", "requests", "value", "from"),
        ("actions", "control", "threshold"),
        ("people", "participants", "discipline"),
        ("recurrence", "dismissed", "reason"),
    ],
)
def test_rules_reach_nested_fields(path: tuple[str, ...]) -> None:
    """Rules go down into lists, mappings and alternatives, by the keys that the author writes."""
    assert path in {rule.path for rule in field_rules()}


def test_each_rule_is_complete() -> None:
    """Each field says what it is for in a sentence, stands there once, and after the block it belongs to."""
    paths = [rule.path for rule in field_rules()]
    assert len(paths) == len(set(paths))
    for index, rule in enumerate(field_rules()):
        assert rule.description.endswith("."), rule.path
        assert len(rule.path) == 1 or rule.path[:-1] in paths[:index], rule.path


def test_what_may_be_unknown() -> None:
    """Title, severity, symptom, owning team, primary cause and an action's team must be known."""
    may = {rule.path: rule.may_be_unknown for rule in field_rules()}
    for path in (
        ("title",),
        ("severity",),
        ("symptom",),
        ("teams",),
        ("teams", "owner"),
        ("primary_cause",),
        ("actions", "team"),
    ):
        assert not may[path], path
    later = (Gate.IN_REVIEW, Gate.PUBLISHED, Gate.CLOSED)
    for name in {rule.path[0] for rule in field_rules() if rule.needed and rule.needed.gate in later}:
        assert may[(name,)] == (name != "primary_cause"), name


def test_what_a_block_cannot_do_without() -> None:
    """A part that its block always needs is told apart from a field that a status asks for."""
    always = {rule.path for rule in field_rules() if rule.always_with_parent}
    assert ("causes", "category") in always
    assert ("teams", "owner") in always
    assert ("causes", "evidence") not in always
    assert ("title",) not in always


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        (("teams",), ["owner", "involved"]),
        (("times",), []),
        (("times", "started"), ["from", "to", "one_of", "not_yet", "evidence"]),
        (("timeline", 3), ["at", "phase", "kind", "text", "evidence", "marks", "from", "to", "ref", "why_it_mattered"]),
        (("impact", "requests", 0, "value"), ["from", "to"]),
        (("risk",), ["likelihood", "impact", "after_actions", "at_closing"]),
        (("risk", "after_actions"), ["likelihood", "impact"]),
        (("actions", 0, "control"), ["id", "kind", "where", "threshold", "runbook", "regression_case"]),
    ],
)
def test_keys_at(path: FieldPath, keys: list[str]) -> None:
    """The keys that can be suggested at a place are those of the format there, as the author writes them."""
    assert keys_at(Record, path) == keys


def test_keys_at_the_top_and_in_the_vocabulary() -> None:
    """The top of a record has the fields of the format; the author's own names are never suggested."""
    assert set(keys_at(Record, ())) == FORMAT
    assert keys_at(Catalog, ("teams",)) == []
    assert keys_at(Catalog, ("teams", "ranking")) == ["operator", "name", "description"]
    assert "definition" in keys_at(Taxonomy, ("causes", "data-quality", "leaves", "label-error"))
    assert keys_at(Taxonomy, ("causes", "data-quality", "leaves")) == []


def test_value_at() -> None:
    """A value is found by its key in front matter, also where Python needs another name."""
    event = known_items(Record.model_validate(own_record()).timeline)[0]
    assert value_at(event, "from") == "Session length in seconds."
    assert value_at(event, "ref") == "4f1c"
    with pytest.raises(KeyError):
        value_at(event, "before")


def test_places_and_words() -> None:
    """A rule's field is found at each place of the record; words are its single texts, never numbers or blocks."""
    record = Record.model_validate(own_record(**{"recurrence.related": ["PM-2024-0001", "PM-2024-0002"]}))
    assert [path for path, _ in places(record, ("causes", "id"))] == [("causes", index, "id") for index in range(3)]
    assert list(places(record, ("times", "from"))) == []
    assert list(words(record, ("recurrence", "related"))) == [
        (("recurrence", "related", 0), "PM-2024-0001"),
        (("recurrence", "related", 1), "PM-2024-0002"),
    ]
    assert list(words(record, ("primary_cause",))) == [(("primary_cause",), "C1")]
    assert list(words(record, ("impact", "users", "approximate"))) == []
    assert list(words(record, ("superseded_by",))) == []


def test_record_references_exist() -> None:
    """Each field that names other records is a field of the format."""
    paths = {rule.path for rule in field_rules()}
    assert set(RECORD_REFERENCES) <= paths


@pytest.mark.parametrize("gate", list(Gate))
def test_gates(gate: Gate) -> None:
    """Each gate is open for the statuses that its definition names."""
    from_published = {"published", "validating", "adjusting", "closed"}
    expected = {
        "draft": {status.value for status in Status},
        "in-review": {"in-review"} | from_published,
        "published": from_published,
        "closed": {"closed"},
        "taken-back": {"withdrawn", "superseded"},
        "superseded": {"superseded"},
    }
    assert {status.value for status in Status if gate.includes(status)} == expected[gate.value]


def test_parts_of_items_are_asked_for_and_counted_nowhere() -> None:
    """An entry without its phase is a gap from `in-review` on, and makes a record no less complete."""
    record = own_record(status="in-review", severity="SEV2", lifecycle_stage={"unknown": "nobody looked"})
    entries = [{key: value for key, value in each.items() if key != "phase"} for each in record["timeline"]]
    whole, open_ = Record.model_validate(record), Record.model_validate(record | {"timeline": entries})
    places = [path for path, _ in places_missing_in_items(open_)]
    assert places == [("timeline", index, "phase") for index in range(len(entries))]
    assert list(places_missing_in_items(whole)) == []
    assert list(places_missing_in_items(open_.model_copy(update={"status": "draft"}))) == []
    assert needed(record) == needed(record | {"timeline": entries})
