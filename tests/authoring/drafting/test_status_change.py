"""Moving a record on: only what is allowed, only when it qualifies, and only the one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.authoring.drafting.status_change import make_change, plan_change
from ml_postmortems.authoring.drafting.status_line import with_status
from ml_postmortems.errors import FileUnwritable, IllegalMove, PostmortemsError, StatusLineUnusable
from ml_postmortems.model.lifecycle import LIFECYCLE, allowed_moves
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import parse_record_file, read_record_file
from tests.authoring.workspace import AS_OF
from tests.helpers import own_record, record_text, write_corpus, write_record

STATUS_LINE = 'status: "published"'


def move(path: Path, goal: Status, reason: str | None = None, successor: str | None = None) -> None:
    """Make a move that must be possible."""
    corpus = load_corpus(path.parent.parent)
    file = next(file for file in corpus.files if file.path == path)
    change = plan_change(corpus, file, goal, AS_OF, reason, successor)
    assert change.blockers == ()
    make_change(change)


def record_at(folder: Path, text: str) -> Path:
    """A record with this text as the only one of a new folder."""
    root = write_corpus(folder, own_record())
    path = next(root.glob("*/*.md"))
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("status: published", "status: validating"),
        ("status:   published  ", "status:   validating  "),
        ('status: "published"', 'status: "validating"'),
        ("status: 'published'", "status: 'validating'"),
        ('"status": published', '"status": validating'),
        ("status: published\r", "status: validating\r"),
    ],
)
def test_only_the_value_is_rewritten(tmp_path: Path, line: str, expected: str) -> None:
    """Every other byte of the file stays: spaces, quotes, line ends, comments."""
    text = record_text(own_record()).replace("severity:", "# a comment\nseverity:", 1)
    path = record_at(tmp_path, text.replace(STATUS_LINE, line))
    path.chmod(0o640)
    move(path, Status.VALIDATING)
    assert path.read_bytes().decode() == text.replace(STATUS_LINE, expected)
    assert path.stat().st_mode & 0o777 == 0o640
    assert {entry.name for entry in path.parent.iterdir()} == {path.name}


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    """A file with CRLF keeps it, also on the lines that are added."""
    path = record_at(tmp_path, record_text(own_record()).replace("\n", "\r\n"))
    move(path, Status.WITHDRAWN, "Told twice.")
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert b'status: "withdrawn"\r\nstatus_reason: Told twice.\r\n' in content


@given(body=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=80))
def test_any_body_stays(body: str) -> None:
    """Whatever the body says, also lines that look like the front matter, it is not touched."""
    text = record_text(own_record(status="in-review")) + f"\nstatus: in-review\n---\n{body}\n"
    file = parse_record_file(Path("postmortems/2025/PM-2025-0001-any.md"), text.encode())
    changed = with_status(file, text.encode(), Status.DRAFT)
    assert changed.decode() == text.replace('status: "in-review"', 'status: "draft"', 1)


@pytest.mark.parametrize("line", ["status:\n  published", "status: |\n  published", "status: [published]"])
def test_unusual_status_line_is_refused(tmp_path: Path, line: str) -> None:
    """Where the status cannot be rewritten alone, the file stays and the author is told."""
    path = record_at(tmp_path, record_text(own_record()).replace(STATUS_LINE, line))
    before = path.read_bytes()
    with pytest.raises((StatusLineUnusable, IllegalMove), match="status"):
        move(path, Status.VALIDATING)
    assert path.read_bytes() == before


@pytest.mark.parametrize("old", Status)
@pytest.mark.parametrize("new", Status)
def test_moves_that_are_not_allowed_are_refused_with_a_way_on(tmp_path: Path, old: Status, new: Status) -> None:
    """The table of moves is the law: what it does not hold is an error that says what can be done instead."""
    taken_back = {"status_reason": "Why."} if old in (Status.WITHDRAWN, Status.SUPERSEDED) else {}
    if old is Status.SUPERSEDED:
        taken_back["superseded_by"] = "PM-2025-0002"
    path = record_at(tmp_path, record_text(own_record(status=old, **taken_back)))
    corpus = load_corpus(path.parent.parent)
    needs_reason = new in (Status.WITHDRAWN, Status.SUPERSEDED) and not taken_back
    successor = "PM-2025-0002" if new is Status.SUPERSEDED and old is not new else None
    arguments = (corpus.files[0], new, AS_OF, "Why." if needs_reason else None, successor)
    if new in allowed_moves(old):
        assert plan_change(corpus, *arguments).new is new
    else:
        with pytest.raises(IllegalMove, match="fix: "):
            plan_change(corpus, *arguments)


def test_published_records_never_become_drafts_again() -> None:
    """What was on the main branch is corrected or withdrawn; it does not vanish from pages and counts as a draft."""
    for status in Status:
        if status not in (Status.DRAFT, Status.IN_REVIEW):
            assert not {Status.DRAFT, Status.IN_REVIEW} & set(allowed_moves(status))
    assert Status.DRAFT in LIFECYCLE[Status.IN_REVIEW].moves


def test_record_that_does_not_qualify_is_not_changed(tmp_path: Path) -> None:
    """The findings that stand in the way come back, and nothing is written."""
    path = record_at(tmp_path, record_text(own_record(status="in-review", causes=None)))
    before = path.read_bytes()
    corpus = load_corpus(path.parent.parent)
    change = plan_change(corpus, corpus.files[0], Status.PUBLISHED, AS_OF, None, None)
    assert {finding.subject for finding in change.blockers} >= {"causes"}
    assert path.read_bytes() == before


def test_way_back_to_draft_is_open_to_records_with_errors(tmp_path: Path) -> None:
    """A record goes back to be mended, so its errors do not hold it."""
    path = record_at(tmp_path, record_text(own_record(status="in-review", summary="Too short.")))
    move(path, Status.DRAFT)
    file = read_record_file(path)
    assert file.record and file.record.status is Status.DRAFT


def test_reason_and_successor_are_written(tmp_path: Path) -> None:
    """A record that is superseded says by which one and why, and passes."""
    path = record_at(tmp_path, record_text(own_record()))
    write_record(path.parent.parent, own_record(id="PM-2025-0002", title="The better record"))
    move(path, Status.SUPERSEDED, 'Told twice: "better" there', "PM-2025-0002")
    file = read_record_file(path)
    assert file.faults == () and file.record
    assert file.record.superseded_by == "PM-2025-0002"
    assert file.record.status_reason == 'Told twice: "better" there'


def test_successor_that_does_not_exist_stands_in_the_way(tmp_path: Path) -> None:
    """A record is not replaced by one that nobody can read."""
    path = record_at(tmp_path, record_text(own_record()))
    corpus = load_corpus(path.parent.parent)
    change = plan_change(corpus, corpus.files[0], Status.SUPERSEDED, AS_OF, "Why.", "PM-2025-0099")
    assert [finding.code for finding in change.blockers] == ["PM802"]


@pytest.mark.parametrize(
    ("goal", "reason", "successor", "message"),
    [
        (Status.WITHDRAWN, None, None, "withdrawn must have --reason: found nothing"),
        (Status.SUPERSEDED, None, None, "superseded must have --reason and --superseded-by: found nothing"),
        (Status.WITHDRAWN, "", None, "must have --reason"),
        (Status.VALIDATING, "Why.", None, "must be withdrawn and superseded for --reason"),
        (Status.WITHDRAWN, "Why.", "PM-2025-0002", "must be superseded for --superseded-by"),
    ],
)
def test_options_are_asked_for_where_they_mean_something(
    tmp_path: Path, goal: Status, reason: str | None, successor: str | None, message: str
) -> None:
    """A reason where it is needed, and none where it would be lost."""
    path = record_at(tmp_path, record_text(own_record()))
    corpus = load_corpus(path.parent.parent)
    with pytest.raises(IllegalMove, match=message):
        plan_change(corpus, corpus.files[0], goal, AS_OF, reason, successor)


def test_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """What an editor saved between the check and the writing is not lost."""
    path = record_at(tmp_path, record_text(own_record()))
    corpus = load_corpus(path.parent.parent)
    change = plan_change(corpus, corpus.files[0], Status.VALIDATING, AS_OF, None, None)
    path.write_text("saved meanwhile")
    with pytest.raises(FileUnwritable, match="changed since it was checked"):
        make_change(change)
    assert path.read_text() == "saved meanwhile"


def test_errors_are_of_the_package() -> None:
    """Every refusal is translated by the command line into one message."""
    assert issubclass(IllegalMove, PostmortemsError) and issubclass(StatusLineUnusable, PostmortemsError)
