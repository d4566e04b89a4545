"""A record page leads to its file on the forge."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.web.draft_place import DEFAULT_PLACE, DraftPlace
from ml_postmortems.web.forge_links import forge_links

FILE = Path("/work/base/postmortems/2025/PM-2025-0001-late.md")


@pytest.mark.parametrize(
    ("new_file", "repository", "branch"),
    [
        ("https://github.com/acme/pm/new/main", "https://github.com/acme/pm", "main"),
        ("https://gitlab.example.com/ml/pm/-/new/main", "https://gitlab.example.com/ml/pm/-", "main"),
        ("https://github.com/acme/new/new/release/1", "https://github.com/acme/new", "release/1"),
    ],
)
def test_a_file_is_edited_looked_up_and_read(new_file: str, repository: str, branch: str) -> None:
    """The addresses follow from that of a new file, at GitHub and GitLab, whatever repository and branch are called."""
    links = {link.name: link.address for link in forge_links(FILE, DraftPlace("postmortems", new_file))}
    place = f"{branch}/postmortems/2025/PM-2025-0001-late.md"
    assert links == {
        "Edit": f"{repository}/edit/{place}",
        "History": f"{repository}/commits/{place}",
        "Source": f"{repository}/blob/{place}",
    }


def test_without_a_forge_there_are_no_links() -> None:
    """A base that does not say where it lives gets no broken link."""
    assert forge_links(FILE, DEFAULT_PLACE) == ()
