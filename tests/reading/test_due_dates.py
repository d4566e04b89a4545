"""How due dates moved is read from the history of the branch, or said to be unknown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.reading import due_dates
from ml_postmortems.reading.due_dates import DueHistory, due_history
from tests.cli.running import git
from tests.helpers import changed, own_record, record_text, write_corpus

RECORD = "PM-2025-0001"
LAST_DAY = date(2999, 1, 1)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with our own record."""
    write_corpus(tmp_path, changed(own_record(), "actions.0.due", "2025-04-01"))
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "2025-03-20")
    return tmp_path


def commit(folder: Path, day: str, *options: str) -> None:
    """Commit everything on a day."""
    git(folder, "add", ".")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
        git(folder, "commit", "-qm", "Change", *options)


def set_due(folder: Path, due: str) -> None:
    """Give the first action another due date."""
    (path,) = folder.glob("postmortems/2025/*.md")
    path.write_text(record_text(changed(own_record(), "actions.0.due", due)), "utf-8")


def moves(folder: Path) -> list[tuple[str, str, int]]:
    """Every change of the first action: its day, the new date, and by how many days."""
    found = due_history(folder / "postmortems").of(RECORD, "A1", LAST_DAY)
    assert found is not None
    return [(str(each.day), str(each.now), each.days) for each in found]


def test_moves_to_later_and_to_earlier_days_are_told(repository: Path) -> None:
    """In the order of the commits, with the days between."""
    for day, due in (("2025-03-30", "2025-04-15"), ("2025-04-10", "2025-04-10"), ("2025-04-20", "2025-05")):
        set_due(repository, due)
        commit(repository, day)
    assert moves(repository) == [
        ("2025-03-30", "2025-04-15", 14),
        ("2025-04-10", "2025-04-10", -5),
        ("2025-04-20", "2025-05", 51),
    ]


def test_what_a_branch_tried_before_it_was_merged_does_not_count(repository: Path) -> None:
    """A merge is one change, from what main had to what it has."""
    git(repository, "switch", "-qc", "change")
    for due in ("2025-06-01", "2025-05-01"):
        set_due(repository, due)
        commit(repository, "2025-03-25")
    git(repository, "switch", "-q", "main")
    git(repository, "commit", "--allow-empty", "-qm", "Other work")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_COMMITTER_DATE", "2025-03-28T12:00:00Z")
        git(repository, "merge", "-q", "--no-ff", "change")
    assert moves(repository) == [("2025-03-28", "2025-05-01", 30)]


def test_a_former_version_that_cannot_be_read_hides_no_other(repository: Path) -> None:
    """What is no YAML, no UTF-8 or no date is passed over."""
    (path,) = repository.glob("postmortems/2025/*.md")
    for content in (b"---\ndue: [\n---\n", b"\xff due:\n", b"---\nid: 1\nactions: [{due: soon}]\n---\n"):
        path.write_bytes(content)
        commit(repository, "2025-03-25")
    set_due(repository, "2025-04-02")
    commit(repository, "2025-03-26")
    set_due(repository, "2025-04-03")
    commit(repository, "2025-03-27")
    assert moves(repository) == [("2025-03-27", "2025-04-03", 1)]


def test_a_day_knows_only_what_came_before(repository: Path) -> None:
    """A later move is not known yet, and the due date is the former one."""
    set_due(repository, "2025-05-01")
    commit(repository, "2025-04-10")
    history = due_history(repository / "postmortems")
    assert history.of(RECORD, "A1", date(2025, 4, 9)) == ()
    (move,) = history.of(RECORD, "A1", date(2025, 4, 10)) or ()
    assert history.due_then(RECORD, "A1", date(2025, 4, 9), move.now) == move.was
    assert history.due_then(RECORD, "A1", date(2025, 4, 10), move.now) == move.now


def test_without_the_whole_history_nothing_is_told(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A shallow clone, a folder that was never committed, and one in no repository each say why."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    set_due(repository, "2025-05-01")
    commit(repository, "2025-04-10")
    git(elsewhere, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    assert "shallow" in unavailable(elsewhere / "shallow/postmortems")
    (repository / "new").mkdir()
    assert "no commit" in unavailable(repository / "new")
    assert "no git repository" in unavailable(elsewhere)


def unavailable(folder: Path) -> str:
    """Why the history of a folder is not known."""
    history = due_history(folder)
    assert history.of(RECORD, "A1", LAST_DAY) is None
    assert history == DueHistory(unavailable=history.unavailable)
    return history.unavailable or ""


def test_a_commit_is_read_once(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the history told is kept until HEAD moves; then it is read again, and never believed for another commit."""
    set_due(repository, "2025-04-15")
    commit(repository, "2025-03-30")
    first = due_history(repository / "postmortems")
    with monkeypatch.context() as patch:
        patch.setattr(due_dates, "changes_of_lines", lambda *_: pytest.fail("the same commit was read again"))
        assert due_history(repository / "postmortems") == first
    set_due(repository, "2025-04-20")
    commit(repository, "2025-03-31")
    assert [row[1] for row in moves(repository)] == ["2025-04-15", "2025-04-20"]
