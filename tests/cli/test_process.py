"""The installed command as a process: exit codes, streams, and terminals that can show little."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import FROZEN_RECORDS, own_record, record_text
from tests.lint.rules.cases import OWN

COMMAND = Path(sys.executable).with_name("postmortems")
TITLE = "Отказ 検索 – naïve café 🙂"


def _run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    return subprocess.run([COMMAND, *arguments], cwd=folder, env=kept | environment, capture_output=True, check=False)


def test_sound_records_are_clean() -> None:
    """The installed command, called as in the guide, passes them."""
    result = _run(FROZEN_RECORDS.parent, "check")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.endswith(b" records checked: no findings\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["check"], 1), (["check", "postmortems/2024"], 0), (["check", "nope"], 2), (["rule", "nope"], 2), (["rule"], 0)],
)
def test_exit_codes(arguments: list[str], code: int, records: Path) -> None:
    """0, 1 and 2 reach the shell."""
    (records / OWN).write_text(record_text(own_record(severity="SEV9")), "utf-8")
    result = _run(records.parent, *arguments)
    assert result.returncode == code
    assert bool(result.stderr) == (code == 2)
    assert b"Traceback" not in result.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C.UTF-8"},
    ],
    ids=str,
)
def test_a_terminal_that_cannot_show_a_text_does_not_stop_the_check(environment: dict[str, str], records: Path) -> None:
    """Whatever the locale, the report is complete; what cannot be shown is spelt out."""
    (records / OWN).write_text(record_text(own_record(title=TITLE, severity=TITLE)), "utf-8")
    result = _run(records.parent, "check", **environment)
    assert (result.returncode, result.stderr) == (1, b"")
    assert b": PM104 severity must be one of " in result.stdout
    assert result.stdout.endswith(b"2 records checked: 1 error, 0 warnings in 1 file\n")


def test_a_report_in_a_pipe_has_no_colours(records: Path) -> None:
    """What is piped into a file or a CI log is plain text, even where colours are asked for."""
    (records / OWN).write_text(record_text(own_record(severity="SEV9")), "utf-8")
    result = _run(records.parent, "check", TERM="xterm-256color", FORCE_COLOR="1", CLICOLOR_FORCE="1")
    assert result.returncode == 1
    assert b"\x1b" not in result.stdout


def test_a_reader_who_leaves_early_sees_no_traceback(records: Path) -> None:
    """`postmortems rule | head -1` ends quietly."""
    with subprocess.Popen([COMMAND, "rule"], cwd=records, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.close()
        errors = process.stderr.read()
    assert b"Traceback" not in errors
