"""What issues say of actions becomes one pull request, of records alone."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.tracker.tracker_export import read_export
from scripts.github_api import GitHubError
from scripts.tracker_sync import BODY, BRANCH, TITLE, changed_records, exported, main, propose
from tests.cli.running import git
from tests.github.conftest import REPOSITORY_NAME, FakeGitHub

RECORD = "postmortems/2025/PM-2025-0001-session-length.md"


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a record and a catalog, as the workflow stands in it."""
    for name in (RECORD, "postmortems/catalog.yml", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("status: open\n", "utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "-qm", "main")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    monkeypatch.setenv("GITHUB_RUN_ID", "4711")
    return tmp_path


def answer(fake: FakeGitHub, checkout: Path, *, branch: bool = False, pulls: list[Any] | None = None) -> str:
    """Let GitHub know the commit, the branch and the open pull requests; the commit."""
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=checkout, capture_output=True, text=True).stdout.strip()
    fake.answers |= {
        f"git/commits/{head}": {"tree": {"sha": "base"}},
        f"git/matching-refs/heads/{BRANCH}": [{"ref": f"refs/heads/{BRANCH}"}] if branch else [],
        "pulls": pulls or [],
    }
    return head


def test_the_export_is_one_that_sync_reads(fake_github: FakeGitHub, tmp_path: Path) -> None:
    """Without pull requests, and without a text that somebody wrote."""
    url = f"https://github.com/{REPOSITORY_NAME}"
    fake_github.answers["issues"] = [
        {"number": 1, "state": "closed", "state_reason": "completed", "closed_at": "2025-05-12T08:00:00Z",
         "html_url": f"{url}/issues/1", "title": "::error::x", "body": "@everyone"},
        {"number": 2, "state": "open", "state_reason": None, "closed_at": None, "html_url": f"{url}/issues/2"},
        {"number": 3, "state": "open", "html_url": f"{url}/pull/3", "pull_request": {}},
    ]  # fmt: skip
    issues = exported(fake_github.client)
    assert "everyone" not in json.dumps(issues) and "error" not in json.dumps(issues)
    (tmp_path / "export").write_text(json.dumps(issues), "utf-8")
    assert [(each.name, each.state.value) for each in read_export(tmp_path / "export")] == [
        (f"{REPOSITORY_NAME}#1", "done"),
        (f"{REPOSITORY_NAME}#2", "unfinished"),
    ]


def test_a_change_becomes_a_branch_and_a_pull_request(fake_github: FakeGitHub, checkout: Path) -> None:
    """One commit on the checked-out one, with the changed records alone."""
    head = answer(fake_github, checkout)
    (checkout / RECORD).write_text("status: done\n", "utf-8")
    (checkout / "README.md").write_text("something else\n", "utf-8")
    said = propose(fake_github.client, checkout, changed_records(checkout))
    assert said == "Proposed 1 records in pull request 77."
    sent = {path: body for _, path, body in fake_github.sent}
    assert list(sent) == ["git/blobs", "git/trees", "git/commits", "git/refs", "pulls"]
    assert base64.b64decode(sent["git/blobs"]["content"]) == b"status: done\n"
    assert [entry["path"] for entry in sent["git/trees"]["tree"]] == [RECORD]
    assert sent["git/trees"]["base_tree"] == "base"
    assert sent["git/commits"]["parents"] == [head]
    assert sent["git/refs"]["ref"] == f"refs/heads/{BRANCH}"
    run = f": https://github.com/{REPOSITORY_NAME}/actions/runs/4711"
    assert sent["pulls"] == {"title": TITLE, "head": BRANCH, "base": "main", "body": BODY.format(run=run)}


def test_an_open_pull_request_is_kept_up_to_date(fake_github: FakeGitHub, checkout: Path) -> None:
    """Its branch begins anew at the commit of today; no second one is opened."""
    answer(fake_github, checkout, branch=True, pulls=[{"number": 5}])
    (checkout / RECORD).write_text("status: done\n", "utf-8")
    assert propose(fake_github.client, checkout, changed_records(checkout)).endswith("in pull request 5.")
    assert [(method, path) for method, path, _ in fake_github.sent][-1] == ("PATCH", f"git/refs/heads/{BRANCH}")


def test_without_a_change_nothing_is_sent(fake_github: FakeGitHub, checkout: Path) -> None:
    """Nor asked."""
    assert "say what the issues say" in propose(fake_github.client, checkout, changed_records(checkout))
    assert fake_github.sent == [] == fake_github.asked


def test_what_is_no_record_is_not_proposed(checkout: Path) -> None:
    """Neither another file of the folder, nor a link, nor a record that is gone."""
    (checkout / "postmortems/catalog.yml").write_text("changed\n", "utf-8")
    with pytest.raises(GitHubError, match=r"only records may have changed: found 'postmortems/catalog.yml'"):
        changed_records(checkout)
    git(checkout, "checkout", "-q", ".")
    (checkout / RECORD).unlink()
    with pytest.raises(GitHubError, match="only records"):
        changed_records(checkout)
    (checkout / RECORD).symlink_to("/etc/hostname")
    with pytest.raises(GitHubError, match="only records"):
        changed_records(checkout)


def test_without_a_token_it_says_so(checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """And stops with 1."""
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert main(["--post"]) == 1
    assert "GITHUB_REPOSITORY and GITHUB_TOKEN" in capsys.readouterr().err
