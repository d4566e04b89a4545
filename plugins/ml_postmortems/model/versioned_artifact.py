"""An artifact at a version, in one word: `feature-store@v12`."""

from __future__ import annotations

from typing import Annotated

from ml_postmortems.model.scalars import LINE_LENGTH, formed_text

VersionedArtifact = Annotated[
    str,
    formed_text(
        r"[a-z0-9]+(-[a-z0-9]+)*(@[^\s@]([^@]{0,98}[^\s@])?)?",
        "must be an artifact of the catalog, with its version after `@` where one is known: `feature-store@v12`",
        LINE_LENGTH,
    ),
]


def split_version(named: str) -> tuple[str, str | None]:
    """The id of the artifact and its version; None where no version is named."""
    artifact, _, version = named.partition("@")
    return artifact, version or None
