"""Trees into records: what fits is kept, what does not is told on its line, all of it at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.requirements import FieldPath, needed_places
from ml_postmortems.reading.faults import Fault, FaultKind, field_text, shown
from ml_postmortems.reading.record_file import STAND_INS, RecordFile, parse_record_file
from tests.helpers import RecordDict, changed, own_record, record_text

PATH = Path("2025/PM-2025-0001-x.md")
UNKNOWN = {"unknown": "Nobody wrote it down."}


def read(record: RecordDict) -> RecordFile:
    return parse_record_file(PATH, record_text(record).encode())


def only_fault(record: RecordDict) -> Fault:
    (fault,) = read(record).faults
    return fault


def line_with(record: RecordDict, text: str, number: int = 0) -> int:
    """The line of the file that holds a text, found without the reader."""
    lines = record_text(record).split("\n")
    return [index for index, line in enumerate(lines, 1) if text in line][number]


@pytest.mark.parametrize(
    ("path", "value", "subject", "suggestion"),
    [
        ("severty", "SEV1", "severty", "severity"),
        ("Title", "x", "Title", "title"),
        ("primary-cause", "C1", "primary-cause", "primary_cause"),
        ("teams.owners", "x", "teams.owners", "owner"),
        ("timeline.2.txt", "x", "timeline[2].txt", "text"),
        ("timeline.0.form", "x", "timeline[0].form", "from"),
        ("impact.user", "x", "impact.user", "users"),
        ("impact.requests.0.value.form", "1", "impact.requests[0].value.form", "from"),
        ("risk.after_actions.likelyhood", "1", "risk.after_actions.likelyhood", "likelihood"),
        ("actions.1.control.treshold", "x", "actions[1].control.treshold", "threshold"),
        ("times", {"startd": UNKNOWN}, "times.startd", "started"),
        ("times", {"data_repaired": UNKNOWN}, "times.data_repaired", "data-repaired"),
    ],
)
def test_unknown_key_with_suggestion(path: str, value: Any, subject: str, suggestion: str) -> None:
    """A key that the format does not know is told on its line, with the key that was meant."""
    record = changed(own_record(), path, value)
    fault = only_fault(record)
    key = subject.rsplit(".", 1)[-1]
    assert (fault.kind, fault.subject) == (FaultKind.UNKNOWN_KEY, subject)
    assert fault.line == line_with(record, f"{key}:", -1 if path != "times" else 0)
    assert fault.found == f"`{key}`"
    assert fault.fix == f"did you mean `{suggestion}`?"


@pytest.mark.parametrize("key", ["template", "render_macros", "search", "hide", "layout", "tags_", "meta"])
def test_keys_with_power_over_the_theme(key: str) -> None:
    """No key of front matter but those of the format is accepted."""
    fault = only_fault(own_record(**{key: "x"}))
    assert (fault.kind, fault.subject) == (FaultKind.UNKNOWN_KEY, key)
    assert read(own_record(**{key: "x"})).record


def test_unknown_key_without_suggestion() -> None:
    """Where nothing looks alike, the keys that there are are listed."""
    fault = only_fault(changed(own_record(), "teams.xyzzy", "x"))
    assert fault.fix == "use one of: owner, involved"


@pytest.mark.parametrize(
    ("path", "value", "shape"),
    [
        ("title", ["x"], "text"),
        ("title", {"text": "x"}, "text"),
        ("tags", "search", "a list"),
        ("tags", {"search": "x"}, "a list"),
        ("tags.0", ["x"], "text"),
        ("teams", "ranking", "a mapping"),
        ("teams", ["ranking"], "a mapping"),
        ("summary", ["x"], "text"),
        ("timeline", "x", "a list"),
        ("timeline.1", "x", "a mapping"),
        ("timeline.1.evidence", "E1", "a list"),
        ("times", "x", "a mapping"),
        ("times", ["x"], "a mapping"),
        ("causes.0.text", {"a": "b"}, "text"),
        ("impact.users", "120000", "a list"),
        ("actions.1.control", "x", "a mapping"),
        ("primary_cause", ["C1"], "text"),
    ],
)
def test_wrong_shape(path: str, value: Any, shape: str) -> None:
    """A text in place of a list, and all the other mixtures, are told with the shape that is wanted."""
    fault = only_fault(changed(own_record(), path, value))
    assert (fault.kind, dotted(fault.field)) == (FaultKind.WRONG_SHAPE, path)
    assert fault.condition.startswith(f"must be {shape}")


def dotted(path: FieldPath) -> str:
    return ".".join(map(str, path))


@pytest.mark.parametrize(
    ("path", "value", "suggestion"),
    [
        ("severity", "sev1", "SEV1"),
        ("severity", "SEV-1", "SEV1"),
        ("status", "publish", "published"),
        ("visibility", "Public", "public"),
        ("visibility", "publik", "public"),
        ("kind", "near_miss", "near-miss"),
        ("timeline.2.phase", "respons", "response"),
        ("timeline.2.marks.0", "detect", "detected"),
        ("causes.1.role", "systematic", "systemic"),
        ("actions.0.status", "in progress", "in-progress"),
        ("detection.source", "customers", "customer"),
        ("validation.0.result", "passed", "pass"),
    ],
)
def test_unknown_term_with_suggestion(path: str, value: str, suggestion: str) -> None:
    """A word outside a closed vocabulary is told on its line, with the word that was meant."""
    record = changed(own_record(), path, value)
    fault = only_fault(record)
    assert (fault.kind, dotted(fault.field)) == (FaultKind.UNKNOWN_TERM, path)
    assert fault.line == line_with(record, f'"{value}"')
    assert fault.condition.startswith("must be one of ")
    assert fault.fix.startswith(f"did you mean `{suggestion}")


@pytest.mark.parametrize(
    "visibility",
    [
        "Public",
        "PUBLIC",
        "publi\u0441",
        "pub lic",
        "public ",
        " public",
        "",
        "all",
        ["public"],
        {"public": "x"},
        "publicly",
    ],
)
def test_only_public_is_public(visibility: Any) -> None:
    """Visibility misspelt, in capitals, with look-alike letters, in a list or missing makes a record restricted."""
    record = read(own_record(visibility=visibility)).record
    assert record
    assert record.visibility == "restricted"
    without = read(own_record(visibility=None))
    assert without.record
    assert without.record.visibility == "restricted"
    assert len(without.faults) == 1


@pytest.mark.parametrize(
    "path",
    [
        "summary",
        "incident_refs",
        "trigger",
        "trigger.category",
        "failure",
        "failure.metric",
        "artifacts",
        "artifacts.0.version",
        "lifecycle_stage",
        "detection",
        "detection.source",
        "evidence",
        "evidence.0.date",
        "timeline",
        "causes",
        "hypotheses",
        "impact",
        "impact.users",
        "risk",
        "risk.after_actions",
        "recurrence",
        "affected_data",
        "affected_data.0.from",
        "actions",
        "actions.0.success_criterion",
        "actions.1.control.where",
        "validation",
        "validation.0.alert_fired",
        "lessons",
        "people",
        "people.facilitator",
        "responsibilities",
        "responsibilities.data_quality",
        "communication",
        "communication.next_update",
        "alignment",
        "alignment.slos",
    ],
)
@pytest.mark.parametrize("word", ["unknown", "not_applicable"])
def test_not_knowing_is_allowed(path: str, word: str) -> None:
    """What may not be known can be said so, with the reason."""
    assert read(changed(own_record(), path, {word: "Nobody wrote it down."})).faults == ()


@pytest.mark.parametrize(
    "path",
    [
        "title",
        "severity",
        "status",
        "visibility",
        "symptom",
        "teams",
        "teams.owner",
        "primary_cause",
        "causes.0",
        "causes.0.role",
        "causes.0.text",
        "actions.0",
        "actions.0.team",
        "timeline.0.at",
        "timeline.0.text",
        "tags.0",
        "impact.users.0.value",
        "risk.impact",
        "evidence.0.visibility",
    ],
)
@pytest.mark.parametrize("word", ["unknown", "not_applicable"])
def test_not_knowing_is_refused(path: str, word: str) -> None:
    """What must be known cannot be said to be unknown, and the message says that it is this."""
    faults = read(changed(own_record(), path, {word: "Nobody wrote it down."})).faults
    forbidden = [fault for fault in faults if fault.kind is FaultKind.FORBIDDEN_UNKNOWN]
    assert [dotted(fault.field) for fault in forbidden] == [path]
    assert all(fault.kind is FaultKind.MISSING_KEY for fault in faults if fault not in forbidden)


@pytest.mark.parametrize(
    ("value", "kind", "subject"),
    [
        ({"unknown": "a", "not_applicable": "b"}, FaultKind.MALFORMED_VALUE, "summary"),
        ({"unknown": ""}, FaultKind.MALFORMED_VALUE, "summary.unknown"),
        ({"unknown": None}, FaultKind.MALFORMED_VALUE, "summary"),
        ({"unknown": ["a"]}, FaultKind.WRONG_SHAPE, "summary.unknown"),
        ({"unknown": "a", "why": "b"}, FaultKind.UNKNOWN_KEY, "summary.why"),
        ({"Unknown": "a"}, FaultKind.WRONG_SHAPE, "summary"),
    ],
)
def test_not_knowing_is_said_in_one_way(value: Any, kind: FaultKind, subject: str) -> None:
    """Exactly one of `unknown` and `not_applicable`, with a reason that is text, and nothing beside it."""
    fault = only_fault(own_record(summary=value))
    assert (fault.kind, fault.subject) == (kind, subject)


def test_what_stands_beside_not_knowing() -> None:
    """A field of the block beside `unknown` is not said to be misspelt."""
    record = changed(own_record(), "trigger.unknown", "Nobody wrote it down.")
    faults = read(record).faults
    assert {fault.subject for fault in faults} == {"trigger.category", "trigger.text", "trigger.evidence"}
    assert all("did you mean" not in fault.fix for fault in faults)


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        ("title", "x" * 91, FaultKind.VALUE_OUT_OF_BOUNDS),
        ("risk.likelihood", "0", FaultKind.VALUE_OUT_OF_BOUNDS),
        ("risk.impact", "6", FaultKind.VALUE_OUT_OF_BOUNDS),
        ("validation.0.round", "0", FaultKind.VALUE_OUT_OF_BOUNDS),
        ("risk.impact", "1.5", FaultKind.MALFORMED_VALUE),
        ("schema_version", "3", FaultKind.MALFORMED_VALUE),
        ("id", "PM-25-1", FaultKind.MALFORMED_VALUE),
        ("timeline.0.at", "2025-02-30", FaultKind.MALFORMED_VALUE),
        ("timeline.0.at", "2025-03-10 22:00", FaultKind.MALFORMED_VALUE),
        ("impact.users.0.value", "1_000", FaultKind.MALFORMED_VALUE),
        ("impact.users.0.approximate", "yes", FaultKind.MALFORMED_VALUE),
        ("evidence.0.uri", "javascript:alert(1)", FaultKind.MALFORMED_VALUE),
        ("evidence.0.id", "E01", FaultKind.MALFORMED_VALUE),
        ("teams.owner", "../ranking", FaultKind.MALFORMED_VALUE),
        ("people.authors.0", "Ada Lovelace", FaultKind.MALFORMED_VALUE),
        ("times", {"detected": {"evidence": ["E1"]}}, FaultKind.MALFORMED_VALUE),
        ("symptom", "  ", FaultKind.MALFORMED_VALUE),
    ],
)
def test_malformed_values(path: str, value: Any, kind: FaultKind) -> None:
    """A value of the wrong form or size is told with what it must be."""
    fault = only_fault(changed(own_record(), path, value))
    expected = path if path != "times" else "times.detected"
    assert (fault.kind, dotted(fault.field)) == (kind, expected)
    assert fault.condition.startswith("must ")


@pytest.mark.parametrize("path", ["title", "severity", "teams.owner", "causes.1.text", "timeline.3.at", "tags.1"])
def test_value_that_is_missing(path: str) -> None:
    """A key, or an item, with nothing after it is told as such on its line."""
    record = own_record()
    emptied = set_empty(record, path)
    fault = only_fault(emptied)
    assert (fault.kind, dotted(fault.field), fault.found) == (FaultKind.MISSING_KEY, path, "nothing")
    if path == "tags.1":
        assert fault.fix == "write a value after `-`"


def set_empty(record: RecordDict, path: str) -> RecordDict:
    *parents, last = path.split(".")
    copy = changed(record, "tags", record["tags"])
    place: Any = copy
    for part in parents:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[int(last) if isinstance(place, list) else last] = None
    return copy


@pytest.mark.parametrize(
    ("path", "beside"),
    [
        ("title", None),
        ("teams.owner", "teams:"),
        ("causes.1.category", 'id: "C2"'),
        ("impact.requests.0.unit", '"Searches answered poorly"'),
        ("actions.1.control.kind", "control:"),
    ],
)
def test_key_that_is_missing(path: str, beside: str | None) -> None:
    """A key that is missing is told on the line of the block that misses it, at the top on line 1."""
    record = changed(own_record(), path, None)
    fault = only_fault(record)
    assert (fault.kind, dotted(fault.field)) == (FaultKind.MISSING_KEY, path)
    assert fault.line == (line_with(record, beside) if beside else 1)


def test_faults_of_several_fields_are_told_at_once() -> None:
    """One run tells every fault, each on its own line."""
    record = own_record(
        title="x" * 91,
        severity="SEV9",
        colour="red",
        **{
            "evidence.1.uri": "javascript:1",
            "timeline.3.at": "2025-02-30",
            "causes.0.role": "imediate",
            "actions.2.typ": "detect",
            "risk.impact": "6",
        },
    )
    told = {(fault.subject, fault.line) for fault in read(record).faults}
    assert told == {
        ("title", line_with(record, "title:")),
        ("severity", line_with(record, "severity:")),
        ("colour", line_with(record, "colour:")),
        ("evidence[1].uri", line_with(record, "javascript:1")),
        ("timeline[3].at", line_with(record, "2025-02-30")),
        ("causes[0].role", line_with(record, "imediate")),
        ("actions[2].typ", line_with(record, "typ:")),
        ("risk.impact", line_with(record, 'impact: "6"')),
    }


def test_yaml_faults_and_schema_faults_together() -> None:
    """A fault of the YAML hides none of the fields."""
    text = record_text(own_record(severity="SEV9")).replace("---\n", "---\nkind: incident # x\n", 1)
    kinds = [fault.kind for fault in parse_record_file(PATH, text.encode()).faults]
    assert kinds == [FaultKind.COMMENT_AFTER_VALUE, FaultKind.DUPLICATE_KEY, FaultKind.UNKNOWN_TERM]


def test_stand_ins_for_core_fields() -> None:
    """A core field at fault gets a stand-in, the fault stays, and the rest can still be judged."""
    file = read(own_record(id="PM-1", title=None, kind="x", status="x", severity="x", teams={"owner": ""}))
    assert file.record
    assert (file.record.id, file.record.status, file.record.teams.owner) == ("PM-0000-0000", "draft", "unknown")
    assert file.record.symptom == own_record()["symptom"]
    assert len(known_items(file.record.causes)) == 3
    assert {fault.field[0] for fault in file.faults} == {"id", "title", "kind", "status", "severity", "teams"}


def test_stand_ins_are_careful() -> None:
    """There is a stand-in for each core field, and the one for visibility hides the record."""
    record = read(own_record(status="draft")).record
    assert record
    core = {path[0] for path, _, _ in needed_places(record)}
    assert STAND_INS.keys() == core
    assert STAND_INS["visibility"] == "restricted"


BREAKS: dict[str, tuple[tuple[str, Any], ...]] = {
    "timeline": (("at", "yesterday"), ("phase", "x"), ("colour", "red"), ("text", None)),
    "causes": (("role", "x"), ("category", ""), ("id", None), ("evidence", "E1")),
    "actions": (("type", "x"), ("due", "soon"), ("title", None), ("control", "x")),
    "evidence": (("kind", "x"), ("uri", "data:x"), ("visibility", "Public"), ("title", ["x"])),
}


@st.composite
def broken_lists(draw: st.DrawFn) -> tuple[RecordDict, dict[str, set[int]]]:
    """A record with some items of its lists broken, and which these are."""
    record = own_record()
    broken: dict[str, set[int]] = {}
    for name, breaks in BREAKS.items():
        broken[name] = draw(st.sets(st.integers(0, len(record[name]) - 1)))
        for index in broken[name]:
            key, value = draw(st.sampled_from(breaks))
            record = changed(record, f"{name}.{index}.{key}", value)
    return record, broken


@given(broken_lists())
@settings(max_examples=60)
def test_faulty_items_keep_the_others(drawn: tuple[RecordDict, dict[str, set[int]]]) -> None:
    """Items that cannot be read leave the list; the others stay, know their lines and where they stood in the file."""
    record, broken = drawn
    file = read(record)
    assert file.record
    assert {fault.field[:2] for fault in file.faults} == {
        (name, index) for name, indices in broken.items() for index in indices
    }
    for name, indices in broken.items():
        whole_or_shrunk(file, record, name, indices)


def whole_or_shrunk(file: RecordFile, record: RecordDict, name: str, broken: set[int]) -> None:
    """Check one list: an item with a bad part that it can do without stays, any other bad item leaves."""
    assert file.record
    original = record[name]
    kept = known_items(getattr(file.record, name))
    words = [item.text if name in ("timeline", "causes") else item.title for item in kept]
    good = [item.get("text", item.get("title")) for index, item in enumerate(original) if index not in broken]
    assert [word for word in words if word in good] == good
    for index, word in enumerate(words):
        old = next(number for number, item in enumerate(original) if word in (item.get("text"), item.get("title")))
        assert file.places.path_in_file((name, index)) == (name, old)
        assert file.places.path_in_file((name, index, "evidence", 0)) == (name, old, "evidence", 0)
        first_key, first_value = next(iter(original[old].items()))
        here = file.places.line((name, index))
        assert record_text(record).split("\n")[here - 1] == f'  - {first_key}: "{first_value}"'


def test_items_behind_a_faulty_one() -> None:
    """Behind a broken cause the next one takes its place, and keeps its own line and its number in the file."""
    record = own_record(**{"causes.1.confidence": "sure", "timeline.0.at": "x", "actions.0.team": None})
    file = read(record)
    assert file.record
    assert [cause.id for cause in known_items(file.record.causes)] == ["C1", "C3"]
    assert file.places.path_in_file(("causes", 1, "text")) == ("causes", 2, "text")
    assert file.places.path_in_file(("causes", 0, "text")) == ("causes", 0, "text")
    assert file.places.line(("causes", 1, "text")) == line_with(record, "was suspected first")
    assert file.places.line(("causes", 1, "nothing", 7)) == line_with(record, '"C3"')
    assert file.places.path_in_file(("timeline", 4)) == ("timeline", 5)
    assert file.places.line(("actions", 1, "due")) == line_with(record, '"2034-12-31"', -1)


def test_faulty_part_that_a_block_can_do_without() -> None:
    """A part that is optional leaves alone; the item it stands in stays."""
    record = own_record(**{"actions.1.due": "soon", "causes.0.evidence.0": "1", "timeline.0.marks": ["begun"]})
    file = read(record)
    assert file.record
    actions = known_items(file.record.actions)
    assert [action.id for action in actions] == ["A1", "A2", "A3"]
    assert actions[1].due is None
    assert known_items(file.record.causes)[0].evidence == ("E2",)
    assert file.places.path_in_file(("causes", 0, "evidence", 0)) == ("causes", 0, "evidence", 1)
    assert known_items(file.record.timeline)[0].marks == ()


def test_fault_deep_inside_loses_only_what_depends_on_it() -> None:
    """A reason that is a list unmakes the statement, the part it stood in and the optional block around it."""
    file = read(own_record(**{"impact.predictions.unknown": ["a"]}))
    assert file.record
    assert not isinstance(file.record.impact, NotKnown | None)
    assert len(known_items(file.record.impact.users)) == 1
    assert file.record.impact.predictions is None


def test_fault_deep_inside_an_item_keeps_the_item() -> None:
    """A fault that unmakes the control of an action, by way of a part that the control needs, keeps the action."""
    file = read(own_record(**{"actions.1.control.where": {"unknown": ["a"]}}))
    assert file.record
    actions = known_items(file.record.actions)
    assert [(action.id, action.control) for action in actions] == [("A1", None), ("A2", None), ("A3", None)]


def test_feature_and_schema_of_one_field() -> None:
    """Where YAML that is refused stands in place of a value, nothing more is said of that field, only of others."""
    text = record_text(own_record(severity="SEV9")).replace('title: "', 'title: *title\n#"', 1)
    told = [(fault.kind, fault.subject) for fault in parse_record_file(PATH, text.encode()).faults]
    assert told == [(FaultKind.YAML_FEATURE, "title"), (FaultKind.UNKNOWN_TERM, "severity")]


def test_advice_on_words() -> None:
    """Where no word looks alike, the message says to use one of those that there are."""
    assert only_fault(own_record(severity="terrible")).fix == "use one of these words, spelt exactly so"
    assert only_fault(own_record(severity="")).fix == "use one of these words, spelt exactly so"


@pytest.mark.parametrize(("length", "found"), [(91, "91 characters"), (120, "120 characters")])
def test_text_that_is_too_long_is_counted(length: int, found: str) -> None:
    """Of a text that is too long the length is told, not the text."""
    fault = only_fault(own_record(title="x" * length))
    assert (fault.condition, fault.found) == ("must be at most 90 characters", found)


@pytest.mark.parametrize(("value", "bound"), [("0", "at least 1"), ("6", "at most 5")])
def test_number_out_of_bounds(value: str, bound: str) -> None:
    """Of a number out of bounds the bound and the number are told."""
    fault = only_fault(own_record(**{"risk.impact": value}))
    assert (fault.condition, fault.found) == (f"must be {bound}", f"`{value}`")


def test_lines_of_a_record_without_faults() -> None:
    """Each field of the object stands on the line where it is written."""
    record = own_record()
    file = read(record)
    assert file.places.line(("timeline", 2, "marks", 0)) == line_with(record, '- "detected"')
    assert file.places.line(("impact", "requests", 0, "value", "to")) == line_with(record, '"450000"')
    assert file.places.line(("times", "started")) == 1
    assert file.places.line(()) == 1
    assert file.places.path_in_file(("timeline", 2)) == ("timeline", 2)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("title",), "title"),
        (("actions", 2, "due"), "actions[2].due"),
        (("times", "started", "from"), "times.started.from"),
        (("a\nb\x1b", 0), "a\\u000ab\\u001b[0]"),
        ((), ""),
    ],
)
def test_field_text(path: FieldPath, text: str) -> None:
    """A field path is one line of printable characters, as people write it."""
    assert field_text(path) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "`x`"),
        ("", "an empty text"),
        (None, "an empty text"),
        ("a\nb\x1b[31m", "`a\\u000ab\\u001b[31m`"),
        ("x" * 60, f"`{'x' * 60}`"),
        ("x" * 61, f"`{'x' * 59}…`"),
        ({"unknown": "x", "why": "y"}, "`{unknown, why}`"),
        (["a", "b"], "`[2 items]`"),
        (("a",), "`[1 item]`"),
        (12, "`12`"),
    ],
)
def test_shown_values(value: object, text: str) -> None:
    """A value in a message is one short line of printable characters."""
    assert shown(value) == text


def test_a_long_list_of_keys_is_not_repeated_in_each_message() -> None:
    """A key that looks like none of forty leads to the reference; few keys are listed."""
    fault = only_fault(own_record(layout="post"))
    assert len(fault.fix) < 150 and "Fields" in fault.fix
