"""What was kept holds for the versions of libraries that are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from ml_postmortems.fingerprint import code_fingerprint, version_of

LIBRARIES = ("detect-secrets", "markdown-it-py", "mdit-py-plugins", "pydantic", "python-frontmatter", "PyYAML")
PRINT = "from ml_postmortems.fingerprint import code_fingerprint as f; print(f([], ['frozen_thing']))"


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_version_is_the_one_that_is_installed(name: str) -> None:
    """It is read from the name of a folder, and is what the metadata in the folder say."""
    assert version_of(name) == version(name)


def test_a_library_that_is_not_installed_is_an_error() -> None:
    """Nothing is kept by a fingerprint that does not know what it depends on."""
    with pytest.raises(PackageNotFoundError):
        code_fingerprint([], ["no-such-library-is-here"])


def test_another_version_is_another_fingerprint(tmp_path: Path) -> None:
    """After an upgrade of a library nothing is believed that its former version computed."""
    found = set()
    for number in ("1.0", "1.1"):
        folder = tmp_path / f"Frozen.Thing-{number}.dist-info"
        folder.mkdir()
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", PRINT], env=environment, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
        shutil.rmtree(folder)
    assert len(found) == 2
