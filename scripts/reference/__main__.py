"""Write docs/reference/ and the snippets for VS Code from the code, or check that they are fresh.

python -m scripts.reference --write [--vocabulary]
python -m scripts.reference --check
python -m scripts.reference --remind

`--check` fails where a product file is stale. A stale vocabulary file is no fault of the code: `--remind` names it and
succeeds, and every build of the site runs `--write --vocabulary`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.reference import (
    differing,
    files,
    stale_files,
    stale_vocabulary_files,
    vocabulary_can_be_read,
    vocabulary_files,
)

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str]) -> int:
    """Write or check, and say so."""
    root = REPOSITORY / "postmortems"
    match arguments:
        case ["--write", "--vocabulary"] | ["--remind"] if not vocabulary_can_be_read(root):
            print("taxonomy.yml or catalog.yml cannot be read, so the pages about them stay as they are")
            return 0
        case ["--write", *rest] if rest in ([], ["--vocabulary"]):
            wanted = vocabulary_files(root) if rest else files(root)
            for name in differing(wanted, REPOSITORY):
                path = REPOSITORY / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(wanted[name], "utf-8", newline="\n")
            return 0
        case ["--remind"]:
            for name in stale_vocabulary_files(root, REPOSITORY):
                print(f"{name} is older than taxonomy.yml or catalog.yml: run `make reference` and commit it")
            return 0
        case ["--check"]:
            stale = stale_files(root, REPOSITORY)
            for name in stale:
                print(f"{name} must be what the code says now: run `make reference`")
            return int(bool(stale))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
