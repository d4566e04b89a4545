"""A small change of a record of the showcase passes what a pull request has to pass."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.synth.corpora import Written, written

_COMMAND = Path(sys.executable).with_name("postmortems")


@pytest.fixture(scope="module", params=[1, 2])
def showcase(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Companies with their history, each as large as the demo, the demo's own first."""
    folder = tmp_path_factory.mktemp("one-line") / "corpus"
    return written(folder, has_history=True, records=80, seed=request.param)


CHANGES: dict[str, Callable[[str], str]] = {
    "a line of the body": lambda text: f"{text}\nWhat else was seen is told elsewhere.\n",
    "a due date": lambda text: re.sub(r"^    due: .*", "    due: 2027-01-15", text, count=1, flags=re.MULTILINE),
    "a lesson": lambda text: re.sub(
        r"^(lessons:\n  - text: [A-Z][^\"\n]*)\.$", r"\1, always.", text, flags=re.MULTILINE
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_one_line_asks_nothing(showcase: Written, change: str) -> None:
    """Of every record, all at once: no error, and no question about recurrences that were there before."""
    paths = sorted(showcase.folder.glob("postmortems/*/*.md"))
    texts = {path: path.read_text("utf-8") for path in paths}
    changed = {path: new for path, text in texts.items() if (new := CHANGES[change](text)) != text}
    assert len(changed) > 40
    try:
        for path, text in changed.items():
            path.write_text(text, "utf-8")
        command = [str(_COMMAND), "check", "--merge", "--changed", "HEAD"]
        done = subprocess.run(command, cwd=showcase.folder, capture_output=True, text=True)
    finally:
        for path, text in texts.items():
            path.write_text(text, "utf-8")
    errors = [line for line in done.stdout.split("\n") if re.search(r": PM\d{3} (?!\(warning\))", line)]
    assert (done.returncode, errors, done.stderr) == (0, [], "")
    assert f"{len(changed)} records checked" in done.stdout
