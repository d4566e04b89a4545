"""What tells that a file is the one that it was: its size, times and inode, trusted as `git status` trusts them.

On a disk of this system the time of change cannot be set.
"""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

SETTLED = 2_000_000_000
"""Nanoseconds after which another change gives a file other times, on any file system."""


def settled_state(path: Path) -> str:
    """What changes with a plain file; empty for what is none, and for a file that was changed just now.

    Such a file could be changed again and keep its times.
    """
    try:
        found = os.lstat(path)
    except OSError:
        return ""
    latest = time.time_ns() - SETTLED
    if not stat.S_ISREG(found.st_mode) or max(found.st_mtime_ns, found.st_ctime_ns) > latest:
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"
