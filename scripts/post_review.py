"""Posts the reviewer's report of a pull request as one comment: `make post-review`, run by review-comment.yml.

The report comes from a run over a stranger's code, so nothing in it is believed. Which pull request it belongs to is
asked of GitHub by the run's id; the artifact is bounded, read as text and sanitized.
"""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
from typing import Any

from scripts.github_api import OWN_LOGIN, GitHub, GitHubError
from scripts.sanitize_markdown import sanitized

MARKER = "<!-- postmortems review -->"
WORKFLOW = ".github/workflows/pull-request.yml"
ARTIFACT = "review"
ENTRY = "review.md"
MAX_BYTES = 512 * 1024
"""Of the artifact as it is packed, and of the report in it."""
MAX_SHOWN = 60_000
"""GitHub takes 65,536 characters."""


def main() -> int:
    """Post the report of the run RUN_ID; 0 where it is posted or there is nothing to post, 1 where it is refused."""
    run_id = os.environ.get("RUN_ID", "")
    try:
        if not re.fullmatch(r"[0-9]{1,20}", run_id):
            raise GitHubError("RUN_ID must be the number of a workflow run")
        print(post_review(GitHub.from_environment(), int(run_id)))
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def post_review(github: GitHub, run_id: int) -> str:
    """Create or update the one comment, and say what was done; raises GitHubError."""
    run = github.get(f"actions/runs/{run_id}")
    if run["event"] != "pull_request" or str(run["path"]).partition("@")[0] != WORKFLOW:
        return f"Nothing to post: run {run_id} is not one of {WORKFLOW}."
    pull = find_pull(github, run)
    if pull is None:
        return f"Nothing to post: no open pull request has the commit {run['head_sha']} as its head."
    report = fetch_report(github, run_id)
    if report is None:
        return f"Nothing to post: run {run_id} left no report."
    body = comment_body(report, f"{github.url}/actions/runs/{run_id}", str(run["head_sha"]), f"{github.url}/blob/")
    number = int(pull["number"])
    for comment in github.all_of(f"issues/{number}/comments"):
        author = comment["user"] or {}
        if author.get("login") == OWN_LOGIN and str(comment["body"]).startswith(MARKER):
            github.send("PATCH", f"issues/comments/{int(comment['id'])}", {"body": body})
            return f"Updated the comment on pull request {number}."
    github.send("POST", f"issues/{number}/comments", {"body": body})
    return f"Commented on pull request {number}."


def find_pull(github: GitHub, run: dict[str, Any]) -> dict[str, Any] | None:
    """The open pull request into the main branch whose head is the commit that the run was made for."""
    head = run["head_repository"]
    if head is None:  # the fork is gone
        return None
    branch = github.get("")["default_branch"]
    wanted = f"{head['owner']['login']}:{run['head_branch']}"
    pulls = [
        pull
        for pull in github.all_of("pulls", state="open", base=branch, head=wanted)
        if pull["head"]["sha"] == run["head_sha"]
        and (pull["head"]["repo"] or {}).get("id") == head["id"]
        and pull["base"]["ref"] == branch
    ]
    return pulls[0] if len(pulls) == 1 else None


def fetch_report(github: GitHub, run_id: int) -> str | None:
    """The text of the run's report, None if it left none; raises GitHubError if it is too large or no text."""
    found = github.get(f"actions/runs/{run_id}/artifacts", name=ARTIFACT, per_page=10)["artifacts"]
    artifacts = [each for each in found if each["name"] == ARTIFACT and not each["expired"]]
    if not artifacts:
        return None
    newest = max(artifacts, key=lambda each: int(each["id"]))
    if int(newest["size_in_bytes"]) > MAX_BYTES:
        raise GitHubError(f"the report must have at most {MAX_BYTES} bytes packed: found {newest['size_in_bytes']}")
    content = github.download(f"actions/artifacts/{int(newest['id'])}/zip", MAX_BYTES)
    return read_report(content)


def read_report(content: bytes) -> str:
    """The one entry that is wanted, out of a ZIP file that is not trusted; nothing is unpacked to disk."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(ENTRY) as entry:
            text = entry.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise GitHubError(f"the artifact must hold {ENTRY}: found {type(error).__name__}") from error
    except Exception as error:  # zlib.error and what other decompressors raise have no common base
        raise GitHubError(f"{ENTRY} must be packed properly: found {type(error).__name__}") from error
    if len(text) > MAX_BYTES:
        raise GitHubError(f"{ENTRY} must have at most {MAX_BYTES} bytes: found more")
    return text.decode("utf-8", "replace")


def comment_body(report: str, run_url: str, commit: str, allowed: str) -> str:
    """The comment: marker and origin first, so that nothing in the report can hide them; then the report, sanitized."""
    origin = f"<sub>For {commit[:12]}, by [this run]({run_url}).</sub>"
    text = sanitized(report.replace(MARKER, ""), allowed).strip() or "No record is added or changed."
    if len(text) > MAX_SHOWN:
        text = text[:MAX_SHOWN].rpartition("\n")[0] + "\n\nThe rest stands in the artifact of the run."
    return f"{MARKER}\n{origin}\n\n{text}\n"


if __name__ == "__main__":
    sys.exit(main())
