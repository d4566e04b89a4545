"""`postmortems status` as it is run."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import IllegalMove, UnknownName
from tests.authoring.workspace import workspace
from tests.helpers import own_record


def run(folder: Path, *arguments: str) -> Result:
    """Run the command on the records of a folder, on 1 December 2025."""
    where = ["--root", str(folder / "postmortems"), "--as-of", "2025-12-01"]
    return CliRunner().invoke(postmortems, ["status", *arguments, *where])


def test_record_moves_on_when_it_qualifies(tmp_path: Path) -> None:
    """The one word changes, and the command says from what to what."""
    _, corpus = workspace(tmp_path, own_record(status="in-review"))
    path = corpus.files[0].path
    before = path.read_text("utf-8")
    result = run(tmp_path, "PM-2025-0001", "published")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, f"{path}: in-review -> published")
    assert path.read_text("utf-8") == before.replace('status: "in-review"', 'status: "published"')


def test_record_that_does_not_qualify_stays(tmp_path: Path) -> None:
    """The findings, a last line that says what happened, exit code 1, and not a byte changed."""
    _, corpus = workspace(tmp_path, own_record(status="draft", summary=None))
    path = corpus.files[0].path
    before = path.read_bytes()
    result = run(tmp_path, "PM-2025-0001", "in-review")
    assert result.exit_code == 1
    assert "PM301 summary must be given" in result.stdout
    assert f"{path} stays as it is: 1 thing open before it can be in-review." in result.stdout
    assert "postmortems next PM-2025-0001 --for in-review" in result.stdout
    assert path.read_bytes() == before


def test_unreadable_record_stays(tmp_path: Path) -> None:
    """A file without a record shows why and is not touched."""
    _, corpus = workspace(tmp_path)
    corpus.files[0].path.write_text("no front matter\n")
    result = run(tmp_path, "PM-2025-0001", "closed")
    assert result.exit_code == 1
    assert "PM005" in result.stdout
    assert corpus.files[0].path.read_text() == "no front matter\n"


def test_withdrawn_record_carries_its_reason_and_passes(tmp_path: Path) -> None:
    """After the move the checker has nothing against the record."""
    workspace(tmp_path)
    result = run(tmp_path, "PM-2025-0001", "withdrawn", "--reason", "It was no incident: a test.")
    assert result.exit_code == 0
    checked = CliRunner().invoke(postmortems, ["check", "--root", str(tmp_path / "postmortems")])
    assert checked.exit_code == 0


def test_going_back_is_noted(tmp_path: Path) -> None:
    """From in-review an author may go back, and is told that nothing else changed."""
    workspace(tmp_path, own_record(status="in-review"))
    result = run(tmp_path, "PM-2025-0001", "draft")
    assert result.exit_code == 0
    assert "It is a draft again; nothing but the status was changed." in result.stdout


@pytest.mark.parametrize(
    ("goal", "error", "message"),
    [
        ("published", IllegalMove, "must be another than it has"),
        ("draft", IllegalMove, "must not go back once a record is published"),
        ("adjusting", IllegalMove, "must become validating, closed, withdrawn or superseded"),
        ("withdrawn", IllegalMove, "must have --reason"),
        ("publised", UnknownName, "did you mean `published`?"),
    ],
)
def test_illegal_move_says_what_is_possible(tmp_path: Path, goal: str, error: type[Exception], message: str) -> None:
    """What cannot be done is said with what can."""
    workspace(tmp_path)
    result = run(tmp_path, "PM-2025-0001", goal)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)
