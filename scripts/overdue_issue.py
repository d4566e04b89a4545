"""Keeps one issue on GitHub that lists the overdue actions, from the text that `overdue_text` wrote.

python -m scripts.overdue_issue FILE
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.github_api import OWN_LOGIN, GitHub, GitHubError
from scripts.overdue_text import MARKER, TITLE, tells_nothing


def main(arguments: list[str]) -> int:
    """Create, update or close the issue; 1 where GitHub refuses."""
    try:
        print(post_issue(GitHub.from_environment(), Path(arguments[0]).read_text("utf-8")))
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def post_issue(github: GitHub, body: str) -> str:
    """Create, update or close the one issue, and say what was done; raises GitHubError."""
    if not body.startswith(MARKER):
        raise GitHubError(f"the text must begin with {MARKER}")
    issue = next(
        (
            each
            for each in github.all_of("issues", state="open", creator=OWN_LOGIN)
            if "pull_request" not in each
            and (each["user"] or {}).get("login") == OWN_LOGIN
            and str(each["body"]).startswith(MARKER)
        ),
        None,
    )
    nothing = tells_nothing(body)
    if issue is None:
        if nothing:
            return "No action is overdue, and there is no issue to close."
        made = github.send("POST", "issues", {"title": TITLE, "body": body})
        return f"Opened issue {int(made['number'])}."
    number = int(issue["number"])
    if nothing:
        github.send("PATCH", f"issues/{number}", {"body": body, "state": "closed", "state_reason": "completed"})
        return f"Closed issue {number}: no action is overdue."
    if str(issue["body"]).replace("\r\n", "\n").strip() == body.strip():
        return f"Issue {number} is up to date."
    github.send("PATCH", f"issues/{number}", {"body": body})
    return f"Updated issue {number}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
