"""The subject of a commit says which part changes and how; commits that change only records are left alone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts.check_commits import LONGEST, commit_faults, main, message_faults


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, name: str, subject: str) -> None:
    """Commit a change of one file."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(subject, "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", subject)


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A repository on a branch that leaves main after a commit of the old kind."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, "code.py", "What was said before there was a rule.")
    git(tmp_path, "checkout", "--quiet", "-b", "topic")
    return tmp_path


@pytest.mark.parametrize(
    "subject",
    [
        "search: split camelCase identifiers",
        "lint, authoring: sort the modules into folders by kind",
        "web/charts: draw the axis",
        "x: " + "y" * (LONGEST - 3),
        'Revert "search: split camelCase identifiers"',
    ],
)
def test_a_good_subject(subject: str, branch: Path) -> None:
    """Nothing is said of a part and a change, and of what git writes itself."""
    commit(branch, "code.py", subject)
    assert commit_faults(branch, None) == []


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        ("Split camelCase identifiers", "must begin with the part, in lower case, and a colon"),
        ("Search: split identifiers", "must begin with the part, in lower case, and a colon"),
        ("search:split identifiers", "must begin with the part, in lower case, and a colon"),
        ("x: " + "y" * (LONGEST - 2), f"must have at most {LONGEST} characters: found {LONGEST + 1}"),
        ("search: split identifiers.", "must end without a full stop"),
    ],
)
def test_a_bad_subject(subject: str, fault: str, branch: Path) -> None:
    """A commit since the base is told with its hash; the history before it is not."""
    commit(branch, "code.py", subject)
    [found] = commit_faults(branch, None)
    assert fault in found
    assert len(commit_faults(branch, "main")) == 1
    git(branch, "checkout", "--quiet", "main")
    assert commit_faults(branch, None) == []


def test_only_code_is_asked(branch: Path) -> None:
    """Records and merges may be committed in any words, as GitHub's page does."""
    commit(branch, "postmortems/PM-2026-0001-x.md", "Create PM-2026-0001-x.md")
    git(branch, "checkout", "--quiet", "-b", "other", "main")
    commit(branch, "page.md", "docs: add a page")
    git(branch, "merge", "--quiet", "--no-ff", "--message", "Pull it all together.", "topic")
    assert commit_faults(branch, None) == []


def test_a_message_before_the_commit(tmp_path: Path) -> None:
    """The hook reads the first line that is no comment."""
    message = tmp_path / "message"
    message.write_text("# Please enter the message.\n\nsearch: split\n\nWhy.\n", "utf-8")
    assert message_faults(message) == []
    message.write_text("# Please enter the message.\nSplit.\n", "utf-8")
    assert len(message_faults(message)) == 2


def test_without_a_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A copy without history passes and says that nothing was checked; a base that was named must exist."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main([]) == 0
    assert "No subject of a commit was checked" in capsys.readouterr().out
    assert main(["origin/main"]) == 1
    assert main(["--help"]) == 2
