"""Imports point down only, and nothing but the adapter needs MkDocs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.helpers import REPOSITORY

_IMPORT_ALL_WITHOUT_MKDOCS = """
import importlib, pkgutil, sys
from importlib.abc import MetaPathFinder

class Blocker(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("mkdocs", "properdocs"):
            raise ImportError(f"{name} is blocked")

sys.meta_path.insert(0, Blocker())
import ml_postmortems

names = [module.name for module in pkgutil.walk_packages(ml_postmortems.__path__, "ml_postmortems.")]
names = [name for name in names if not name.startswith("ml_postmortems.mkdocs_plugin")]
for name in names:
    importlib.import_module(name)
try:
    import ml_postmortems.mkdocs_plugin.plugin
except ImportError as error:
    assert "is blocked" in str(error), error
else:
    raise AssertionError("the block does not work")
print(len(names))
"""


def test_everything_but_the_adapter_works_without_mkdocs() -> None:
    """If MkDocs were deleted, the checker, the search and the pages would be left."""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", _IMPORT_ALL_WITHOUT_MKDOCS], capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert int(result.stdout) >= 60


def test_import_contracts_hold(tmp_path: Path) -> None:
    """The layers of the design are those of the code."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--cache-dir", str(tmp_path)]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "6 kept, 0 broken" in result.stdout
