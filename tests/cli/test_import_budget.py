"""A command loads what it needs, so that short answers come quickly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import own_record, write_corpus

HEAVY = {
    "detect_secrets": "looks for secrets in a record that was not looked through before",
    "jinja2": "renders pages",
    "markdown_it": "reads bodies",
    "mkdocs": "builds the site",
    "nh3": "cleans pages",
    "pygments": "colours code",
    "whoosh": "searches",
}
"""Packages that take long to load, with what they are for."""
ALLOWED = {"search": {"whoosh"}, "check of one file": {"markdown_it"}, "next": {"markdown_it"}}
"""What a command needs: rules that read other records look at the body of the one that is asked about."""
COMMANDS = {
    "check": ("check",),
    "check of one file": ("check", "PM-2025-0001"),
    "trends": ("trends",),
    "recurrence": ("recurrence",),
    "times": ("times",),
    "similar": ("similar", "PM-2025-0001"),
    "next": ("next", "PM-2025-0001"),
    "search": ("search", "labels"),
    "rule": ("rule", "PM303"),
}
RUN = """
import sys
from ml_postmortems.cli.main import main
sys.argv = ["postmortems", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print("\\nLOADED", *sorted({name.partition(".")[0] for name in sys.modules}))
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_loads_nothing_heavy_that_it_does_not_need(command: str, tmp_path: Path) -> None:
    """With records that were read before, a command loads no more of these packages than it needs."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001"), own_record(id="PM-2025-0002", title="Labels lost"))
    [first] = root.rglob("PM-2025-0001*")
    name, *rest = COMMANDS[command]
    arguments = [str(first) if name == "check" else word for word in rest]
    options = [] if name == "rule" else ["--root", str(root)]
    for _ in range(2):
        loaded = _loaded(tmp_path / "cache", name, *arguments, *options)
    assert "ml_postmortems" in loaded
    assert loaded & HEAVY.keys() <= ALLOWED.get(command, set())


def test_a_look_for_secrets_loads_nothing_that_would_ask_others(tmp_path: Path) -> None:
    """The detectors look at a line that may hold a secret; what they would ask its maker with is not loaded."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001", symptom="It printed sk-learn-pipeline-of-2024."))
    loaded = _loaded(tmp_path / "cache", "check", "--root", str(root))
    assert "detect_secrets" in loaded
    assert not loaded & {"requests", "urllib3"}


def _loaded(cache: Path, *arguments: str) -> set[str]:
    """The packages that a command has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rpartition("LOADED ")[2].split())
