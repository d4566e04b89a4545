"""Who waits at a terminal sees how far it is; nobody else sees anything, and in the end nothing is left of it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers import own_record, write_corpus

AT_ONCE = """
import sys
from ml_postmortems import progress
from ml_postmortems.cli.main import main
progress._PATIENCE, progress._PAUSE = float(sys.argv.pop(1)), 0
main()
"""
"""The command line, with as much patience as is asked for."""
BUILD = AT_ONCE.replace("ml_postmortems.cli.main import main", "mkdocs.__main__ import cli as main")
PROJECT = """
site_name: Incidents
theme: {name: material}
plugins: [{postmortems: {folder: postmortems}}]
"""
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "Reading records": ("check",),
    "Checking records": ("check",),
    "Preparing records": ("search", "labels"),
    "Indexing records": ("search", "labels"),
    "Writing files": ("export", "{folder}/export"),
    "Importing files": ("import", "{folder}/archive", "--dry-run"),
}
"""By what is told, a command that does it."""
NOTHING: Mapping[str, str] = {}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three records, and two texts to import."""
    records = [own_record(id=f"PM-2025-000{number}", title=f"Labels lost {number}") for number in (1, 2, 3)]
    write_corpus(tmp_path, *records)
    for name in ("one", "two"):
        path = tmp_path / "archive" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"# Labels lost in {name}\n\n## Timeline\n\n- 2025-03-01 10:00 UTC it began\n", "utf-8")
    return tmp_path


def run(
    folder: Path,
    *arguments: str,
    code: str = AT_ONCE,
    patience: float = 0,
    watches: str = "both",
    environment: Mapping[str, str] = NOTHING,
) -> tuple[str, str, bytes]:
    """What a terminal got, what a pipe behind the output got, and what one behind the errors got.

    `watches` names the streams that are the terminal: both, only `errors`, or `none`.
    """
    words = [each.format(folder=folder) for each in arguments]
    command = [sys.executable, "-c", code, str(patience), *words]
    command += ["--root", str(folder / "postmortems")] if code == AT_ONCE else []
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS")}
    given = kept | {"TERM": "xterm", "XDG_CACHE_HOME": str(folder / "cache")} | dict(environment)
    outer, inner = pty.openpty()
    output_to = inner if watches == "both" else subprocess.PIPE
    errors_to = subprocess.PIPE if watches == "none" else inner
    with subprocess.Popen(
        command, cwd=folder, env=given, stdin=subprocess.DEVNULL, stdout=output_to, stderr=errors_to
    ) as process:
        os.close(inner)
        seen = _read_all(outer)
        output, errors = process.communicate()
    assert process.returncode in (0, 1), (seen, errors)
    return seen, (output or b"").decode(), errors or b""


def _read_all(terminal: int) -> str:
    """Everything that a terminal gets until nobody can write to it any more."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # Linux says so when the other side is closed
            part = b""
        if not part:
            os.close(terminal)
            return b"".join(parts).decode().replace("\r\n", "\n")
        parts.append(part)


def left_on(terminal: str) -> str:
    """What a person still sees at the end: what was erased is gone."""
    return re.sub(r"[^\n]*\r\x1b\[K", "", terminal)


@pytest.mark.parametrize("told", COMMANDS)
def test_what_takes_long_is_told_at_a_terminal_and_erased(told: str, folder: Path) -> None:
    """Each kind of long work says how far it is, and the terminal ends up with the same text as without it."""
    seen, _, _ = run(folder, *COMMANDS[told])
    assert re.search(rf"{told}: 1\b", seen)
    (folder / "cache").rename(folder / "other-cache")
    patient, _, _ = run(folder, *COMMANDS[told], patience=600)
    assert left_on(seen) == patient != ""
    assert "\r\x1b[K" not in patient


@pytest.mark.parametrize(
    ("watches", "environment"),
    [("none", {}), ("errors", {}), ("both", {"CI": "true"}), ("both", {"TERM": "dumb"})],
    ids=["a pipe", "a pager", "a workflow", "a terminal that cannot erase"],
)
def test_nothing_is_told_where_nobody_looks(watches: str, environment: Mapping[str, str], folder: Path) -> None:
    """A pipe, a log and a program that draws on the same terminal get what was asked for and nothing else."""
    seen, output, errors = run(folder, "check", watches=watches, environment=environment)
    assert "Reading" not in seen + output + errors.decode()
    assert "3 records checked" in seen + output
    assert errors == b""


def test_a_build_tells_how_far_it_is(folder: Path) -> None:
    """A base of thousands is read and checked, then its pages and data are made; MkDocs' lines stay whole between."""
    (folder / "mkdocs.yml").write_text(PROJECT, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Incidents\n", "utf-8")
    seen, _, _ = run(folder, "build", code=BUILD, environment={"NO_MKDOCS_2_WARNING": "1"})
    for told in ("Reading records: 1 of 3", "Checking records: 1 of 3", "Making pages: 1 of ", "Writing data: 1"):
        assert told in seen
    assert (folder / "site" / "index.html").is_file()
    left = left_on(seen)
    assert "INFO" in left and not re.search(r"(records|pages|data):", left)
