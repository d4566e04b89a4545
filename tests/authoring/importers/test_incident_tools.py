"""Exports of tools for incidents: what a draft takes from each, and what it leaves out."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import click
import pytest

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext
from ml_postmortems.authoring.drafting.draft import ImportReport, add_imported_answers, require_draft
from ml_postmortems.authoring.importers import tools
from ml_postmortems.authoring.importers.incident_tools import registered_tools
from ml_postmortems.cli.new import new
from ml_postmortems.errors import DraftRefused
from tests.authoring.importers.exports import EXPORTS, GITHUB, GRAFANA, INCIDENT_IO, JIRA, PAGERDUTY, SLACK, written
from tests.authoring.workspace import DRAFT, context_in, workspace

ASKED = ("symptom", "kind", "visibility")
"""What no export says, but for a drill."""


@pytest.fixture
def context(tmp_path: Path) -> DraftContext:
    """A folder with one record of ours, and the teams of the fixtures."""
    return context_in(workspace(tmp_path)[0])


def imported(
    context: DraftContext, export: object, timeline: Path | None = None
) -> tuple[dict[str, Any], ImportReport]:
    """The fields that an export answers, and what is told."""
    answers = Answers()
    report = add_imported_answers(context, answers, written(context.corpus.root.parent, export), timeline)
    return answers.fields, report


def changed(export: Any, **values: Any) -> Any:
    """The export with other values of its incident."""
    document = deepcopy(export)
    (document.get("incident") or document).update(values)
    return document


def instants(fields: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The time and the marks of each entry."""
    return [(event["at"], event.get("marks", [])) for event in fields["timeline"]]


def texts(fields: dict[str, Any]) -> list[str]:
    """What each entry says."""
    return [event["text"] for event in fields["timeline"]]


def test_pagerduty_fills_what_its_incident_states(context: DraftContext) -> None:
    """Title, level, team by name, who noticed it, times and the link come over; names of people do not."""
    fields, report = imported(context, PAGERDUTY)
    assert (fields["title"], fields["severity"], fields["teams"]) == (
        "Ranking answers with empty pages",
        "SEV2",
        {"owner": "ranking"},
    )
    assert fields["detection"] == {"source": "alert"}
    assert fields["evidence"] == [
        {
            "id": "E1",
            "kind": "ticket",
            "title": "PagerDuty incident 1234",
            "uri": "https://shop.pagerduty.com/incidents/Q1AB2CD3",
            "date": "2025-10-06T21:30:42Z",
        }
    ]
    assert "incident_refs" not in fields, "it follows from the evidence"
    assert texts(fields) == [
        "The incident was opened in PagerDuty: p99 above two seconds",
        "Somebody took the incident on.",
        "Note: went back",
        "The incident was set to resolved in PagerDuty.",
    ]
    assert [marks for _, marks in instants(fields)] == [["detected"], [], [], ["resolved"]]
    assert "Doe" not in json.dumps(fields)
    assert {"`assignments`", "`service`", "1 log entry of type `notify_log_entry`"} <= set(report.unused)


def test_pagerduty_incident_without_log_has_its_times(context: DraftContext) -> None:
    """Offsets stay as the tool wrote them."""
    fields, _ = imported(context, PAGERDUTY["incident"])
    assert instants(fields) == [
        ("2025-10-06T21:30:42Z", ["detected"]),
        ("2025-10-07T00:38:23+02:00", ["resolved"]),
    ]


def test_incident_that_a_person_opened_has_no_source_of_detection(context: DraftContext) -> None:
    """Who opened it in the tool need not be who noticed it first, so nothing is written."""
    export = deepcopy(PAGERDUTY)
    export["log_entries"][1]["agent"]["type"] = "user_reference"
    assert "detection" not in imported(context, export)[0]


def test_urgency_is_no_severity(context: DraftContext) -> None:
    """Where the tool has no priority the severity stays open, and the author is told why."""
    fields, report = imported(context, changed(PAGERDUTY, priority=None))
    assert "severity" not in fields
    assert "The export has no priority; its urgency `high` is no severity." in report.notes


def test_incident_io_fills_what_its_incident_states(context: DraftContext) -> None:
    """Reported and fixed stand for detected and resolved where no time has that name; fractions have six digits."""
    fields, report = imported(context, INCIDENT_IO)
    assert (fields["title"], fields["severity"]) == ("Recommendations repeat themselves", "SEV2")
    assert fields["summary"] == "Readers saw the same ten items for an hour and a half."
    assert (fields["detection"], fields["teams"]) == ({"source": "alert"}, {"owner": "ranking"})
    assert fields["evidence"][0]["uri"] == "https://app.incident.io/shop/incidents/123"
    assert instants(fields) == [
        ("2025-08-17T12:00:00Z", ["started"]),
        ("2025-08-17T12:30:00Z", ["detected"]),
        ("2025-08-17T15:00:00.123456Z", ["resolved"]),
    ]
    assert any("started, detected, resolved" in note for note in report.notes)
    assert "the custom field `Region`" in report.unused


def test_times_named_like_ours_go_before_those_that_stand_in(context: DraftContext) -> None:
    """Fixed marks nothing where the tool has a time called resolved."""
    export = deepcopy(INCIDENT_IO)
    values = export["incident"]["incident_timestamp_values"]
    values.append({"incident_timestamp": {"name": "Resolved at"}, "value": {"value": "2025-08-17T16:00:00Z"}})
    assert instants(imported(context, export)[0])[-2:] == [
        ("2025-08-17T15:00:00.123456Z", []),
        ("2025-08-17T16:00:00Z", ["resolved"]),
    ]


def test_slack_messages_become_entries_in_plain_words(context: DraftContext) -> None:
    """Markup, escapes and mentions are spelt out without names; times are whole seconds in UTC; nothing is marked."""
    fields, report = imported(context, SLACK)
    assert [(event["at"], event["text"]) for event in fields["timeline"]] == [
        ("2025-03-11T09:00:00Z", "somebody ranking & search look odd"),
        ("2025-03-11T09:03:20Z", "p99 is 3 s, see the dashboard (https://dash.example.com/p99)"),
        ("2025-03-11T09:06:40Z", "rolled back, back to normal in #web"),
    ]
    assert not any(marks for _, marks in instants(fields))
    assert fields["incident_refs"] == ["Slack message 1741683500.000100"] and "title" not in fields
    assert set(report.unused) == {"1 message about the channel", "1 message in threads"}


def test_pinned_messages_of_slack_are_the_timeline(context: DraftContext) -> None:
    """Who pinned messages during the response chose the timeline, threads included."""
    export = deepcopy(SLACK)
    export[2]["pinned_to"] = ["C01"]
    fields, report = imported(context, {"name": "inc-ranking", "channel_id": "C01", "messages": export})
    assert texts(fields) == ["looking at it"]
    assert (fields["title"], fields["incident_refs"]) == ("inc-ranking", ["Slack channel C01"])
    assert "3 messages beside those that were pinned" in report.unused


@pytest.mark.parametrize("export", [GITHUB, JIRA])
def test_times_of_a_ticket_mark_nothing(context: DraftContext, export: dict[str, Any]) -> None:
    """A ticket is opened and closed after the fact, so its times are entries and no key instants."""
    fields, report = imported(context, export)
    assert fields["timeline"] and not any(marks for _, marks in instants(fields))
    assert any("marks no key instant" in note for note in report.notes)


def test_github_issue_as_both_its_interfaces_write_it(context: DraftContext) -> None:
    """The REST API and `gh issue view --json` give the same draft; a label gives the level."""
    of_command = {
        "number": 77,
        "title": GITHUB["title"],
        "url": GITHUB["html_url"],
        "createdAt": GITHUB["created_at"],
        "closedAt": GITHUB["closed_at"],
        "labels": GITHUB["labels"],
        "comments": [{"body": each["body"], "createdAt": each["created_at"]} for each in GITHUB["comments"]],
    }
    fields, report = imported(context, GITHUB)
    assert imported(context, of_command)[0] == fields
    assert (fields["severity"], fields["evidence"][0]["title"]) == ("SEV3", "GitHub issue 77 of shop/serving")
    assert texts(fields)[1] == "Comment: The feature store answers with defaults."
    assert {"`body`", "`user`"} <= set(report.unused)


def test_jira_issue_has_its_page_changes_and_comments(context: DraftContext) -> None:
    """The address is that of the page, not of the interface; a document of version 3 is read as plain words."""
    fields, report = imported(context, JIRA)
    assert fields["evidence"][0]["uri"] == "https://shop.atlassian.net/browse/OPS-42"
    assert texts(fields) == [
        "The issue was opened in Jira.",
        "The status in Jira was changed from `Open` to `In Progress`.",
        "Comment: The queue is full.",
        "The issue was resolved in Jira.",
    ]
    assert fields["timeline"][0]["at"] == "2025-02-28T09:24:59.366-06:00"
    assert "The priority `Highest` of the export is none of SEV1, SEV2, SEV3, SEV4, SEV5." in report.notes


@pytest.mark.parametrize(
    ("tool", "marked", "team"),
    [
        ("Opsgenie", ["started", "detected", "mitigated"], None),
        ("Grafana", ["started", "detected", "resolved"], None),
        ("FireHydrant", ["started", "mitigated"], {"owner": "ranking"}),
        ("Rootly", ["started", "detected", "mitigated", "resolved"], {"owner": "ranking"}),
    ],
)
def test_times_that_a_tool_names_are_marked(
    context: DraftContext, tool: str, marked: list[str], team: dict[str, str] | None
) -> None:
    """Only a time that the tool calls so becomes a key instant; a team is taken where the catalog has it."""
    fields, _ = imported(context, EXPORTS[tool])
    assert [mark for _, marks in instants(fields) for mark in marks] == marked
    assert fields.get("teams") == team


def test_drill_of_grafana_is_a_drill(context: DraftContext) -> None:
    """The kind is written where the export states it."""
    assert imported(context, changed(GRAFANA, isDrill=True))[0]["kind"] == "drill"
    assert "kind" not in imported(context, GRAFANA)[0]


def test_team_that_the_catalog_lacks_is_told_with_the_fix(context: DraftContext) -> None:
    """An unknown team is not written, and the note says where to add it."""
    fields, report = imported(context, changed(PAGERDUTY, teams=[{"summary": "Rankin"}]))
    assert "teams" not in fields
    note = next(note for note in report.notes if "Rankin" in note)
    assert "not in the catalog; add it to catalog.yml" in note and "did you mean `ranking`?" in note


def test_one_of_several_teams_is_not_chosen(context: DraftContext) -> None:
    """Which team owns the system is the author's to say."""
    fields, report = imported(context, changed(PAGERDUTY, teams=[{"summary": "ranking"}, {"summary": "reliability"}]))
    assert "teams" not in fields
    assert any("say with --team which one owns the system" in note for note in report.notes)


@pytest.mark.parametrize("tool", EXPORTS)
def test_draft_from_an_export_passes(context: DraftContext, tool: str) -> None:
    """With what no export says added, a fresh import has no finding, and the year is that of its earliest time."""
    answers = Answers()
    for name in ASKED:
        answers.put(name, DRAFT[name])
    add_imported_answers(context, answers, written(context.corpus.root.parent, EXPORTS[tool]), None)
    for name in ("title", "severity", "team"):
        if not answers.get(name):
            answers.put(name, DRAFT[name])
    assert require_draft(context, answers) == ()
    assert answers.year == 2025


@pytest.mark.parametrize("tool", EXPORTS)
def test_export_is_of_one_tool(tool: str) -> None:
    """No export is taken for that of another tool."""
    assert [each.name for each in registered_tools() if each.find(EXPORTS[tool]) is not None] == [tool]


def test_contradicting_times_of_a_tool_lose_their_marks(context: DraftContext) -> None:
    """An export whose times run backwards still makes a draft that passes."""
    fields, _ = imported(context, PAGERDUTY["incident"] | {"resolved_at": "2025-10-06T20:00:00Z"})
    assert instants(fields) == [("2025-10-06T20:00:00Z", ["resolved"]), ("2025-10-06T21:30:42Z", [])]


def test_export_of_somebody_elses_incident_is_refused(context: DraftContext) -> None:
    """What our own tool knows is no public source."""
    answers = Answers({"origin": "external"})
    with pytest.raises(DraftRefused, match="--from must be an export of our own incident"):
        add_imported_answers(context, answers, written(context.corpus.root.parent, PAGERDUTY), None)


def test_answers_of_the_author_go_before_the_export(context: DraftContext) -> None:
    """What was answered is kept, and nothing is said of what the export has for it."""
    answers = Answers({"severity": "SEV4", "teams": {"owner": "reliability"}})
    report = add_imported_answers(context, answers, written(context.corpus.root.parent, PAGERDUTY), None)
    assert (answers.get("severity"), answers.get("team")) == ("SEV4", "reliability")
    assert not any("Severity" in note for note in report.notes)


def test_timeline_file_stands_in_for_the_times_of_the_export(context: DraftContext) -> None:
    """A timeline kept by people goes before that of the tool."""
    timeline = written(context.corpus.root.parent, "at,text\n2025-10-06,It was slow\n", "t.csv")
    fields, report = imported(context, PAGERDUTY, timeline)
    assert texts(fields) == ["It was slow"]
    assert not any("times stand for" in note for note in report.notes)


def test_every_module_of_tools_is_an_importer() -> None:
    """A new importer is one new module with an export in the tests: what reads exports, and the help, find it."""
    assert len(registered_tools()) == len(list(iter_modules(tools.__path__))) == len(EXPORTS)
    (option,) = (each for each in new.params if each.name == "export")
    assert isinstance(option, click.Option) and option.help
    assert all(tool.name in option.help for tool in registered_tools())
