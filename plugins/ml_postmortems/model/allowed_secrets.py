"""The texts that look like secrets and are none, each known by its hash alone."""

from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field

from ml_postmortems.model.block import Block
from ml_postmortems.model.scalars import Handle, LongList, Sha256, Text, When


class AllowedSecret(Block):
    """One text that the detectors take for a secret, and why it is none."""

    sha256: Annotated[Sha256, Field(description="The SHA-256 of the text, as the finding of PM701 shows it.")]
    reason: Annotated[Text, Field(description="Why it is no secret.")]
    allowed_by: Annotated[Handle, Field(description="Who looked at it and agreed.")]
    date: Annotated[When, Field(description="When.")]


class AllowedSecrets(Block):
    """Everything that `allowed-secrets.yml` lists, at most 200 texts; the file may be missing."""

    schema_version: Literal["1"]
    secrets: LongList[AllowedSecret]

    def reason_of(self, digest: str) -> str | None:
        """Why the text with this hash is no secret, if it is listed."""
        return next((each.reason for each in self.secrets if each.sha256 == digest), None)


def hash_of(text: str) -> str:
    """The hash by which a text is listed."""
    return sha256(text.encode()).hexdigest()
