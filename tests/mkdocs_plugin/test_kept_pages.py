"""A site that is built out of the cache is the site that is built without one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli as mkdocs

from ml_postmortems.cli.main import postmortems
from tests.helpers import own_record, write_record
from tests.site import EPOCH, build, tree_of, write_tiny


def test_a_warm_site_is_the_cold_one_also_after_a_kill(tmp_path: Path) -> None:
    """Byte for byte: kept nothing, everything, and what a build had kept when it was killed."""
    project, cache = write_tiny(tmp_path / "project"), str(tmp_path / "cache")
    cold = tree_of(build(project, tmp_path / "cold", POSTMORTEMS_NO_CACHE="1"))
    for seconds in (0.7, 1.2, 1.7):
        command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path / "killed")]
        environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "XDG_CACHE_HOME": cache}
        with subprocess.Popen(command, cwd=project, env=environment, stderr=subprocess.DEVNULL) as started:
            time.sleep(seconds)
            started.send_signal(signal.SIGKILL)
    for name in ("first", "second"):
        assert tree_of(build(project, tmp_path / name, XDG_CACHE_HOME=cache)) == cold


def write_without_cache(folder: Path) -> Path:
    """The tiny project with `cache: false`."""
    project = write_tiny(folder)
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("{pages: false,", "{pages: false, cache: false,"), "utf-8")
    return project


def test_the_plugin_and_the_command_do_without_a_cache(tmp_path: Path) -> None:
    """`cache: false` and `--no-cache` write nothing anywhere, and turn off no later run, even if they were refused."""
    project, cache = write_without_cache(tmp_path / "project"), tmp_path / "cache"
    build(project, tmp_path / "site", XDG_CACHE_HOME=str(cache))
    assert not cache.exists()
    runner, check = CliRunner(env={"XDG_CACHE_HOME": str(cache)}), ["check", "--root", str(project / "postmortems")]
    said = runner.invoke(postmortems, [*check, "--no-cache"])
    refused = runner.invoke(postmortems, [*check, "--no-cache", "--as-of", "tomorrow"])
    assert not cache.exists()
    assert refused.exit_code == 2
    assert runner.invoke(postmortems, check).output == said.output
    assert cache.exists()


def test_a_build_that_fails_turns_off_no_later_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `cache: false` in the same process, as under `mkdocs serve`."""
    project, cache = write_without_cache(tmp_path / "project"), tmp_path / "cache"
    write_record(project / "postmortems", own_record(severity="SEV9"))
    monkeypatch.chdir(project)
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    failed = CliRunner().invoke(mkdocs, ["build"])
    assert "SEV9" in failed.output
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    CliRunner().invoke(postmortems, ["check", "--root", str(project / "postmortems")])
    assert cache.exists()
