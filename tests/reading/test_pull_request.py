"""What a pull request is: what it changes, what that was before, and what it loses."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.errors import GitUnusable, NothingToCheck
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.pull_request import PullRequest, read_selection
from tests.cli.running import git
from tests.helpers import external_record, own_record, record_text, write_corpus

OWN = "2025/PM-2025-0001-session-length-in-milliseconds.md"
EXTERNAL = "2024/PM-2024-0001-a-prompt-change-makes.md"
NEW = "2025/PM-2025-0002-another.md"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Two records on main, and a branch."""
    write_corpus(tmp_path, own_record(), external_record())
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Records")
    git(tmp_path, "switch", "-qc", "change")
    return tmp_path / "postmortems"


def pull_request_of(root: Path, *paths: Path) -> PullRequest:
    """What the branch changes, against main."""
    selection, pull_request = read_selection(load_corpus(root), paths, "")
    assert pull_request
    assert selection == pull_request.selection
    return pull_request


def test_without_a_base_there_is_no_pull_request(records: Path) -> None:
    """Only who names a base, or leaves it to the default, asks about changes."""
    corpus = load_corpus(records)
    selection, pull_request = read_selection(corpus, (), None)
    assert (selection.files, selection.paths, pull_request) == (corpus.files, None, None)


def test_a_change_an_addition_and_a_loss(records: Path) -> None:
    """Changed and new records are selected, only the changed one was something before, the deleted one is lost."""
    (records / OWN).write_text(record_text(own_record(title="Another title")), "utf-8")
    (records / NEW).write_text(record_text(own_record(id="PM-2025-0002", aliases=[])) + "\nMore.\n", "utf-8")
    (records / EXTERNAL).unlink()
    found = pull_request_of(records)
    assert found.changed == {records / OWN, records / NEW}
    assert [(path, file.record and file.record.title) for path, file in found.former.items()] == [
        (records / OWN, own_record()["title"])
    ]
    assert [file.path for file in found.lost] == [records / EXTERNAL]
    assert found.paths == {records / OWN, records / NEW, records / EXTERNAL}


def test_paths_narrow_the_changes_and_not_the_losses(records: Path) -> None:
    """Who names one folder of a pull request still hears of a record that is gone from another."""
    (records / OWN).write_text(record_text(own_record(title="Another title")), "utf-8")
    (records / NEW).write_text(record_text(own_record(id="PM-2025-0002", aliases=[])) + "\nMore.\n", "utf-8")
    (records / EXTERNAL).unlink()
    found = pull_request_of(records, records / NEW)
    assert [file.path for file in found.selection.files] == [records / NEW]
    assert found.paths == {records / NEW, records / EXTERNAL}
    assert found.changed == {records / OWN, records / NEW}


def test_a_renamed_record_is_neither_new_nor_lost(records: Path) -> None:
    """A record is known by its id, whatever its file is called."""
    renamed = records / "2025" / "PM-2025-0001-other-words.md"
    (records / OWN).rename(renamed)
    found = pull_request_of(records)
    assert found.changed == {renamed}
    assert set(found.former) == {renamed}
    assert not found.lost


def test_what_cannot_be_compared_is_an_error(records: Path) -> None:
    """A wrong path and a wrong base are told apart."""
    corpus = load_corpus(records)
    with pytest.raises(NothingToCheck):
        read_selection(corpus, (records / "nowhere",), "")
    with pytest.raises(GitUnusable, match="what is compared with must be a commit"):
        read_selection(corpus, (), "no-such-branch")
