"""Tells whether a branch changes nothing but records and their vocabulary, so that the tests of the code can rest.

    python -m scripts.records_only [BASE]

Ends with 0 where it does, and with 1 where it changes anything else, nothing, or where git cannot tell. BASE is what
the branch is compared with, `origin/main` or else `main` where none is given. It runs on the standard library alone.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence

_OF_RECORDS = re.compile(
    r"""postmortems/(?:
        (?:catalog|taxonomy|exposure)\.yml            # not settings.yml, which changes what is checked
        | catches\.csv
        | \d{4}/PM-\d{4}-\d{4}[a-z0-9-]*\.md          # a record
        | \d{4}/PM-\d{4}-\d{4}/[^/]+\.(?:png|jpe?g|webp|gif)
    )
    | docs/reference/(?:taxonomy\.md|record\.schema\.json)  # what `make reference` writes of the vocabulary
    | \.vscode/postmortems\.code-snippets""",
    re.VERBOSE,
)


def is_of_records(path: str) -> bool:
    """Whether a file belongs to the records: one of them, a picture of one, the vocabulary, or what is made of it."""
    return bool(_OF_RECORDS.fullmatch(path))


def changed_paths(base: str) -> list[str]:
    """The files that differ between HEAD and where it left the base, both names of a renamed one.

    Raises CalledProcessError where git does not know the base or no common commit.
    """
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", f"{base}...HEAD"]
    done = subprocess.run(command, capture_output=True, check=True)
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def main(arguments: Sequence[str]) -> int:
    """Say which it is and why."""
    for base in [name for name in arguments if name] or ["origin/main", "main"]:
        try:
            paths = changed_paths(base)
        except (OSError, subprocess.CalledProcessError):
            continue
        others = [path for path in paths if not is_of_records(path)]
        if paths and not others:
            print(f"Records only: {len(paths)} changed, and none of them is code, a page or a test.")
            return 0
        # GitHub's runner takes `##[` in a line for a command.
        other = repr(others[0]).replace("##[", "##\\x5b") if others else "nothing"
        print(f"Not records only: {other} changed.")
        return 1
    print("Not known what changed: git finds no common commit with the base.")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
