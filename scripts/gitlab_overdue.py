"""Keeps one issue on GitLab that lists the overdue actions, from the text that `overdue_text` wrote in another job.

python gitlab_overdue.py FILE

It runs on a schedule of the default branch, with a token that may write issues, by the standard library and nothing
else. The issue is confidential: guests of a project see its issues and not its records.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.gitlab_api import GitLab, GitLabError
from scripts.overdue_text import MARKER, TITLE, tells_nothing
from scripts.sanitize_markdown import inert_on_gitlab


def main(arguments: list[str]) -> int:
    """Create, update or close the issue; 1 where GitLab refuses."""
    try:
        print(keep_issue(GitLab.from_environment(), Path(arguments[0]).read_text("utf-8")))
    except GitLabError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def keep_issue(gitlab: GitLab, text: str) -> str:
    """Create, update or close the one issue, and say what was done; raises GitLabError."""
    if not text.startswith(MARKER):
        raise GitLabError(f"the text must begin with {MARKER}")
    body, nothing = inert_on_gitlab(text).strip(), tells_nothing(text)
    own = gitlab.own_id()
    issues = gitlab.all_of("issues", state="opened", author_id=own)
    for issue in issues:
        if issue["author"]["id"] == own and str(issue["description"]).startswith(MARKER):
            number = int(issue["iid"])
            if nothing:
                gitlab.send("PUT", f"issues/{number}", {"description": body, "state_event": "close"})
                return f"Closed issue {number}: no action is overdue."
            if str(issue["description"]).replace("\r\n", "\n").strip() == body:
                return f"Issue {number} is up to date."
            gitlab.send("PUT", f"issues/{number}", {"description": body})
            return f"Updated issue {number}."
    if nothing:
        return "No action is overdue, and there is no issue to close."
    gitlab.send("POST", "issues", {"title": TITLE, "description": body, "confidential": True})
    return "Opened an issue."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
