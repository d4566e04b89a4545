"""The as-of date: what stands for today in everything that depends on it, so that one commit builds one site."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

from ml_postmortems.errors import MalformedDate


def as_of_date(folder: Path) -> date:
    """`SOURCE_DATE_EPOCH` if it is set, else the date of the newest commit, else today (UTC).

    Raises MalformedDate where SOURCE_DATE_EPOCH is not a number of seconds.
    """
    if os.environ.get("SOURCE_DATE_EPOCH"):
        return clock().date()
    try:
        answer = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=folder, capture_output=True, text=True, check=True
        )
        return datetime.fromtimestamp(int(answer.stdout), UTC).date()
    except (OSError, subprocess.CalledProcessError, ValueError):
        return datetime.now(UTC).date()


def clock() -> datetime:
    """The present moment in UTC; SOURCE_DATE_EPOCH stands in for it. Raises MalformedDate."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise MalformedDate("SOURCE_DATE_EPOCH", str(epoch), "seconds since 1970, such as 1764547200") from error
