"""A pull request that changes records alone does not run the tests of the code, and is told from every other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts.records_only import is_of_records, main


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def branch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A branch of a repository with a record and a module, before it changes anything."""
    for name in ("postmortems/2025/PM-2025-0001-a.md", "plugins/module.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("old", "utf-8")
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message=main")
    git(tmp_path, "checkout", "--quiet", "-b", "change")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def commit(folder: Path, *names: str) -> None:
    """Change these files on the branch."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"new {name}", "utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=change")


RECORDS = (
    "postmortems/2025/PM-2025-0002-b.md",
    "postmortems/2025/PM-2025-0002/picture.png",
    "postmortems/catalog.yml",
    "postmortems/catches.csv",
    "postmortems/taxonomy.yml",
    "docs/reference/taxonomy.md",
)


def test_records_vocabulary_and_pictures_are_records_only(branch: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Together with the pages that are made of the vocabulary."""
    commit(branch, *RECORDS)
    assert main([""]) == main(["main"]) == 0
    assert "Records only: 6 changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "other",
    [
        "plugins/module.py",
        "docs/index.md",
        "postmortems/conftest.py",
        "postmortems/2025/x.md",
        "Makefile",
        "postmortems/settings.yml",
    ],
)
def test_one_other_file_is_enough_for_the_tests(branch: Path, other: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Code, pages and whatever is no record, wherever it lies; it is named."""
    commit(branch, *RECORDS, other)
    assert main(["main"]) == 1
    assert other in capsys.readouterr().out


def test_a_file_that_becomes_a_record_is_no_record(branch: Path) -> None:
    """Of a file that is renamed both names count, and so does one that is removed."""
    git(branch, "mv", "plugins/module.py", "postmortems/2025/PM-2025-0003-c.md")
    commit(branch)
    assert main(["main"]) == 1


def test_what_main_changed_meanwhile_is_not_the_branch(branch: Path) -> None:
    """The branch is compared with where it left the base."""
    commit(branch, RECORDS[0])
    git(branch, "checkout", "--quiet", "main")
    commit(branch, "plugins/module.py")
    git(branch, "checkout", "--quiet", "change")
    assert main(["main"]) == 0


def test_in_doubt_the_tests_run(branch: Path) -> None:
    """Where nothing changed, where git does not know the base, and where its name is an option."""
    assert main(["main"]) == 1
    commit(branch, RECORDS[0])
    assert main(["nonsuch"]) == main(["--help"]) == 1


@pytest.mark.parametrize(
    "path", ["postmortems/2025/../x.md", "postmortems/2025/PM-2025-0001-a.md/x", "tests/postmortems/catalog.yml"]
)
def test_only_the_right_places_count(path: str) -> None:
    """A path that only resembles one of the records is no record."""
    assert not is_of_records(path)
