"""Keeps one issue that lists the overdue actions: `make overdue` writes its text, `make post-overdue` posts it.

postmortems check --select PM503 --format json --as-of DATE | python -m scripts.overdue_issue --write FILE
python -m scripts.overdue_issue --post FILE

With `--digest FILE` the text of a digest stands below the actions.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scripts.github_api import OWN_LOGIN, GitHub, GitHubError
from scripts.sanitize_markdown import cell

MARKER = "<!-- postmortems overdue -->"
NONE_OVERDUE = "<!-- none -->"
TITLE = "Overdue actions of postmortems"
RULE = "PM503"
TEAM_HEADING = "\n## "
"""Stands in a digest that tells something."""
FORMAT_VERSION = 1
MAX_ROWS = 200
MAX_DIGEST = 20_000
"""Characters, so that issue and digest stay below what GitHub takes."""


def main(arguments: list[str] | None = None) -> int:
    """Write the text or post it; 2 where the input is not what the checker prints, 1 where GitHub refuses."""
    parser = argparse.ArgumentParser(prog="overdue_issue", description="One issue that lists the overdue actions.")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--write", type=Path, metavar="FILE", help="write the text, from the checker's JSON on stdin")
    way.add_argument("--post", type=Path, metavar="FILE", help="create, update or close the issue")
    parser.add_argument("--digest", type=Path, metavar="FILE", help="with --write: the Markdown of a digest, put below")
    options = parser.parse_args(arguments)
    if options.write:
        try:
            digest = options.digest.read_text("utf-8") if options.digest else ""
            text = issue_body(json.load(sys.stdin), _link_base(), digest)
        except (ValueError, KeyError, TypeError) as error:
            print(f"stdin must be what `postmortems check --format json` prints: found {error!r}", file=sys.stderr)
            return 2
        options.write.parent.mkdir(parents=True, exist_ok=True)
        options.write.write_text(text, "utf-8")
        if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
            with Path(summary).open("a", encoding="utf-8") as file:
                file.write(text)
        print(f"{'No action is' if NONE_OVERDUE in text else 'Actions are'} overdue: {options.write}")
        return 0
    try:
        print(post_issue(GitHub.from_environment(), options.post.read_text("utf-8")))
    except GitHubError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def issue_body(report: dict[str, Any], link_base: str = "", digest: str = "") -> str:
    """The text of the issue, the longest overdue first, from the checker's report as JSON.

    `link_base` is the address that the path of a record is added to; without one the path is shown only. `digest` is
    what `postmortems digest --format markdown` prints; it stands below, unless it tells nothing. Raises ValueError,
    KeyError or TypeError where the report has another form.
    """
    if report["version"] != FORMAT_VERSION:
        raise ValueError(f"version {report['version']}")
    findings = [each for each in report["findings"] if each["code"] == RULE]
    told = _shortened(digest) if TEAM_HEADING in digest else ""
    if not findings:
        nothing = "No action is overdue.\n"
        return f"{MARKER}\n{nothing}\n{told}" if told else f"{MARKER}\n{NONE_OVERDUE}\n{nothing}"
    count = "1 action is" if len(findings) == 1 else f"{len(findings)} actions are"
    as_of = date.fromisoformat(findings[0]["data"]["as_of"])
    lines = [
        MARKER,
        f"{count} past the due date on {as_of}. The failures behind them can come back until they are done.",
        "",
        "Finish each, or agree on a new date in a pull request that says why. The nightly run keeps this list.",
        "",
        "| due | overdue | action | team | person | record |",
        "|---|---:|---|---|---|---|",
    ]
    findings.sort(key=lambda each: (-int(each["data"]["days"]), each["path"], each["line"]))
    for each in findings[:MAX_ROWS]:
        facts = {name: cell(str(value)) for name, value in each["data"].items()}
        lines.append(
            f"| {facts['due']} | {facts['days']} d | {facts['action']}: {facts['title']} | {facts['team']} "
            f"| {facts['person'] or 'nobody'} | {_record(each, link_base)} |"
        )
    if len(findings) > MAX_ROWS:
        lines += ["", f"And {len(findings) - MAX_ROWS} more: `postmortems check --select {RULE}` lists them."]
    return "\n".join(lines) + "\n" + (f"\n{told}" if told else "")


def _shortened(digest: str) -> str:
    """As many whole lines as fit."""
    if len(digest) <= MAX_DIGEST:
        return digest
    return digest[:MAX_DIGEST].rpartition("\n")[0] + "\n\nAnd more: `postmortems digest` prints all of it.\n"


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
    nothing = NONE_OVERDUE in body.split("\n")[:2]
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


def _link_base() -> str:
    """The address of the commit in a workflow; empty elsewhere."""
    server, repository, commit = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    return f"{server}/{repository}/blob/{commit}/" if server and repository and commit else ""


def _record(finding: dict[str, Any], link_base: str) -> str:
    path, line = str(finding["path"]), int(finding["line"])
    shown = cell(path.rpartition("/")[2])
    is_plain = re.fullmatch(r"(?:(?!\.\.)[A-Za-z0-9._/-])+", path) is not None
    return f"[{shown}]({link_base}{quote(path)}#L{line})" if link_base and is_plain else f"{shown}:{line}"


if __name__ == "__main__":
    sys.exit(main())
