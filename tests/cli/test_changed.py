"""`postmortems check --changed`: what a pull request is asked, in every state that git can be in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.cli.running import Run, git
from tests.helpers import changed, in_month, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OTHER, OWN


def test_nothing_changed(pull_request: Path, run: Run) -> None:
    """A branch without changes is asked nothing."""
    assert run("check", "--changed") == (0, "0 records checked: no findings\n", "")


def test_only_changed_records_are_checked(pull_request: Path, run: Run) -> None:
    """What stood on main before is not held against a pull request, committed or not."""
    broken = changed(own_record(), "severity", "SEV9")
    (pull_request / OWN).write_text(record_text(broken), "utf-8")
    git(pull_request.parent, "commit", "-qam", "Break it")
    git(pull_request.parent, "branch", "-f", "main")
    (pull_request / EXTERNAL).write_text((pull_request / EXTERNAL).read_text("utf-8") + "\nMore.\n", "utf-8")
    assert run("check", "--changed") == (0, "1 record checked: no findings\n", "")
    code, output, _ = run("check", "--changed", "HEAD~1")
    assert code == 1
    assert "PM104 severity" in output and output.endswith("2 records checked: 1 error, 0 warnings in 1 file\n")


def test_a_new_record_answers_the_recurrence_question(pull_request: Path, run: Run) -> None:
    """The author of a later record is asked about the earlier one, and nobody is asked about it on main."""
    later = in_month(own_record(id="PM-2025-0002", aliases=[]), "05")
    (pull_request / OTHER).write_text(record_text(later), "utf-8")
    code, output, _ = run("check", "--changed", "main", "--as-of", "2025-06-01")
    assert code == 1
    assert "PM803 recurrence must say whether this repeats PM-2025-0001" in output
    assert run("check", "--as-of", "2025-06-01").code == 0


def test_a_deleted_record_is_missed(pull_request: Path, run: Run) -> None:
    """A record that was merged cannot vanish with a pull request."""
    git(pull_request.parent, "rm", "-q", f"postmortems/{EXTERNAL}")
    code, output, _ = run("check", "--changed")
    assert code == 1
    assert f"postmortems/{EXTERNAL}:1: PM811 record must not be deleted" in output


def test_a_base_that_does_not_exist(pull_request: Path, run: Run) -> None:
    """A misspelt base is a question that cannot be answered, not a clean report."""
    code, output, errors = run("check", "--changed", "origin/mian")
    assert (code, output) == (2, "")
    assert "git: what is compared with must be a commit, branch or tag: found `origin/mian`" in errors


def test_no_repository(records: Path, run: Run) -> None:
    """Outside of git nothing has changed and nothing has not."""
    code, output, errors = run("check", "--changed", "main")
    assert (code, output) == (2, "")
    assert "git: the folder must be in a git repository" in errors


def test_no_commit_yet(records: Path, run: Run) -> None:
    """A repository without a commit has no base."""
    git(records.parent, "init", "-q", "-b", "main")
    code, output, errors = run("check", "--changed")
    assert (code, output) == (2, "")
    assert errors.startswith("git: ")


def test_detached_head(pull_request: Path, run: Run) -> None:
    """CI checks out commits, not branches."""
    git(pull_request.parent, "switch", "-q", "--detach")
    assert run("check", "--changed").code == 0


def test_shallow_clone(pull_request: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the common commit was not fetched, the message says how to get it."""
    source = pull_request.parent
    git(source, "commit", "-q", "--allow-empty", "-m", "On the branch")
    git(source, "switch", "-q", "main")
    git(source, "commit", "-q", "--allow-empty", "-m", "On main")
    clone = tmp_path / "shallow"
    git(source, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{source}", str(clone))
    monkeypatch.chdir(clone)
    code, output, errors = run("check", "--changed", "origin/change")
    assert (code, output) == (2, "")
    assert "git fetch --unshallow" in errors


def test_unmerged_files(pull_request: Path, run: Run) -> None:
    """In the middle of a merge there is no change to judge."""
    folder = pull_request.parent
    (pull_request / OWN).write_text(record_text(own_record(title="One title")), "utf-8")
    git(folder, "commit", "-qam", "One")
    git(folder, "switch", "-q", "main")
    (pull_request / OWN).write_text(record_text(own_record(title="Another title")), "utf-8")
    git(folder, "commit", "-qam", "Another")
    with pytest.raises(subprocess.CalledProcessError):
        git(folder, "merge", "change")
    code, output, errors = run("check", "--changed", "change")
    assert (code, output) == (2, "")
    assert "git: there must be no unmerged files" in errors
