"""Write docs/reference/ and the snippets for VS Code from the code, or check that they are fresh.

python -m scripts.reference --write
python -m scripts.reference --check
"""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.reference import files, stale_files

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def main(arguments: list[str]) -> int:
    """Write or check, and say so."""
    root = REPOSITORY / "postmortems"
    match arguments:
        case ["--write"]:
            for name, text in files(root).items():
                path = REPOSITORY / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8", newline="\n")
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
