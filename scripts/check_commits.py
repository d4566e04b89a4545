"""Check the subjects of commits: `part: change in the imperative`, at most 72 characters.

    python -m scripts.check_commits [BASE]            the commits since a base; where none is named, since main
    python -m scripts.check_commits --message FILE    the message that is about to be committed

Merges, reverts and commits that change nothing but records are left out: authors of records write in their own way, and
GitHub's page writes for them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from ml_postmortems.errors import GitUnusable
from ml_postmortems.plain_text import clean_line
from ml_postmortems.reading.git import find_base, merge_base

LONGEST = 72
RECORDS = "postmortems"
_FORM = re.compile(r"[a-z0-9][a-z0-9 ,._/-]*: \S")
_WRITTEN_BY_GIT = ("Merge ", "Revert ", "Reapply ")
_FIX = "write `part: change in the imperative`, such as `search: split camelCase identifiers`"


def faults(subject: str) -> list[str]:
    """What is wrong with a subject; nothing if it is as it must be."""
    if subject.startswith(_WRITTEN_BY_GIT):
        return []
    found = []
    if not _FORM.match(subject):
        found.append(f"subject must begin with the part, in lower case, and a colon: found `{subject}`")
    if len(subject) > LONGEST:
        found.append(f"subject must have at most {LONGEST} characters: found {len(subject)} in `{subject}`")
    if subject.endswith("."):
        found.append(f"subject must end without a full stop: found `{subject}`")
    return found


def message_faults(path: Path) -> list[str]:
    """What is wrong with the subject of a message that is about to be committed; comments are no part of it."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    subject = next((line.strip() for line in lines if line.strip()), "")
    return [f"{path}: {fault}" for fault in faults(subject)]


def commit_faults(folder: Path, base: str | None) -> list[str]:
    """What is wrong with the commits of a repository since a base, else since main; raises GitUnusable."""
    start = merge_base(folder, base or find_base(folder))
    only_code = ("--no-merges", "--format=%h %s", f"{start}..HEAD", "--", ".", f":(exclude){RECORDS}")
    listed = subprocess.run(["git", "log", *only_code], cwd=folder, capture_output=True, check=True)
    commits = (line.split(" ", 1) for line in listed.stdout.decode(errors="replace").splitlines())
    return [f"{commit}: {fault}" for commit, subject in commits for fault in faults(subject)]


def main(arguments: list[str]) -> int:
    """Check what the arguments name, and say what is wrong."""
    base = arguments[0] if arguments else None
    match arguments:
        case ["--message", file]:
            found = message_faults(Path(file))
        case [] | [_] if base != "--help":
            try:
                found = commit_faults(Path(), base)
            except GitUnusable as error:
                # A copy of the files has no commits to check; who names a base wants it compared.
                print(f"{error}" if base else f"No subject of a commit was checked: {error}")
                return int(base is not None)
        case _:
            print(__doc__)
            return 2
    for fault in found:
        print(clean_line(fault))  # a stranger's words, which GitHub's runner reads
    if found:
        print(_FIX)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
