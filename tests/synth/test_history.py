"""The git history of a corpus: dates, slips and the last state."""

from __future__ import annotations

import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ml_postmortems.model.not_known import known_items
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.record_file import parse_record_file
from tests.synth.corpora import Written


def git(folder: Path, *arguments: str) -> str:
    """What git says about a corpus."""
    return subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True).stdout


def commits(folder: Path) -> list[tuple[str, date]]:
    """Every commit with its day, the oldest first."""
    lines = git(folder, "log", "--reverse", "--format=%H %ct").split("\n")
    return [(line.split()[0], datetime.fromtimestamp(int(line.split()[1]), UTC).date()) for line in lines if line]


def due_at(folder: Path, commit: str, name: str, action_id: str) -> str:
    """The due date of an action in one commit."""
    content = git(folder, "show", f"{commit}:{name}").encode()
    record = parse_record_file(Path(name), content).record
    assert record
    return str(next(action.due for action in known_items(record.actions) if action.id == action_id))


def test_the_last_commit_is_what_lies_there(with_history: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is changed or missing, and the as-of date of the corpus is that of its newest commit."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert git(with_history.folder, "status", "--porcelain") == ""
    assert as_of_date(with_history.folder / "postmortems") == with_history.until
    days = [day for _, day in commits(with_history.folder)]
    assert days == sorted(days)


def test_every_slip_is_in_the_history(with_history: Written) -> None:
    """On the day of a slip the due date is the new one, and the day before it was the old one."""
    history = commits(with_history.folder)
    names = {
        path.name[:12]: f"postmortems/{path.parent.name}/{path.name}" for path in with_history.folder.rglob("PM-*.md")
    }
    assert with_history.truth["slips"]
    for slip in with_history.truth["slips"]:
        moved = date.fromisoformat(slip["moved"])
        after = [commit for commit, day in history if day <= moved][-1]
        before = [commit for commit, day in history if day < moved][-1]
        assert due_at(with_history.folder, after, names[slip["record"]], slip["action"]) == slip["to"]
        assert due_at(with_history.folder, before, names[slip["record"]], slip["action"]) == slip["from"]


def test_every_change_of_a_due_date_is_a_slip(with_history: Written) -> None:
    """The list of slips is complete, so that what an analysis finds can be compared with it both ways."""
    changes = set()
    for path in sorted(with_history.folder.rglob("PM-*.md")):
        name = path.relative_to(with_history.folder).as_posix()
        known: dict[str, str] = {}
        log = git(with_history.folder, "log", "--reverse", "--format=%H", "--", name).split()
        for commit in log:
            record = parse_record_file(path, git(with_history.folder, "show", f"{commit}:{name}").encode()).record
            assert record
            for action in known_items(record.actions):
                due = str(action.due)
                if known.get(action.id, due) != due:
                    changes.add((record.id, action.id, known[action.id], due))
                known[action.id] = due
    slips = {(slip["record"], slip["action"], slip["from"], slip["to"]) for slip in with_history.truth["slips"]}
    assert changes == slips


def test_every_version_of_a_record_was_mergeable(with_history: Written) -> None:
    """A record enters as published and never loses what it had; each version can be read without a fault."""
    for path in sorted(with_history.folder.rglob("PM-*.md"))[:12]:
        name = path.relative_to(with_history.folder).as_posix()
        for commit in git(with_history.folder, "log", "--format=%H", "--", name).split():
            file = parse_record_file(path, git(with_history.folder, "show", f"{commit}:{name}").encode())
            assert file.record
            assert not file.faults
