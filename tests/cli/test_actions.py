"""`postmortems actions` as it is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Run
from tests.helpers import changed, external_record, own_record, write_corpus


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own record with an overdue action, one that is due soon and one that is done, and an external one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")  # 1 June 2025
    record = own_record()
    owed = record["actions"][2]
    soon: dict[str, Any] = {
        **owed,
        "id": "A4",
        "title": "Name the unit in the schema",
        "status": "in-progress",
        "due": "2025-06-20",
        "success_criterion": "Each of the 14 columns of time names its unit.",
    }
    actions = [*record["actions"][:2], {**owed, "due": "2025-05-02"}, soon]
    return write_corpus(tmp_path, changed(record, "actions", actions), external_record())


def test_the_list_says_who_owes_what_since_when(run: Run, base: Path) -> None:
    """Overdue first, with the days in words; what is finished is counted and not listed."""
    lines = run("actions").output.splitlines()
    assert lines[0].startswith("Actions as of 1 Jun 2025: 1 overdue, 1 due soon, ")
    overdue = lines.index("Overdue (1): Not finished, and its due date has passed.")
    assert "PM-2025-0001 A3  Alert on clicks among the first three results" in lines[overdue + 1]
    assert "30 days overdue, due 2 May 2025" in lines[overdue + 2]
    assert any("Name the unit in the schema" in line for line in lines)
    assert not any("Serve the features of the day before" in line for line in lines)
    assert any("(--all)" in line for line in lines)
    assert "How often due dates moved is not known" in lines[-1]
    assert "Serve the features of the day before" in run("actions", "--all").output


def test_json_holds_every_action_that_was_asked_for(run: Run, base: Path) -> None:
    """Finished ones too, each with its state, so that a script need not read the text."""
    document = json.loads(run("actions", "--json").output)
    states = {each["id"]: each["state"] for each in document["actions"] if each["record"] == "PM-2025-0001"}
    assert states == {"A1": "done", "A2": "verified", "A3": "overdue", "A4": "due-soon"}
    assert document["as_of"] == "2025-06-01"
    assert document["counts"]["overdue"] == 1
    assert document["no_history"]
    narrowed = json.loads(run("actions", "--overdue", "--json").output)
    assert [each["id"] for each in narrowed["actions"]] == ["A3"]
    assert narrowed["asked"]["overdue"] is True


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--overdue"], 0),
        (["--overdue", "--exit-code"], 1),
        (["--overdue", "--exit-code", "--as-of", "2025-05-01"], 0),
        (["--due-before", "2025-06-21", "--exit-code"], 1),
        (["--due-before", "2025-05-02", "--exit-code"], 0),
        (["--overdue", "--exit-code", "--owner", "@nobody"], 0),
    ],
)
def test_scripts_can_ask_whether_something_is_owed(run: Run, base: Path, arguments: list[str], code: int) -> None:
    """Only with --exit-code, so that a report never fails a job by itself."""
    assert run("actions", *arguments).code == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--team", "rankin"], "team must exist: found `rankin`"),
        (["--cause", "process/rollout-gab"], "cause must exist: found `process/rollout-gab`"),
        (["--model", "ranking-modle"], "model or artifact must exist: found `ranking-modle`"),
        (["--type", "prevnt"], "type of action must exist: found `prevnt`"),
        (["--priority", "P9"], "priority must exist: found `P9`"),
    ],
)
def test_what_does_not_exist_is_an_error(run: Run, base: Path, arguments: list[str], message: str) -> None:
    """With the nearest name, and never an empty list that looks like good news."""
    outcome = run("actions", *arguments)
    assert outcome.code == 2
    assert message in outcome.errors


def test_a_base_without_records_owes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, and no error."""
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path)
    assert run("actions", "--as-of", "2025-06-01").output == "Actions as of 1 Jun 2025: none.\n"


def test_what_a_record_says_stays_on_its_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command for the runner of a workflow, which a title may hold, does not begin a line."""
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path, own_record(**{"actions.0.title": "::error::Nothing is owed"}))
    lines = run("actions", "--all", "--as-of", "2025-06-01").output.splitlines()
    assert any("Nothing is owed" in line for line in lines)
    assert not any(line.lstrip().startswith("::") for line in lines)
