"""`ml-audit.yml`: what a model repository uses, which base it asks, and what it accepts for a while."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ml_postmortems.audit.finding import CheckName
from ml_postmortems.audit.used import Used
from ml_postmortems.errors import AuditUnusable
from ml_postmortems.model.block import Block
from ml_postmortems.model.scalars import Line, ShortList, Slug, Text, When, formed_text, malformed
from ml_postmortems.plain_text import printable
from ml_postmortems.reading.faults import Fault
from ml_postmortems.reading.vocabulary import VocabularyFile, read_block

MANIFEST = "ml-audit.yml"
KINDS = ("models", "datasets", "features", "services")

Sha256 = Annotated[str, formed_text("[0-9a-fA-F]{64}", "must be a SHA-256 of 64 hexadecimal digits", 64)]
RecordId = Annotated[str, formed_text(r"PM-\d{4}-\d{4,}", "must be the id of a record, such as PM-2025-0007", 20)]


class Use(Block):
    """An artifact of the base that this repository uses or makes."""

    id: Slug
    paths: ShortList[Line] = ()
    """Files and folders here that belong to it; patterns with `*` are allowed."""
    start: Annotated[When | None, Field(alias="from")] = None
    """The first day of the data that are used."""
    end: Annotated[When | None, Field(alias="to")] = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.start and self.end and self.end.last_day < self.start.first_day:
            raise malformed("must have `from` before `to`", "swap them: no data lie in this range")
        return self


class AuditException(Block):
    """A finding that is accepted until a day."""

    check: CheckName
    reason: Text
    expires: When
    artifact: Slug
    record: RecordId | None = None


class Manifest(Block):
    """The whole file."""

    schema_version: Literal["1"]
    base: Line | None = None
    """A path from the folder of the manifest, or an address."""
    base_sha256: Sha256 | None = None
    models: ShortList[Use] = ()
    datasets: ShortList[Use] = ()
    features: ShortList[Use] = ()
    services: ShortList[Use] = ()
    regression_cases: ShortList[Line] = ()
    """The cases that run here, where no file of that name shows it."""
    exceptions: ShortList[AuditException] = ()


class ReadManifest:
    """A manifest with the lines of its parts."""

    def __init__(self, manifest: Manifest, file: VocabularyFile) -> None:
        self.manifest = manifest
        self.path = file.path
        self._places = file.places

    def used(self) -> tuple[Used, ...]:
        """What it declares, in the order of the file."""
        return tuple(
            Used(
                artifact=use.id,
                path=MANIFEST,
                line=self._places.line((kind, index)),
                is_declared=True,
                start=use.start.first_day if use.start else None,
                end=use.end.last_day if use.end else None,
                paths=use.paths,
            )
            for kind in KINDS
            for index, use in enumerate(getattr(self.manifest, kind))
        )

    def exceptions(self) -> tuple[tuple[int, AuditException], ...]:
        """Each exception with its line."""
        found = enumerate(self.manifest.exceptions)
        return tuple((self._places.line(("exceptions", index)), each) for index, each in found)


def is_expired(exception: AuditException, today: date) -> bool:
    """Whether the last day of an exception is over."""
    return exception.expires.last_day < today


def read_manifest(path: Path) -> ReadManifest:
    """Read a manifest as strictly as a record; raises AuditUnusable with every fault, each on its line."""
    manifest, file = read_block(Manifest, path)
    if manifest is None:
        raise ManifestFaults(path, file)
    return ReadManifest(manifest, file)


class ManifestFaults(AuditUnusable):
    """A manifest that says something else than the format allows."""

    def __init__(self, path: Path, file: VocabularyFile) -> None:
        faults = sorted(file.faults, key=lambda each: each.line)
        first = faults[0]
        super().__init__(f"{path}:{first.line}", first.condition, first.found, first.fix)
        self.args = ("\n".join(_message(path, each) for each in faults),)


def _message(path: Path, fault: Fault) -> str:
    sentence = f"{path}:{fault.line}: {fault.subject} {fault.condition}: found {fault.found}"
    return f"{printable(sentence)}\n  fix: {printable(fault.fix)}"
