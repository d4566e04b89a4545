"""The list of actions holds what was planted, as of any day, and orders it by what presses."""

from __future__ import annotations

import json
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from ml_postmortems.analytics.actions import ActionFilter, ActionReport, ActionState, action_report
from ml_postmortems.model.terms import Priority, Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.due_dates import DueHistory, due_history
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.helpers import FROZEN_TAXONOMY, changed, external_record, own_record, write_corpus

UNTIL = date(2026, 6, 30)
AS_OF = date(2025, 6, 1)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic company with the history of its records."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(80, 1, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY), has_history=True)
    return folder


def report_of(folder: Path, day: date) -> ActionReport:
    """What its records call for, with their history."""
    records = folder / "postmortems"
    return action_report(load_corpus(records).for_audience(Visibility.RESTRICTED), day, due_history(records))


def test_overdue_actions_and_moved_due_dates_are_the_planted_ones(company: Path) -> None:
    """All of them, and no other."""
    truth = json.loads((company / "ground-truth.json").read_text("utf-8"))
    report = report_of(company, UNTIL)
    overdue = {(each.record, each.id, str(each.due)) for each in report.of(ActionState.OVERDUE)}
    assert overdue == {(each["record"], each["action"], each["due"]) for each in truth["overdue"]}
    moves = {
        (each.record, each.id, str(move.day), str(move.was), str(move.now))
        for each in report.actions
        for move in each.due_changes or ()
    }
    assert truth["slips"]
    assert moves == {(each["record"], each["action"], *(each[key] for key in ("moved", "from", "to")))
                     for each in truth["slips"]}  # fmt: skip


@pytest.mark.parametrize("day", [date(2024, 12, 31), date(2025, 6, 30), date(2026, 1, 15)], ids=str)
def test_a_past_day_shows_what_stood_in_the_records_then(company: Path, day: date) -> None:
    """Due dates, statuses and completions are those of the files of that day, which git still has.

    But for what was given up since: the format does not date it.
    """
    then = commit_of(company, day)
    listed = {(each.record, each.id): each for each in report_of(company, day).actions}
    compared = 0
    for record in records_at(company, then):
        if record["status"] in ("draft", "in-review", "withdrawn", "superseded"):
            continue
        for action in record.get("actions") or ():
            found = listed[record["id"], action["id"]]
            compared += 1
            action.setdefault("due", action.get("completed"))  # what was done at once needs no due date
            assert str(found.due) == str(action["due"]), found
            if found.state is ActionState.GIVEN_UP:
                continue
            status = action.get("status", "done" if action.get("completed") else "open")  # what a record leaves out
            is_open = status in ("open", "in-progress")
            assert found.state.is_owed is is_open, found
            is_overdue = is_open and date.fromisoformat(str(action["due"])) < day
            assert (found.state is ActionState.OVERDUE) is is_overdue, found
            if is_overdue:
                assert found.days_overdue == (day - date.fromisoformat(str(action["due"]))).days
    assert compared > 50


def commit_of(folder: Path, day: date) -> str:
    """The last commit of a day."""
    until = (day + timedelta(days=1)).isoformat()
    command = ["git", "rev-list", "-1", f"--before={until}T00:00:00Z", "HEAD"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def records_at(folder: Path, commit: str) -> list[dict[str, Any]]:
    """The front matter of every record at a commit, read by PyYAML alone."""
    listed = ["git", "ls-tree", "-r", "--name-only", commit, "postmortems"]
    names = subprocess.run(listed, cwd=folder, capture_output=True, text=True, check=True).stdout.split()
    records = []
    for name in names:
        if name.endswith(".md"):
            shown = subprocess.run(["git", "show", f"{commit}:{name}"], cwd=folder, capture_output=True, check=True)
            records.append(yaml.load(shown.stdout.decode().split("---\n")[1], yaml.BaseLoader))
    return records


def report_with(tmp_path: Path, asked: ActionFilter | None = None, **changes: Any) -> ActionReport:
    """The actions of our own record with changes, and of an external one."""
    root = write_corpus(tmp_path, own_record(**changes), external_record())
    corpus = load_corpus(root).for_audience(Visibility.RESTRICTED)
    return action_report(corpus, AS_OF, DueHistory(unavailable="not asked"), asked or ActionFilter())


@pytest.mark.parametrize(
    ("status", "due", "state", "days"),
    [
        ("open", "2025-05-31", ActionState.OVERDUE, 1),
        ("open", "2025-06-01", ActionState.DUE_SOON, 0),
        ("in-progress", "2025-07-01", ActionState.DUE_SOON, 0),
        ("in-progress", "2025-07-02", ActionState.OPEN, 0),
        ("open", "2025-05", ActionState.OVERDUE, 1),
        ("open", "2025-06", ActionState.DUE_SOON, 0),
        ("open", "2025", ActionState.OPEN, 0),
        ("wont-do", "2025-05-31", ActionState.GIVEN_UP, 0),
    ],
)
def test_a_day_is_overdue_from_the_next_one_on(
    tmp_path: Path, status: str, due: str, state: ActionState, days: int
) -> None:
    """A month and a year are due at their end, and what is done or given up is not overdue."""
    keys = {"actions.0.status": status, "actions.0.due": due, "actions.0.completed": None}
    record = own_record()
    for path, value in keys.items():
        if value is not None or "completed" in record["actions"][0]:
            record = changed(record, path, value)
    (found,) = (
        each for each in report_with(tmp_path, actions=record["actions"]).actions if each.id == "A1" and each.due
    )
    assert (found.state, found.days_overdue) == (state, days)


def test_what_presses_comes_first(tmp_path: Path) -> None:
    """States in their order, and within what is owed the earliest due date first."""
    dues = {"A1": "2025-09-01", "A2": "2025-05-02", "A3": "2025-05-01", "A4": "2025-06-05"}
    base = own_record()["actions"][0]
    base.pop("completed", None)
    actions = [{**base, "id": id, "due": due, "status": "open"} for id, due in dues.items()]
    actions[0]["status"] = "in-progress"
    report = report_with(tmp_path, actions=actions)
    own = [(each.id, each.state.value) for each in report.actions if each.record == "PM-2025-0001"]
    assert own == [("A3", "overdue"), ("A2", "overdue"), ("A4", "due-soon"), ("A1", "open")]
    assert report.counts == {state: sum(each.state is state for each in report.actions) for state in ActionState}


@pytest.mark.parametrize(
    "asked",
    [
        ActionFilter(team="ranking"),
        ActionFilter(priority=Priority.P1),
        ActionFilter(cause="data-quality"),
        ActionFilter(artifact="ranking-model"),
        ActionFilter(overdue=True),
        ActionFilter(due_before=date(2025, 5, 1)),
    ],
    ids=repr,
)
def test_a_filter_takes_what_fits_and_nothing_else(tmp_path: Path, asked: ActionFilter) -> None:
    """Narrowing keeps the order and loses only what does not fit."""
    everything = report_with(tmp_path / "all").actions
    assert report_with(tmp_path / "some", asked).actions == tuple(each for each in everything if asked.takes(each))
