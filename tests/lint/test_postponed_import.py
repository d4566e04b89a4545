"""A postponed import costs nothing until the module is used, and misleads nobody."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ml_postmortems.lint.postponed_import import postponed_import

NAME = "a_module_of_this_test"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the path with a module, which is forgotten afterwards."""
    (tmp_path / f"{NAME}.py").write_text("VALUE = 7\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    return tmp_path


def test_a_module_is_imported_when_it_is_used(folder: Path) -> None:
    """Who imported it meanwhile has what stands for it, and gets the real values."""
    with postponed_import(NAME):
        meanwhile = __import__(NAME)
        with postponed_import(NAME):
            assert __import__(NAME) is meanwhile
        assert sys.modules[NAME] is meanwhile
    assert NAME not in sys.modules
    assert meanwhile.VALUE == 7
    assert sys.modules[NAME] is not meanwhile
    assert __import__(NAME).__file__ == str(folder / f"{NAME}.py")


def test_a_module_that_is_used_at_once_is_the_real_one(folder: Path) -> None:
    """A name that is asked for while the import is put off is that of the module."""
    with postponed_import(NAME):
        assert __import__(NAME).VALUE == 7
        assert sys.modules[NAME].__file__ == str(folder / f"{NAME}.py")
    assert sys.modules[NAME].__file__


def test_a_module_that_is_there_stays(folder: Path) -> None:
    """What was imported before is not taken away."""
    before = __import__(NAME)
    with postponed_import(NAME):
        assert __import__(NAME) is before
    assert sys.modules[NAME] is before
