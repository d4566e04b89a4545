"""A command loads what it needs, so that short answers come quickly."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.helpers import own_record, write_corpus

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
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
ALLOWED = {"search": {"whoosh"}}
"""What a command needs."""
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
MOST_MODULES = 250
"""How many modules of others a check of one file that was checked before may load; it is 238 of Python 3.11."""
MOST_PATTERNS = 8
"""How many patterns the modules of a check may compile before anybody needs them; see `lazy_pattern`."""
PATTERNS = """
import re, sys
real, ours = re.compile, []
def noted(*arguments, **options):
    if sys._getframe(1).f_globals["__name__"].startswith("ml_postmortems"):
        ours.append(repr(arguments[0]))
    return real(*arguments, **options)
re.compile = noted
import ml_postmortems.cli.check
print(*ours, sep="\\n")
"""
RUN = """
import sys
from ml_postmortems.cli.main import main
sys.argv = ["postmortems", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print("\\nLOADED", *sorted(sys.modules))
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


def test_a_check_of_one_file_stays_within_its_budget(tmp_path: Path) -> None:
    """Authors check a file after each edit, and most of the time goes into loading code, much of it that of others."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001"), own_record(id="PM-2025-0002", title="Labels lost"))
    [first] = root.rglob("PM-2025-0001*")
    for arguments in (["--root", str(root)], [str(first), "--root", str(root)]):
        loaded = _loaded(tmp_path / "cache", "check", *arguments)
    assert "ml_postmortems.similarity.similar" not in loaded, "only a pull request is asked about recurrence"
    assert "importlib.metadata" not in loaded, "pydantic loads it to build validators; what was read before needs none"
    assert len([name for name in loaded if not name.startswith("ml_postmortems")]) <= MOST_MODULES


@pytest.mark.parametrize(("change", "is_loaded"), [({"lessons": None}, False), ({"severity": "sev2"}, True)])
def test_what_mends_findings_is_loaded_where_one_can_be_mended(
    change: Mapping[str, Any], is_loaded: bool, tmp_path: Path
) -> None:
    """Most findings are for people, and 16 ms of a check went into loading what cannot mend them."""
    root = write_corpus(tmp_path, own_record(**change))
    loaded = _loaded(tmp_path / "cache", "check", "--root", str(root))
    assert "ml_postmortems.lint.rules" in loaded
    assert ("ml_postmortems.lint.fixes.repair" in loaded) == is_loaded


def test_a_search_loads_no_rules(tmp_path: Path) -> None:
    """The rules of the checker take 50 ms to load, and only what is published is judged by them."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001"))
    loaded = _loaded(tmp_path / "cache", "search", "labels", "--root", str(root))
    assert "ml_postmortems.search.searching" in loaded
    assert "ml_postmortems.lint.rules" not in loaded


def test_patterns_are_compiled_when_they_are_used() -> None:
    """A rule that looks at nothing costs nothing: a pattern of a rule is a `lazy_pattern`, not a `re.compile`."""
    done = subprocess.run([sys.executable, "-c", PATTERNS], capture_output=True, text=True, check=True)
    assert len(done.stdout.splitlines()) <= MOST_PATTERNS, done.stdout


def test_a_process_of_one_command_does_only_what_the_command_needs() -> None:
    """It looks neither for garbage, which goes with the process, nor for plug-ins that others have installed."""
    module, _, name = tomllib.loads(PROJECT.read_text())["project"]["scripts"]["postmortems"].partition(":")
    code = f"""
import atexit, gc, os, sys
from {module} import {name}
atexit.register(lambda: print("AT END", gc.isenabled(), os.environ["PYDANTIC_DISABLE_PLUGINS"]))
sys.argv = ["postmortems", "rule", "PM303"]
{name}()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "AT END False __all__" in done.stdout
