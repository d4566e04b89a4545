"""What a run of the command gives back, and what every report looks like."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Outcome(NamedTuple):
    """What a run printed, and its exit code."""

    code: int
    output: str
    errors: str


Run = Callable[..., Outcome]
_LINE = re.compile(r"(?:\S.*:\d+: PM\d{3} .+ must|  \S.*:\d+:) .+: found .+|  fix: .+|\d+ records? checked: .+")


def assert_is_report(output: str) -> None:
    """Every line is a finding, a fix or the count at the end: nothing in a record made a line of its own."""
    for line in output.splitlines():
        assert _LINE.fullmatch(line), line


def git(folder: Path, *arguments: str) -> None:
    """One git command, by nobody in particular."""
    names = {f"GIT_{who}_{what}": "nobody" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(["git", *arguments], cwd=folder, env=os.environ | names, check=True, capture_output=True)
