"""What a draft is made from: exports of tools for incidents, and plain timelines."""

from __future__ import annotations

import json
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.authoring.drafting.draft import add_imported_answers, require_draft
from ml_postmortems.authoring.importers import tools
from ml_postmortems.authoring.importers.incident_export import read_incident_export
from ml_postmortems.authoring.importers.incident_tools import registered_tools
from ml_postmortems.authoring.importers.timeline import read_timeline
from ml_postmortems.cli.new import new
from ml_postmortems.errors import DraftRefused, InputUnusable
from ml_postmortems.model.taxonomy import Taxonomy
from tests.authoring.workspace import context_in, draft_answers, workspace

PAGERDUTY: dict[str, Any] = {
    "incident_number": 1234,
    "title": "The ranking service is on fire",
    "html_url": "https://acme.pagerduty.com/incidents/PT4KHLK",
    "created_at": "2025-10-06T21:30:42Z",
    "resolved_at": "2025-10-07T00:38:23+02:00",
    "urgency": "high",
    "priority": {"summary": "P2"},
}
INCIDENT_IO: dict[str, Any] = {
    "reference": "INC-123",
    "name": "Our recommendations are sad",
    "permalink": "https://app.incident.io/incidents/123",
    "created_at": "2025-08-17T13:28:57Z",
    "severity": {"name": "Major"},
    "incident_timestamp_values": [
        {"incident_timestamp": {"name": "Resolved at"}, "value": {"value": "2025-08-17T15:00:00.123456789Z"}},
        {"incident_timestamp": {"name": "Impact started"}, "value": {"value": "2025-08-17T12:00:00Z"}},
        {"incident_timestamp": {"name": "Accepted at"}, "value": {"value": "2025-08-17T12:30:00Z"}},
        {"incident_timestamp": {"name": "Closed at"}},
    ],
}


def written(folder: Path, content: object, name: str = "incident.json") -> Path:
    """A file with this content, as JSON unless it is text."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def marks(timeline: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """The time and the marks of each entry."""
    return [(event["at"], event.get("marks", [])) for event in timeline]


def test_pagerduty_incident_gives_title_severity_reference_and_times(tmp_path: Path) -> None:
    """What PagerDuty knows is not typed again, and what was concluded from it is told."""
    context = context_in(workspace(tmp_path)[0])
    export = read_incident_export(written(tmp_path, {"incident": PAGERDUTY}), context.taxonomy)
    assert (export.title, export.severity, export.references) == (
        "The ranking service is on fire",
        "SEV2",
        ["https://acme.pagerduty.com/incidents/PT4KHLK"],
    )
    assert marks(export.timeline) == [
        ("2025-10-06T21:30:42Z", ["detected"]),
        ("2025-10-07T00:38:23+02:00", ["resolved"]),
    ]
    assert any("`P2`" in note for note in export.notes)


def test_pagerduty_log_entries_become_the_timeline_without_names(tmp_path: Path) -> None:
    """Notes keep their words; who acknowledged or resolved is not taken over."""
    entries = [
        {"type": "resolve_log_entry", "created_at": "2025-10-06T23:00:00Z", "summary": "Resolved by Jane Doe"},
        {"type": "trigger_log_entry", "created_at": "2025-10-06T21:30:42Z", "channel": {"summary": "p99 high"}},
        {"type": "acknowledge_log_entry", "created_at": "2025-10-06T21:40:00Z", "summary": "Acknowledged by Jane Doe"},
        {"type": "annotate_log_entry", "created_at": "2025-10-06T22:00:00Z", "channel": {"content": "rolled back"}},
        {"type": "notify_log_entry", "created_at": "never"},
    ]
    context = context_in(workspace(tmp_path)[0])
    path = written(tmp_path, {"incident": PAGERDUTY | {"log_entries": entries}})
    timeline = read_incident_export(path, context.taxonomy).timeline
    assert [event["text"] for event in timeline] == [
        "The incident was opened in PagerDuty: p99 high",
        "Somebody took the incident on.",
        "Note: rolled back",
        "The incident was set to resolved in PagerDuty.",
    ]
    assert "Jane" not in json.dumps(timeline)


def test_urgency_is_no_severity(tmp_path: Path) -> None:
    """Where the tool has no priority the severity stays open, and the author is told why."""
    context = context_in(workspace(tmp_path)[0])
    export = read_incident_export(written(tmp_path, PAGERDUTY | {"priority": None}), context.taxonomy)
    assert export.severity is None
    assert export.notes[0] == "The export has no priority; its urgency `high` is no severity."


def test_incident_io_timestamps_are_marked_by_their_names(tmp_path: Path) -> None:
    """Only a timestamp whose name says so becomes a key instant; fractions are cut to microseconds."""
    context = context_in(workspace(tmp_path)[0])
    export = read_incident_export(written(tmp_path, INCIDENT_IO), context.taxonomy)
    assert (export.title, export.severity) == ("Our recommendations are sad", "SEV2")
    assert marks(export.timeline) == [
        ("2025-08-17T12:00:00Z", ["started"]),
        ("2025-08-17T12:30:00Z", []),
        ("2025-08-17T15:00:00.123456Z", ["resolved"]),
    ]


@pytest.mark.parametrize("export", [PAGERDUTY, INCIDENT_IO])
def test_draft_from_an_export_passes(tmp_path: Path, export: dict[str, Any]) -> None:
    """What is taken from an export has no finding as a draft; the year is that of its earliest time."""
    context, answers = context_in(workspace(tmp_path)[0]), draft_answers()
    answers.fields.pop("title")
    answers.year = None
    add_imported_answers(context, answers, written(tmp_path, export), None)
    assert require_draft(context, answers) == ()
    assert answers.year == 2025


def test_contradicting_times_of_a_tool_lose_their_marks(tmp_path: Path) -> None:
    """An export whose times run backwards still makes a draft that passes."""
    context, answers = context_in(workspace(tmp_path)[0]), draft_answers()
    path = written(tmp_path, PAGERDUTY | {"resolved_at": "2025-10-06T20:00:00Z"})
    add_imported_answers(context, answers, path, None)
    assert marks(answers.fields["timeline"]) == [("2025-10-06T20:00:00Z", ["resolved"]), ("2025-10-06T21:30:42Z", [])]
    assert require_draft(context, answers) == ()


def test_export_of_somebody_elses_incident_is_refused(tmp_path: Path) -> None:
    """What our own tool knows is no public source."""
    context = context_in(workspace(tmp_path)[0])
    with pytest.raises(DraftRefused, match="--from must be an export of our own incident"):
        add_imported_answers(context, draft_answers(origin="external"), written(tmp_path, PAGERDUTY), None)


def test_timeline_file_stands_in_for_the_times_of_the_export(tmp_path: Path) -> None:
    """A timeline kept by people goes before that of the tool."""
    context, answers = context_in(workspace(tmp_path)[0]), draft_answers()
    timeline = written(tmp_path, "at,text\n2025-10-06,It was slow\n", "t.csv")
    notes = add_imported_answers(context, answers, written(tmp_path, PAGERDUTY), timeline)
    assert [event["text"] for event in answers.fields["timeline"]] == ["It was slow"]
    assert not any("times stand for" in note for note in notes)


def test_timeline_as_spreadsheets_save_it(tmp_path: Path) -> None:
    """Semicolons, a byte order mark, quotes and any order of lines are read as people mean them."""
    path = tmp_path / "t.csv"
    path.write_bytes(
        b'\xef\xbb\xbfAt;text;marks;phase\r\n2025-03-02T10:00:00Z;"Bad; very";started detected;serving\r\n'
        b"\r\n2025-03-01;Deployed;;\r\n"
    )
    assert read_timeline(path) == [
        {"at": "2025-03-01", "phase": "response", "kind": "event", "text": "Deployed"},
        {
            "at": "2025-03-02T10:00:00Z",
            "phase": "serving",
            "kind": "event",
            "text": "Bad; very",
            "marks": ["started", "detected"],
        },
    ]


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("t.csv", "at,text\n2025-03-01,ok\n2025-13-01,bad\n", 3, "at must be a date or a time with its offset"),
        ("t.csv", "at,text\n2025-03-01T10:00:00,ok\n", 2, "at must be a date or a time with its offset"),
        ("t.csv", "at,text\n2025-03-01 10:00 CET,ok\n", 2, "at must be a date or a time with its offset"),
        ("t.csv", "time,text\n", 1, "first line must name the columns at and text"),
        ("t.csv", "at,text,fase\n", 1, "column must be one of at, text, phase, kind, marks: found `fase`"),
        ("t.csv", "at,text,at\n", 1, "first line must name each column once"),
        ("t.csv", "at,text\n2025-03-01,a,b\n", 2, "line must have 2 columns: found 3"),
        ("t.csv", "at,text\n2025-03-01,\n", 2, "text must say what happened: found nothing"),
        ("t.csv", 'at,text\n2025-03-01,"open\n', 2, "file must be CSV"),
        ("t.csv", "at,text,phase\n2025-03-01,a,servng\n", 2, "phase must be one of"),
        ("t.csv", "at,text,marks\n2025-03-01,a,strated\n", 2, "marks must be one of"),
        ("t.csv", "at,text\n", None, "timeline must have entries: found none"),
        ("t.csv", "", 1, "first line must name the columns"),
        ("t.json", "[", 1, "file must be JSON"),
        ("t.json", "{}", None, "timeline must be a list of objects: found an object"),
        ("t.json", "[1]", None, "entry 1 must be an object"),
        ("t.json", '[{"at": 1, "text": "a"}]', None, "entry 1: at must be a date"),
        ("t.json", '[{"at": "2025", "text": "a", "who": 1}]', None, "key of entry 1 must be one of"),
        ("t.json", '[{"at": "2025", "text": "a", "marks": 3}]', None, "entry 1: marks must be a list"),
        ("t.json", '[{"at": "2025", "text": "a", "kind": {"a": 1}}]', None, "entry 1: kind must be one of"),
        ("t.json", "[" * 100_000, None, "file must be JSON that nests little"),
        ("t.csv", "at,text\n" + "2025,a\n" * 501, None, "timeline must have at most 500 entries"),
    ],
)
def test_unusable_timeline_is_told_with_its_line(
    tmp_path: Path, name: str, content: str, line: int | None, message: str
) -> None:
    """Whatever is wrong with a timeline is one message with the file, and for CSV the line."""
    path = written(tmp_path, content, name)
    with pytest.raises(InputUnusable) as caught:
        read_timeline(path)
    assert message in str(caught.value) and "\n  fix: " in str(caught.value)
    assert caught.value.line == line
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "file must be JSON"),
        ("[]", "file must hold one incident: found a list"),
        ("3", "file must hold one incident: found something else"),
        ('{"id": 1}', "file must be an export of PagerDuty or incident.io: found the keys `id`"),
        ('{"incident_number": ' + "9" * 5000 + "}", "without endless numbers"),
        (json.dumps(PAGERDUTY | {"title": "\ud800"}), "half characters"),
        (json.dumps(PAGERDUTY | {"created_at": "yesterday"}), "created_at must be a date or a time"),
        (json.dumps(PAGERDUTY | {"log_entries": {}} | {"log_entries": "x"}), "log_entries must be a list"),
        (json.dumps(INCIDENT_IO | {"incident_timestamp_values": 7}), "incident_timestamp_values must be a list"),
    ],
)
def test_unusable_export_is_told(tmp_path: Path, content: str, message: str) -> None:
    """An export of an unknown layout or with bad dates is one message, not a traceback and not half a draft."""
    context = context_in(workspace(tmp_path)[0])
    with pytest.raises(InputUnusable, match=message.replace("(", "\\(")):
        read_incident_export(written(tmp_path, content), context.taxonomy)


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A missing file, a folder, a huge file and one of another encoding are messages."""
    (tmp_path / "huge.csv").write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    (tmp_path / "latin.csv").write_bytes(b"at,text\n2025,caf\xe9\n")
    for name in ("none.csv", ".", "huge.csv", "latin.csv"):
        with pytest.raises(InputUnusable, match="fix: "):
            read_timeline(tmp_path / name)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@pytest.fixture(scope="module")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Taxonomy:
    """The taxonomy, read once."""
    return context_in(workspace(tmp_path_factory.mktemp("context"))[0]).taxonomy


@given(st.dictionaries(st.sampled_from([*PAGERDUTY, *INCIDENT_IO, "log_entries"]), JSON_VALUES))
def test_no_export_makes_a_traceback(tmp_path: Path, taxonomy: Taxonomy, changes: dict[str, Any]) -> None:
    """Whatever stands in an export, it is read or refused."""
    for base in (PAGERDUTY, INCIDENT_IO):
        try:
            read_incident_export(written(tmp_path, base | changes), taxonomy)
        except InputUnusable as error:
            assert "must" in str(error)


def test_every_module_of_tools_is_an_importer() -> None:
    """A new importer is one new module: what reads exports, and the help of `new`, find it by themselves."""
    assert len(registered_tools()) == len(list(iter_modules(tools.__path__)))
    (option,) = (each for each in new.params if each.name == "export")
    assert isinstance(option, click.Option) and option.help
    assert all(tool.name in option.help for tool in registered_tools())
