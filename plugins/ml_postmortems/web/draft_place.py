"""Where the files of records are, on the forge."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where new drafts go."""

    folder: str = "postmortems"
    """The folder of records, from the top of the repository."""
    new_file: str = ""
    """The address of the forge's page for a new file, with the branch: `https://github.com/acme/pm/new/main`."""


DEFAULT_PLACE = DraftPlace()
