"""The design page names files that exist, and every field that version 2 derives."""

from __future__ import annotations

import re

import pytest

from ml_postmortems.model.derived_values import DERIVATIONS
from tests.helpers import REPOSITORY

PACKAGE = REPOSITORY / "plugins/ml_postmortems"
DESIGN = (REPOSITORY / "docs/design.md").read_text("utf-8")
TABLE = DESIGN.split("## Where things go")[1].split("\n## ")[0]
PATHS = sorted({name for name in re.findall(r"`([\w./]+)`", TABLE) if "/" in name})


@pytest.mark.parametrize("name", PATHS)
def test_where_things_go_names_what_exists(name: str) -> None:
    """Who follows a row of the table finds the file or the folder, in the package or in the repository."""
    assert (PACKAGE / name).exists() or (REPOSITORY / name).exists()


def test_the_table_names_enough() -> None:
    """The paths are found in the text: a changed layout of the page must not leave the test above empty."""
    assert len(PATHS) >= 50


def test_every_derived_field_is_listed() -> None:
    """Each field that version 2 fills stands in the list of what was said twice; claims are listed once for all."""
    section = DESIGN.split("### Version 2 derives what is not written")[1].split("\n### ")[0].replace("[]", "")
    named = set(re.findall(r"`([\w.]+)`", section))
    derived = {".".join(each.path) for each in DERIVATIONS if each.source != "`evidence_default`"}
    assert len(derived) > 20
    assert derived - named == set()
