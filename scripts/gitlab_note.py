"""Posts the reviewer's report of each open merge request as one note, kept up to date, on GitLab.

It runs on a schedule of the default branch, with a token that may write notes, by the standard library and nothing
else. The report comes from a job over a stranger's code, so nothing in it is believed: which job belongs to which merge
request is asked of GitLab, the artifact is bounded, read as text and sanitized.
"""

from __future__ import annotations

import sys
from typing import Any

from scripts.gitlab_api import GitLab, GitLabError
from scripts.sanitize_markdown import inert_on_gitlab, sanitized

MARKER = "<!-- postmortems review -->"
JOB = "review"
ARTIFACT = "review.md"
MAX_SHOWN = 60_000


def main() -> int:
    """Post what there is; 1 where anything was refused, after all others."""
    refused = False
    try:
        gitlab = GitLab.from_environment()
        own = gitlab.own_id()
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
    text = inert_on_gitlab(sanitized(report.replace(MARKER, ""), allowed)).strip() or "No record is added or changed."
    if len(text) > MAX_SHOWN:
        text = text[:MAX_SHOWN].rpartition("\n")[0] + "\n\nThe rest stands in the artifact of the job."
    return f"{MARKER}\n<sub>For {commit[:12]}, by [this job]({job_url}).</sub>\n\n{text}\n"


if __name__ == "__main__":
    sys.exit(main())
