"""Proposes what the issues of a repository say of actions, as a pull request that is kept up to date.

python -m scripts.tracker_sync --export FILE    (make tracker-export)
python -m scripts.tracker_sync --post           (make post-tracker, after `postmortems actions sync --from FILE`)
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.github_api import GitHub, GitHubError

BRANCH = "postmortems-tracker-sync"
TITLE = "actions: take over what the tracker says"
BODY = (
    "Status and completion of actions, as the issues say that they name. Look at each before you merge: an issue that "
    "is closed is not always done. What was not taken over, and why, stands in the log of the run{run}.\n\n"
    "GitHub starts no checks for what a workflow proposes: close and open this pull request to start them.\n"
)
RECORD = re.compile(r"postmortems/\d{4}/PM-\d{4}-\d{4}(?:-[a-z0-9]+)*\.md", re.ASCII)
MAX_BYTES = 256 * 1024
"""Of a record."""
MAX_FILES = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the export or post the change; 1 where GitHub refuses or what changed is no record."""
    parser = argparse.ArgumentParser(prog="tracker_sync", description="Propose what issues say of actions.")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--export", type=Path, metavar="FILE", help="write what the issues say")
    way.add_argument("--post", action="store_true", help="propose what changed in the records")
    options = parser.parse_args(arguments)
    try:
        github = GitHub.from_environment()
        if options.export:
            issues = exported(github)
            options.export.parent.mkdir(parents=True, exist_ok=True)
            options.export.write_text(json.dumps(issues), "utf-8")
            print(f"{len(issues)} issues: {options.export}")
        else:
            print(propose(github, Path(), changed_records(Path())))
    except (GitHubError, OSError, subprocess.CalledProcessError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def exported(github: GitHub) -> list[dict[str, Any]]:
    """The issues in the form in which `gh issue list --json` prints them; no text of an issue is kept."""
    return [
        {
            "number": issue["number"],
            "state": str(issue["state"]).upper(),
            "stateReason": str(issue.get("state_reason") or "").upper(),
            "closedAt": issue.get("closed_at"),
            "url": issue["html_url"],
        }
        for issue in github.all_of("issues", state="all")
        if "pull_request" not in issue
    ]


def changed_records(folder: Path) -> Mapping[str, bytes]:
    """The records that differ from the commit, by path; raises GitHubError for anything else that does."""
    listed = _git(folder, "diff", "--name-only", "--no-renames", "-z", "HEAD", "--", "postmortems")
    found = {}
    for name in filter(None, listed.split("\0")):
        path = folder / name
        if not RECORD.fullmatch(name) or not path.is_file() or path.is_symlink():
            raise GitHubError(f"only records may have changed: found {name!r}")
        if path.stat().st_size > MAX_BYTES or not stat.S_ISREG(path.stat().st_mode):
            raise GitHubError(f"{name} must be a file of at most {MAX_BYTES} bytes")
        found[name] = path.read_bytes()
    if len(found) > MAX_FILES:
        raise GitHubError(f"at most {MAX_FILES} records may change at once: found {len(found)}")
    return found


def propose(github: GitHub, folder: Path, records: Mapping[str, bytes]) -> str:
    """Put the change on the branch and open the pull request, if none is open; what was done. Raises GitHubError."""
    if not records:
        return "The records say what the issues say."
    head = _git(folder, "rev-parse", "HEAD").strip()
    entries = [
        {"path": path, "mode": "100644", "type": "blob", "sha": _blob(github, content)}
        for path, content in sorted(records.items())
    ]
    base_tree = github.get(f"git/commits/{head}")["tree"]["sha"]
    tree = github.send("POST", "git/trees", {"base_tree": base_tree, "tree": entries})["sha"]
    commit = github.send("POST", "git/commits", {"message": TITLE, "tree": tree, "parents": [head]})["sha"]
    _move_branch(github, commit)
    owner = github.repository.partition("/")[0]
    there = next(github.all_of("pulls", state="open", head=f"{owner}:{BRANCH}"), None)
    if there:
        return f"Updated {len(records)} records in pull request {there['number']}."
    body = {
        "title": TITLE,
        "head": BRANCH,
        "base": os.environ["GITHUB_REF_NAME"],
        "body": BODY.format(run=_run(github)),
    }
    return f"Proposed {len(records)} records in pull request {github.send('POST', 'pulls', body)['number']}."


def _blob(github: GitHub, content: bytes) -> Any:
    body = {"content": base64.b64encode(content).decode("ascii"), "encoding": "base64"}
    return github.send("POST", "git/blobs", body)["sha"]


def _move_branch(github: GitHub, commit: str) -> None:
    """Let the branch end in this commit alone: it belongs to the workflow, and begins anew with each run."""
    name = f"refs/heads/{BRANCH}"
    if any(each["ref"] == name for each in github.get(f"git/matching-refs/heads/{BRANCH}")):
        github.send("PATCH", f"git/{name}", {"sha": commit, "force": True})
    else:
        github.send("POST", "git/refs", {"ref": name, "sha": commit})


def _run(github: GitHub) -> str:
    number = os.environ.get("GITHUB_RUN_ID", "")
    return f": {github.url}/actions/runs/{number}" if number.isdecimal() else ""


def _git(folder: Path, *arguments: str) -> str:
    """What git says; it does not see the token."""
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_TOKEN"}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
