"""Running the command in this process, from a folder with valid records."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ml_postmortems.cli.main import main
from tests.cli.running import Outcome, Run, git
from tests.lint.rules.cases import write_files


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of valid records below the current folder, as `make check` meets it."""
    root = write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return root


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Call `postmortems` as the shell does; whatever it prints is plain text without a traceback."""

    def call(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["postmortems", *arguments])
        with pytest.raises(SystemExit) as stop:
            main()
        printed = capsys.readouterr()
        for text in printed:
            assert "Traceback" not in text
            assert text.replace("\n", "").isprintable()
        code = stop.value.code or 0
        assert isinstance(code, int)
        return Outcome(code, printed.out, printed.err)

    return call


@pytest.fixture
def pull_request(records: Path) -> Path:
    """The valid records on main, and a branch on which nothing was changed yet."""
    folder = records.parent
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Records")
    git(folder, "switch", "-qc", "change")
    return records
