"""Posts the reviewer's report of each open merge request as one note, kept up to date, on GitLab.

It runs on a schedule of the default branch, with a token that may write notes, by the standard library and nothing
else. The report comes from a job over a stranger's code, so nothing in it is believed: which job belongs to which merge
request is asked of GitLab, the artifact is bounded, read as text and sanitized.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from scripts.sanitize_markdown import ZERO_WIDTH_SPACE, sanitized

MARKER = "<!-- postmortems review -->"
JOB = "review"
ARTIFACT = "review.md"
MAX_BYTES = 512 * 1024
MAX_SHOWN = 60_000
TIMEOUT = 20
"""Seconds that one request may wait for an answer."""
PAGE = 100
MAX_PAGES = 20

_ACTIVE = (
    re.compile(r"^[\s>*+\-\d.)]*/()(?=\w)", re.MULTILINE),  # quick actions, which act with the rights of the token
    re.compile(r"[!$%&^~]()(?=[\w\"])"),  # merge requests, snippets, milestones, epics, alerts, labels
    re.compile(r"\[()(?=\w+:)"),  # references of the form [issue:1]
)
"""What GitLab acts on and GitHub does not."""


class GitLabError(Exception):
    """GitLab did not do what was asked, or answered what must not be used."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing: another host must not see the token."""


class GitLab:
    """One project on GitLab, and the token that may write notes there."""

    def __init__(self, api: str, project: int, token: str, url: str) -> None:
        self.project = project
        self.url = url.rstrip("/")
        self._api = f"{api.rstrip('/')}/"
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    @classmethod
    def from_environment(cls) -> GitLab:
        """What a job's environment says; raises GitLabError where it is none."""
        names = ("CI_API_V4_URL", "CI_PROJECT_ID", "CI_PROJECT_URL", "POSTMORTEMS_NOTE_TOKEN")
        missing = [name for name in names if not os.environ.get(name)]
        if missing:
            raise GitLabError(f"the environment must have {' and '.join(missing)}; see the guide for GitLab")
        api, project, url, token = (os.environ[name] for name in names)
        return cls(api, int(project), token, url)

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON at a path below the project, or at `/path` of the API; raises GitLabError."""
        return json.loads(self._open("GET", path, query))

    def all_of(self, path: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """The items of a list that GitLab gives page by page; raises GitLabError."""
        for page in range(1, MAX_PAGES + 1):
            items = self.get(path, **query, per_page=PAGE, page=page)
            yield from items
            if len(items) < PAGE:
                return
        raise GitLabError(f"{path} must have at most {MAX_PAGES * PAGE} items: found more")

    def send(self, method: str, path: str, body: dict[str, Any]) -> None:
        """Create or change something; raises GitLabError."""
        self._open(method, path, {}, json.dumps(body).encode())

    def download(self, path: str) -> bytes:
        """The bytes at a path; raises GitLabError above the bound."""
        content = self._open("GET", path, {}, limit=MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise GitLabError(f"{path} must have at most {MAX_BYTES} bytes: found more")
        return content

    def _open(
        self, method: str, path: str, query: dict[str, str | int], body: bytes | None = None, limit: int = 16 << 20
    ) -> bytes:
        place = path[1:] if path.startswith("/") else f"projects/{self.project}/{path}"
        address = f"{self._api}{place}{f'?{urlencode(query)}' if query else ''}"
        request = urllib.request.Request(address, data=body, method=method)
        request.add_header("PRIVATE-TOKEN", self._token)
        if body is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with self._opener.open(request, timeout=TIMEOUT) as answer:
                content: bytes = answer.read(limit)
                return content
        except urllib.error.HTTPError as error:
            with error:
                raise GitLabError(f"{method} {path} must succeed: found status {error.code}") from error
        except OSError as error:
            raise GitLabError(f"{method} {path} must be answered: found {error}") from error


def main() -> int:
    """Post what there is; 1 where anything was refused, after all others."""
    refused = False
    try:
        gitlab = GitLab.from_environment()
        own = int(gitlab.get("/user")["id"])
        for request in gitlab.all_of("merge_requests", state="opened"):
            try:
                print(post_review(gitlab, request, own))
            except GitLabError as error:
                refused = True
                print(f"Merge request {int(request['iid'])}: {error}", file=sys.stderr)
    except GitLabError as error:
        print(error, file=sys.stderr)
        return 1
    return int(refused)


def post_review(gitlab: GitLab, request: dict[str, Any], own: int) -> str:
    """Create or update the one note on a merge request, and say what was done; raises GitLabError."""
    number, commit = int(request["iid"]), str(request["sha"])
    job = find_job(gitlab, number, commit)
    if job is None:
        return f"Nothing to post on merge request {number}: no job `{JOB}` of this project passed for its head."
    report = gitlab.download(f"jobs/{job}/artifacts/{ARTIFACT}").decode("utf-8", "replace")
    body = note_body(report, f"{gitlab.url}/-/jobs/{job}", commit, f"{gitlab.url}/-/blob/")
    for note in gitlab.all_of(f"merge_requests/{number}/notes"):
        if note["author"]["id"] == own and str(note["body"]).startswith(MARKER):
            if note["body"] == body.rstrip():
                return f"The note on merge request {number} says it already."
            gitlab.send("PUT", f"merge_requests/{number}/notes/{int(note['id'])}", {"body": body})
            return f"Updated the note on merge request {number}."
    gitlab.send("POST", f"merge_requests/{number}/notes", {"body": body})
    return f"Wrote a note on merge request {number}."


def find_job(gitlab: GitLab, number: int, commit: str) -> int | None:
    """The newest job that wrote the report for the head of a merge request, in this project and not in a fork."""
    for pipeline in gitlab.all_of(f"merge_requests/{number}/pipelines"):
        if pipeline["sha"] == commit and pipeline["project_id"] == gitlab.project:
            for job in gitlab.all_of(f"pipelines/{int(pipeline['id'])}/jobs"):
                if job["name"] == JOB and job["status"] == "success":
                    return int(job["id"])
    return None


def note_body(report: str, job_url: str, commit: str, allowed: str) -> str:
    """The note: marker and origin first, so that nothing in the report can hide them; then the report, sanitized."""
    text = sanitized(report.replace(MARKER, ""), allowed)
    for pattern in _ACTIVE:
        text = pattern.sub(lambda match: match[0] + ZERO_WIDTH_SPACE, text)
    text = text.strip() or "No record is added or changed."
    if len(text) > MAX_SHOWN:
        text = text[:MAX_SHOWN].rpartition("\n")[0] + "\n\nThe rest stands in the artifact of the job."
    return f"{MARKER}\n<sub>For {commit[:12]}, by [this job]({job_url}).</sub>\n\n{text}\n"


if __name__ == "__main__":
    sys.exit(main())
