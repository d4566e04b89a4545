"""Files beside a record that its evidence names, and whether each is still the one that was kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ml_postmortems.model.account import Evidence
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import EvidenceKind
from ml_postmortems.reading.markdown import KEPT_TEXT, PICTURE_LINK
from ml_postmortems.reading.record_file import RecordFile


class KeptState(StrEnum):
    """What the comparison of a file with its hash gives."""

    FINE = "fine"
    CHANGED = "changed"
    MISSING = "missing"
    NO_HASH = "no hash"

    @property
    def is_lost(self) -> bool:
        """Whether the evidence is no longer what was kept."""
        return self in (KeptState.CHANGED, KeptState.MISSING)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A path that evidence names as `uri` or `copy`."""

    index: int
    """Of the evidence in its list."""
    item: Evidence
    field: str
    """`uri` or `copy`, as the file names it."""
    named: str
    """The path as the record gives it."""
    path: Path | None
    """Where the file should lie; None where the path leads out of the folder of the record."""

    @property
    def is_picture(self) -> bool:
        """Whether pages may show the file: it is evidence of kind picture, or a captured copy."""
        return self.field == "copy" or self.item.kind is EvidenceKind.PICTURE

    @property
    def is_there(self) -> bool:
        """Whether a plain file lies in its place; links are not followed."""
        path = self.path
        return path is not None and path.is_file() and not path.is_symlink() and not path.parent.is_symlink()

    def digest(self) -> str | None:
        """The SHA-256 of the file in lower-case hexadecimal digits; None where no file can be read."""
        if not self.path or not self.is_there:
            return None
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    def state(self) -> KeptState:
        """How the file compares with the `sha256` of its evidence."""
        found = self.digest()
        if found is None:
            return KeptState.MISSING
        if self.item.sha256 is None:
            return KeptState.NO_HASH
        return KeptState.FINE if found == self.item.sha256 else KeptState.CHANGED


def kept_files(file: RecordFile) -> Iterator[KeptFile]:
    """Every file beside a record that its evidence names, in the order of the evidence; `uri` before `copy`.

    Evidence of kind picture without a web address always names one. A copy names one if it has the form of such a path;
    other relative copies are names in some archive.
    """
    record = file.record
    for index, item in enumerate(known_items(record.evidence) if record else ()):
        address = known(item.uri) or ""
        is_picture = item.kind is EvidenceKind.PICTURE and not address.startswith(("http://", "https://"))
        is_file = is_picture or PICTURE_LINK.fullmatch(address) or KEPT_TEXT.fullmatch(address)
        named = [("uri", address)] if address and is_file else []
        if item.copy_uri and PICTURE_LINK.fullmatch(item.copy_uri):
            named.append(("copy", item.copy_uri))
        for field, uri in named:
            match = PICTURE_LINK.fullmatch(uri) or KEPT_TEXT.fullmatch(uri)
            is_own = match and record and match.group(1) == record.id
            yield KeptFile(index, item, field, uri, file.path.parent / uri if is_own else None)
