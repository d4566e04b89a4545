"""The design page names files that exist."""

from __future__ import annotations

import re

import pytest

from tests.helpers import REPOSITORY

PACKAGE = REPOSITORY / "plugins/ml_postmortems"
TABLE = (REPOSITORY / "docs/design.md").read_text("utf-8").split("## Where things go")[1].split("\n## ")[0]
PATHS = sorted({name for name in re.findall(r"`([\w./]+)`", TABLE) if "/" in name})


@pytest.mark.parametrize("name", PATHS)
def test_where_things_go_names_what_exists(name: str) -> None:
    """Who follows a row of the table finds the file or the folder, in the package or in the repository."""
    assert (PACKAGE / name).exists() or (REPOSITORY / name).exists()


def test_the_table_names_enough() -> None:
    """The paths are found in the text: a changed layout of the page must not leave the test above empty."""
    assert len(PATHS) >= 50
