"""Says whether the code may be released under a tag: `make dist TAG=v0.1.0`, and release.yml for a pushed tag.

    python -m scripts.release [TAG]

The version stands in one place, `plugins/ml_postmortems/__init__.py`. Without a tag only that version is printed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from ml_postmortems import __version__

CHANGELOG = Path(__file__).resolve().parents[1] / "CHANGELOG.md"
_HEADING = re.compile(r"^## (?P<version>\S+), (?P<when>.+)$", re.MULTILINE)


def objections(tag: str, version: str, changelog: str) -> Iterator[str]:
    """What speaks against a release: each with what must hold and what was found."""
    if tag != f"v{version}":
        yield f"the tag must be `v` and the version of the code: found {tag}, and version {version}"
    headings = list(_HEADING.finditer(changelog))
    if not headings or headings[0]["version"] != version:
        found = headings[0]["version"] if headings else "none"
        yield f"CHANGELOG.md must begin with the version {version}: found {found}"
    elif not re.fullmatch(r"\d{4}-\d{2}-\d{2}", headings[0]["when"]):
        yield f"CHANGELOG.md must have the date of {version}, such as 2026-12-01: found {headings[0]['when']}"


def main(arguments: list[str]) -> int:
    """Print what speaks against the tag; 1 where anything does."""
    if not arguments:
        print(f"ml-postmortems {__version__}")
        return 0
    found = list(objections(arguments[0], __version__, CHANGELOG.read_text("utf-8")))
    for each in found:
        print(each, file=sys.stderr)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
