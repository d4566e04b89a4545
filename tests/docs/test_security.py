"""What `docs/security.md` claims is held by tests that exist, and the pins that it speaks of are there."""

from __future__ import annotations

import ast
import re

import pytest

from tests.helpers import REPOSITORY

PAGE = REPOSITORY / "docs/security.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LOCKS = sorted(path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("*.lock")) + sorted(
    path.relative_to(REPOSITORY).as_posix() for path in REPOSITORY.glob("scripts/setup/engines/*.lock")
)


def test_every_test_that_is_named_exists() -> None:
    """A claim outlives no test: who renames or removes one is led here."""
    named = _TEST.findall(PAGE.read_text("utf-8"))
    assert len(named) > 30
    for file, test in named:
        tree = ast.parse((REPOSITORY / file).read_text("utf-8"))
        assert test in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}, f"{file}::{test}"


def test_every_threat_names_a_test() -> None:
    """No row of the page is a promise alone."""
    rows = [line for line in PAGE.read_text("utf-8").split("\n") if line.startswith("| ")]
    rows = [row for row in rows if not row.endswith("| test |")]  # the heads
    assert len(rows) > 25
    for row in rows:
        assert _TEST.search(row.rpartition(" | ")[2]), row


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_by_hash(name: str) -> None:
    """What is installed is what was looked at; where it comes from is for who installs it to say."""
    text = (REPOSITORY / name).read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.split("\n") if line.strip() and not line.strip().startswith("#")]
    assert lines
    for line in lines:
        assert re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line
    assert "://" not in text
