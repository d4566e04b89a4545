"""Links from a record page to its file on the forge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.web.draft_place import DraftPlace

_PAGES = {"Edit": "edit", "History": "commits", "Source": "blob"}
"""What the forge's pages of a file are called in their addresses, at GitHub and GitLab alike."""


@dataclass(frozen=True, slots=True)
class ForgeLink:
    """One page of the forge."""

    name: str
    address: str


def forge_links(path: Path, place: DraftPlace) -> tuple[ForgeLink, ...]:
    """Where the file of a record is edited, looked up and read; nothing where the forge is not known.

    The address of the forge's page for a new file holds `/new/` before the branch; those of a file have another word.
    """
    repository, found, branch = place.new_file.rpartition("/new/")
    if not found:
        return ()
    file = f"{place.folder}/{path.parent.name}/{path.name}"
    return tuple(ForgeLink(name, f"{repository}/{word}/{branch}/{file}") for name, word in _PAGES.items())
