"""The report of a pull request becomes one comment, whatever the pull request put into it."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from scripts import post_review
from scripts.github_api import OWN_LOGIN, GitHubError
from scripts.post_review import MARKER, MAX_BYTES, MAX_SHOWN
from tests.github.conftest import FakeGitHub

SHA = "a" * 40
RUN: dict[str, Any] = {
    "event": "pull_request",
    "path": ".github/workflows/pull-request.yml",
    "head_sha": SHA,
    "head_branch": "incident",
    "head_repository": {"id": 9, "owner": {"login": "stranger"}},
}
PULL: dict[str, Any] = {"number": 5, "head": {"sha": SHA, "repo": {"id": 9}}, "base": {"ref": "main"}}


def packed(text: str | bytes = "## Report\n", name: str = "review.md") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return content.getvalue()


@pytest.fixture
def github(fake_github: FakeGitHub) -> FakeGitHub:
    """One run of a fork's open pull request, with its report, and no comment yet."""
    fake_github.answers |= {
        "": {"default_branch": "main"},
        "actions/runs/1": RUN,
        "pulls": [PULL],
        "actions/runs/1/artifacts": {
            "artifacts": [{"id": 3, "name": "review", "expired": False, "size_in_bytes": 900}]
        },
        "actions/artifacts/3/zip": packed(),
        "issues/5/comments": [],
    }
    return fake_github


def test_first_report_is_posted(github: FakeGitHub) -> None:
    """The first run of a pull request adds one comment, which begins with the marker and says where it is from."""
    assert post_review.post_review(github.client, 1) == "Commented on pull request 5."
    [(method, path, body)] = github.sent
    assert (method, path) == ("POST", "issues/5/comments")
    assert body["body"].startswith(f"{MARKER}\n<sub>For {SHA[:12]}, by [this run](")
    assert "## Report" in body["body"]


def test_later_report_takes_the_place_of_the_first(github: FakeGitHub) -> None:
    """There is one comment: the bot's own is changed, however many others stand before it or quote its marker."""
    stranger = {"id": 1, "user": {"login": "stranger"}, "body": f"{MARKER} fake"}
    other = {"id": 2, "user": {"login": OWN_LOGIN}, "body": "something else"}
    own = {"id": 3, "user": {"login": OWN_LOGIN}, "body": f"{MARKER}\nold"}
    ghost = {"id": 4, "user": None, "body": MARKER}
    github.answers["issues/5/comments"] = [ghost, stranger, other] * 40 + [own]
    assert post_review.post_review(github.client, 1) == "Updated the comment on pull request 5."
    [(method, path, _)] = github.sent
    assert (method, path) == ("PATCH", "issues/comments/3")


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("actions/runs/1", RUN | {"event": "push"}),
        ("actions/runs/1", RUN | {"path": ".github/workflows/other.yml"}),
        ("actions/runs/1", RUN | {"head_repository": None}),
        ("pulls", []),
        ("pulls", [PULL, PULL]),
        ("pulls", [PULL | {"head": {"sha": "b" * 40, "repo": {"id": 9}}}]),
        ("pulls", [PULL | {"head": {"sha": SHA, "repo": {"id": 8}}}]),
        ("pulls", [PULL | {"head": {"sha": SHA, "repo": None}}]),
        ("pulls", [PULL | {"base": {"ref": "other"}}]),
        ("actions/runs/1/artifacts", {"artifacts": []}),
        (
            "actions/runs/1/artifacts",
            {"artifacts": [{"id": 3, "name": "review", "expired": True, "size_in_bytes": 1}]},
        ),
    ],
)
def test_no_comment_elsewhere(github: FakeGitHub, path: str, answer: Any) -> None:
    """Only the open pull request whose head is the commit of the run, in the same fork, ever gets its report."""
    github.answers[path] = answer
    assert post_review.post_review(github.client, 1).startswith("Nothing to post: ")
    assert not github.sent


def test_pull_request_is_asked_of_github(github: FakeGitHub) -> None:
    """The number in the artifact does not matter: GitHub is asked by fork and branch."""
    github.answers["actions/artifacts/3/zip"] = packed("Pull request: 4711\nnumber=4711\n")
    post_review.post_review(github.client, 1)
    assert ("pulls", "stranger:incident", "main") in [
        (path, query.get("head"), query.get("base")) for path, query, _ in github.asked
    ]
    assert github.sent[0][1] == "issues/5/comments"


@pytest.mark.parametrize(
    "content",
    [
        b"no zip",
        b"",
        packed(name="other.md"),
        packed(name="../review.md"),
        packed(b"\0" * (MAX_BYTES + 1)),
        packed("x" * 2000)[:-40],
        packed("".join(map(chr, range(32, 900))))[:60] + b"\xff" * 30 + packed("".join(map(chr, range(32, 900))))[90:],
        b"x" * (MAX_BYTES + 1),
    ],
    ids=["text", "empty", "other-entry", "outside", "bomb", "cut", "garbled", "large"],
)
def test_bad_artifact_is_refused(github: FakeGitHub, content: bytes) -> None:
    """An artifact that is too large, packed or unpacked, or is no ZIP file with the report, posts nothing."""
    github.answers["actions/artifacts/3/zip"] = content
    with pytest.raises(GitHubError):
        post_review.post_review(github.client, 1)
    assert not github.sent


def test_large_artifact_is_not_fetched(github: FakeGitHub) -> None:
    """What GitHub says is too large is never downloaded."""
    github.answers["actions/runs/1/artifacts"]["artifacts"][0]["size_in_bytes"] = MAX_BYTES + 1
    with pytest.raises(GitHubError, match="at most"):
        post_review.post_review(github.client, 1)
    assert "actions/artifacts/3/zip" not in [path for path, _, _ in github.asked]


def test_token_stays_with_github(github: FakeGitHub) -> None:
    """The host that an artifact is kept on gets no token."""
    github.answers["actions/artifacts/3/zip"] = f"{github.address}/elsewhere"
    github.answers["elsewhere"] = packed()
    post_review.post_review(github.client, 1)
    tokens = {path: token for path, _, token in github.asked}
    assert tokens["elsewhere"] is None
    assert tokens["pulls"] == "Bearer secret-token"


def test_report_cannot_act(github: FakeGitHub) -> None:
    """A hostile report mentions nobody, links nowhere outside, hides nothing and holds no second marker."""
    hostile = f"{MARKER}\r\n@everyone <img src=x> [x](https://evil.example) #1\n```\n<!--\n" + "long\n" * 20_000
    github.answers["actions/artifacts/3/zip"] = packed(hostile)
    post_review.post_review(github.client, 1)
    body = github.sent[0][2]["body"]
    assert body.count("<!--") == 1
    assert "@everyone" not in body
    assert "](https://evil" not in body
    assert len(body) < MAX_SHOWN + 1000 < 65_536
    assert "The rest stands in the artifact" in body


def test_empty_report_says_so(github: FakeGitHub) -> None:
    """Where no record changed any more, the comment says it instead of keeping the old report."""
    github.answers["actions/artifacts/3/zip"] = packed(" \n")
    post_review.post_review(github.client, 1)
    assert "No record is added or changed." in github.sent[0][2]["body"]


@pytest.mark.parametrize("run_id", ["", "x", "1/../2", "1 2", "9" * 30])
def test_run_must_be_a_number(run_id: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """RUN_ID goes into an address, so it is digits only; else exit code 1 with a message."""
    monkeypatch.setenv("RUN_ID", run_id)
    assert post_review.main() == 1
    assert "RUN_ID must be" in capsys.readouterr().err
