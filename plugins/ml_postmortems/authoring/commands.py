"""Commands as messages name them: they work as they stand, in the folder in which the message was printed."""

from __future__ import annotations

import shlex
from pathlib import Path

DEFAULT_ROOT = Path("postmortems")


def command(*words: str, root: Path) -> str:
    """`postmortems next PM-2026-0001`, with `--root` where the records do not lie in the usual folder."""
    where = () if root == DEFAULT_ROOT else ("--root", str(root))
    return f"postmortems {shlex.join([*words, *where])}"
