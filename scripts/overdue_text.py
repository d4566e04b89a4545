"""Writes what is overdue as the text of one issue, from the findings of the checker: `make overdue`.

postmortems check --select PM503 --format json --as-of DATE | python -m scripts.overdue_text FILE

With `--digest FILE` the text of a digest stands below the actions. `overdue_issue` keeps an issue of it on GitHub,
`gitlab_overdue` on GitLab.
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
    """Write the text; 2 where the input is not what the checker prints."""
    parser = argparse.ArgumentParser(prog="overdue_text", description="The text of an issue of overdue actions.")
    parser.add_argument("file", type=Path, metavar="FILE", help="where to, from the checker's JSON on stdin")
    parser.add_argument("--digest", type=Path, metavar="FILE", help="the Markdown of a digest, put below")
    options = parser.parse_args(arguments)
    try:
        digest = options.digest.read_text("utf-8") if options.digest else ""
        text = issue_body(json.load(sys.stdin), _link_base(), digest)
    except (ValueError, KeyError, TypeError) as error:
        print(f"stdin must be what `postmortems check --format json` prints: found {error!r}", file=sys.stderr)
        return 2
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(text, "utf-8")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(text)
    print(f"{'No action is' if tells_nothing(text) else 'Actions are'} overdue: {options.file}")
    return 0


def tells_nothing(text: str) -> bool:
    """Whether an issue with this text would have no purpose."""
    return NONE_OVERDUE in text.split("\n")[:2]


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


def _link_base() -> str:
    """The address of the commit in a pipeline of GitHub or GitLab; empty elsewhere."""
    server, repository, commit = (os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "SHA"))
    if server and repository and commit:
        return f"{server}/{repository}/blob/{commit}/"
    project, commit = os.environ.get("CI_PROJECT_URL", ""), os.environ.get("CI_COMMIT_SHA", "")
    return f"{project}/-/blob/{commit}/" if project and commit else ""


def _record(finding: dict[str, Any], link_base: str) -> str:
    path, line = str(finding["path"]), int(finding["line"])
    shown = cell(path.rpartition("/")[2])
    is_plain = re.fullmatch(r"(?:(?!\.\.)[A-Za-z0-9._/-])+", path) is not None
    return f"[{shown}]({link_base}{quote(path)}#L{line})" if link_base and is_plain else f"{shown}:{line}"


if __name__ == "__main__":
    sys.exit(main())
