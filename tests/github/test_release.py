"""What a release asks of the code, before anything is built."""

from __future__ import annotations

import pytest

from ml_postmortems import __version__
from scripts.release import CHANGELOG, objections

DATED = "# Changelog\n\n## 0.2.0, 2026-12-01\n\nText.\n\n## 0.1.0, 2026-11-01\n"


def test_a_release_with_its_date_may_be_built() -> None:
    """The tag, the version of the code and the head of the changelog are one."""
    assert list(objections("v0.2.0", "0.2.0", DATED)) == []


@pytest.mark.parametrize(
    ("tag", "version", "changelog", "said"),
    [
        ("v0.1.0", "0.2.0", DATED, "the tag must be"),
        ("0.2.0", "0.2.0", DATED, "the tag must be"),
        ("v0.3.0", "0.3.0", DATED, "must begin with the version 0.3.0: found 0.2.0"),
        ("v0.2.0", "0.2.0", "# Changelog\n", "found none"),
        ("v0.2.0", "0.2.0", DATED.replace("2026-12-01", "unreleased"), "must have the date of 0.2.0"),
    ],
)
def test_what_speaks_against_a_release_is_told(tag: str, version: str, changelog: str, said: str) -> None:
    """A tag of another version, a changelog that does not begin with it, and one without its date."""
    assert any(said in each for each in objections(tag, version, changelog))


def test_the_changelog_has_a_part_for_this_version() -> None:
    """Each version has its part; the newest is that of the code, released or not."""
    found = list(objections(f"v{__version__}", __version__, CHANGELOG.read_text("utf-8")))
    assert not [each for each in found if "must begin" in each or "the tag" in each]
