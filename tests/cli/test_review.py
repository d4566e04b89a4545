"""`postmortems review` in real repositories: every state of git gives a report or a message that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from ml_postmortems.authoring.review.report import MARKER
from ml_postmortems.cli.main import main
from tests.helpers import external_record, file_name, own_record, write_corpus, write_record

_OWN_FILE = f"postmortems/{file_name(own_record())}"


def git(folder: Path, *arguments: str) -> str:
    """Run git without any configuration of this machine."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "test@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
        **{f"GIT_{who}_DATE": "2025-06-01T12:00:00Z" for who in ("AUTHOR", "COMMITTER")},
    }
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def commit(folder: Path) -> None:
    """Commit everything."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@dataclass(frozen=True)
class Run:
    """How one run of the command ended."""

    returncode: int
    stdout: str
    stderr: str


def review(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> Run:
    """Run the command as a user does, but for the time that a process of its own takes."""
    out, err = StringIO(), StringIO()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "SOURCE_DATE"))}
    with (
        patch.dict(os.environ, kept | (environment or {}), clear=True),
        patch.object(sys, "argv", ["postmortems", "review", *arguments]),
        chdir(folder),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    assert isinstance(ended.value.code, int)
    return Run(ended.value.code, out.getvalue(), err.getvalue())


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with two published records on `main`, standing on a branch."""
    folder = tmp_path / "clone"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write_corpus(folder, own_record(), external_record())
    commit(folder)
    git(folder, "checkout", "-q", "-b", "work")
    return folder


def report(folder: Path, *arguments: str) -> str:
    """A report that was written without complaint."""
    done = review(folder, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout.startswith(MARKER)
    return done.stdout


def refused(folder: Path, *arguments: str) -> str:
    """The message of a run that could not do its work."""
    done = review(folder, *arguments)
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
    return done.stderr


def test_no_record_changed(clone: Path) -> None:
    """A pull request about something else gets a short report, not silence."""
    (clone / "README.md").write_text("x", "utf-8")
    assert "No record was changed" in report(clone, "--changed", "main")


def test_a_new_record_says_so(clone: Path) -> None:
    """Committed or not, a record that the base does not have is new, and is not compared."""
    record = own_record(id="PM-2025-0002", title="New")
    record["timeline"] = [{**event, "at": event["at"].replace("-03-", "-05-")} for event in record["timeline"]]
    write_record(clone / "postmortems", record)
    text = report(clone, "--changed", "main")
    assert text.count("\n### ") == 1 and "**new**" in text and "Changes" not in text
    assert "must say whether this repeats PM-2025-0001" in text, "the recurrence question is asked in a pull request"


def test_a_changed_record_is_compared_with_the_merge_base(clone: Path) -> None:
    """What happened on main since the branch began is not a change of the branch."""
    git(clone, "checkout", "-q", "main")
    write_record(clone / "postmortems", own_record(tags=["main-only"]))
    commit(clone)
    git(clone, "checkout", "-q", "work")
    write_record(clone / "postmortems", own_record(severity="SEV2"))
    commit(clone)
    text = report(clone, "--changed", "main")
    assert "Severity was lowered from SEV1 to SEV2." in text
    assert "`tags`" not in text
    assert text.count("\n### ") == 1


def test_the_main_branch_is_the_base_if_none_is_named(clone: Path) -> None:
    """`--changed` alone is enough in an ordinary clone."""
    write_record(clone / "postmortems", own_record(severity="SEV2"))
    assert "Severity was lowered" in report(clone, "--changed")


def test_a_renamed_record_is_still_the_same(clone: Path) -> None:
    """A new file name is told; the record is compared by its id, not lost and found as new."""
    git(clone, "mv", _OWN_FILE, "postmortems/2025/PM-2025-0001-other-words.md")
    commit(clone)
    text = report(clone, "--changed", "main")
    assert "The file was renamed; it was `PM-2025-0001-session-length-in-milliseconds.md`." in text
    assert "deleted" not in text and "**new**" not in text


def test_a_deleted_record_is_told_first(clone: Path) -> None:
    """Records are never deleted: who deletes a published one is told before anything else, and how to withdraw it."""
    git(clone, "rm", "-q", _OWN_FILE)
    text = report(clone, "--changed", "main")
    assert "**1 record deleted**" in text
    assert "**PM-2025-0001 was deleted**" in text and "withdraw it instead" in text
    assert "It was published, so links to it exist." in text
    assert text.index("[!CAUTION]") < 200


def test_a_record_that_took_another_id_is_told(clone: Path) -> None:
    """A changed id is not a deletion and a new record, but one record whose links break."""
    (clone / _OWN_FILE).unlink()
    write_record(clone / "postmortems", own_record(id="PM-2025-0005"))
    text = report(clone, "--changed", "main")
    assert "The id was PM-2025-0001, and nothing leads from there any more" in text
    assert "was deleted" not in text and "**new**" not in text


def test_a_record_that_was_withdrawn_is_not_deleted(clone: Path) -> None:
    """The right way to take a record back gives no caution."""
    write_record(clone / "postmortems", own_record(status="withdrawn", status_reason="It was no incident."))
    text = report(clone, "--changed", "main")
    assert "Status went from published to withdrawn." in text and "[!CAUTION]" not in text


def test_a_record_replaced_by_a_link_is_reported(clone: Path) -> None:
    """A symbolic link is neither followed nor a reason to fail."""
    (clone / _OWN_FILE).unlink()
    (clone / _OWN_FILE).symlink_to("/etc/hostname")
    assert report(clone, "--changed", "main")


def test_a_changed_vocabulary_is_reported_without_records(clone: Path) -> None:
    """A broken catalog is what a reviewer has to hear of, even if no record was touched."""
    (clone / "postmortems/catalog.yml").write_text("{", "utf-8")
    assert "**In other files**" in report(clone, "--changed", "main")


def test_a_detached_head_is_no_obstacle(clone: Path) -> None:
    """Runners check out a commit, not a branch."""
    write_record(clone / "postmortems", own_record(severity="SEV2"))
    commit(clone)
    git(clone, "checkout", "-q", "--detach")
    assert "Severity was lowered" in report(clone, "--changed", "main")


def test_a_shallow_clone_is_told_to_fetch(clone: Path, tmp_path: Path) -> None:
    """Without common history nothing can be compared, and the message says what to fetch."""
    write_record(clone / "postmortems", own_record(severity="SEV2"))
    commit(clone)
    git(clone, "checkout", "-q", "main")
    write_record(clone / "postmortems", own_record(tags=["other"]))
    commit(clone)
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", "--branch=work", clone.as_uri(), str(shallow))
    assert "fetch" in refused(shallow, "--changed", "origin/main")


def test_a_repository_without_commits_is_refused(tmp_path: Path) -> None:
    """There is nothing to compare before the first commit; without --changed there is a report all the same."""
    write_corpus(tmp_path, own_record())
    git(tmp_path, "init", "-q", "-b", "main")
    assert refused(tmp_path, "--changed").startswith("git: ")
    assert "### [PM-2025-0001]" in report(tmp_path)


def test_an_unknown_base_is_refused(clone: Path) -> None:
    """A misspelt base is not an empty report."""
    assert "`nowhere`" in refused(clone, "--changed", "nowhere")


def test_a_merge_conflict_is_refused(clone: Path) -> None:
    """Half-merged records are not reviewed."""
    write_record(clone / "postmortems", own_record(severity="SEV2"))
    commit(clone)
    git(clone, "checkout", "-q", "main")
    write_record(clone / "postmortems", own_record(severity="SEV3"))
    commit(clone)
    with pytest.raises(subprocess.CalledProcessError):
        git(clone, "merge", "work")
    assert "unmerged" in refused(clone, "--changed", "work")


def test_outside_of_git_only_changed_needs_it(tmp_path: Path) -> None:
    """A folder of records is enough for a report."""
    write_corpus(tmp_path, own_record())
    assert "git" in refused(tmp_path, "--changed")
    assert "### [PM-2025-0001]" in report(tmp_path, "--as-of", "2025-06-01")


def test_errors_in_records_are_no_failure_of_the_command(clone: Path) -> None:
    """It is a report; `check` is the gate."""
    write_record(clone / "postmortems", own_record(summary=None))
    assert "**1 error**" in report(clone)


def test_output_is_written_whole_or_not_at_all(clone: Path) -> None:
    """The file of a former run is replaced, and nothing is left beside it."""
    target = clone / "out" / "review.md"
    target.parent.mkdir()
    for _ in range(2):
        done = review(clone, "--output", str(target))
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        assert target.read_text("utf-8").startswith(MARKER)
    assert [each.name for each in target.parent.iterdir()] == ["review.md"]
    assert "nowhere" in refused(clone, "--output", "nowhere/review.md")


def test_links_lead_to_the_commit_that_is_built(clone: Path) -> None:
    """In a workflow of GitHub links need no option; elsewhere they are given, or lead to the file itself."""
    github = {
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/base",
        "GITHUB_SHA": "0123abc",
    }
    text = review(clone, _OWN_FILE, environment=github).stdout
    assert f"](https://github.com/acme/base/blob/0123abc/{_OWN_FILE})" in text
    assert f"](https://git.example.com/x/{_OWN_FILE})" in report(
        clone, _OWN_FILE, "--links", "https://git.example.com/x/"
    )
    assert f"]({_OWN_FILE})" in report(clone, _OWN_FILE)
    assert "http or https" in refused(clone, "--links", "javascript:alert(1)")


def test_a_path_that_holds_nothing_is_refused(clone: Path) -> None:
    """A misspelt path is not an empty report."""
    assert "nothing.md" in refused(clone, "postmortems/nothing.md")
