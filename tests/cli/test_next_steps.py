"""`postmortems next` as it is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import RecordNotFound, StatusLineUnusable, UnknownName
from tests.authoring.workspace import OPTIONS, workspace
from tests.helpers import own_record


def run(folder: Path, *arguments: str) -> Result:
    """Run the command on the records of a folder, on 1 December 2025."""
    where = ["--root", str(folder / "postmortems"), "--as-of", "2025-12-01"]
    return CliRunner().invoke(postmortems, ["next", *arguments, *where])


def test_fresh_draft_is_told_what_to_write(tmp_path: Path) -> None:
    """The author of a new draft reads the most valuable field first, with lines to paste; exit code 1."""
    root, _ = workspace(tmp_path)
    CliRunner().invoke(postmortems, ["new", *OPTIONS, "--year", "2025", "--root", str(root)])
    result = run(tmp_path, "PM-2025-0002")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[1] == "status draft, SEV3, own; 35 % complete (10 answered, 0 unknown, 18 missing)"
    assert lines[3] == "Missing for `in-review`, the most valuable first: 9"
    assert lines[5] == " 1. summary*: In 40 to 120 plain words, for a reader outside ML."
    assert "Then: postmortems status PM-2025-0002 in-review" in lines


def test_record_that_qualifies_is_told_to_move_on(tmp_path: Path) -> None:
    """Nothing missing: the command to move on, and exit code 0."""
    workspace(tmp_path, own_record(status="draft"))
    result = run(tmp_path, "PM-2025-0001")
    assert result.exit_code == 0
    assert "Nothing is missing for `in-review`." in result.stdout
    assert "Next: postmortems status PM-2025-0001 in-review" in result.stdout


def test_author_can_look_further_ahead(tmp_path: Path) -> None:
    """--for shows what a later status will ask for."""
    workspace(tmp_path, own_record(status="draft", validation=None))
    result = run(tmp_path, "PM-2025-0001", "--for", "closed")
    assert result.exit_code == 1
    assert "validation" in result.stdout


def test_finished_record_has_no_next_step(tmp_path: Path) -> None:
    """A withdrawn record is left in peace."""
    workspace(tmp_path, own_record(status="withdrawn", status_reason="Told twice."))
    result = run(tmp_path, "PM-2025-0001")
    assert (result.exit_code, "nothing is left to do" in result.stdout) == (0, True)


def test_unreadable_record_shows_its_findings(tmp_path: Path) -> None:
    """What keeps the file from being read comes first."""
    _, corpus = workspace(tmp_path)
    corpus.files[0].path.write_text("no front matter\n")
    result = run(tmp_path, "PM-2025-0001")
    assert result.exit_code == 1
    assert "PM005" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["PM-2025-0099"], RecordNotFound),
        (["PM-2025-0001", "--for", "publishd"], UnknownName),
        (["nowhere/at/all.md"], RecordNotFound),
    ],
)
def test_what_does_not_exist_is_an_error_of_the_package(
    tmp_path: Path, arguments: list[str], error: type[Exception]
) -> None:
    """A wrong name is one message, with the nearest right one."""
    workspace(tmp_path)
    assert isinstance(run(tmp_path, *arguments).exception, error)


def test_status_that_stands_nowhere_is_told(tmp_path: Path) -> None:
    """Without a status line nobody can say what comes next."""
    _, corpus = workspace(tmp_path)
    path = corpus.files[0].path
    path.write_text(path.read_text("utf-8").replace('status: "published"\n', "", 1), "utf-8")
    assert isinstance(run(tmp_path, "PM-2025-0001").exception, StatusLineUnusable)
