"""A picture or a text put beside a record, under a free name, and listed as evidence with its hash."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ml_postmortems.atomic_file import create_file, folder_lock
from ml_postmortems.authoring.editing.kept_content import KeptContent
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.errors import FileUnwritable, InputUnusable
from ml_postmortems.model.terms import EvidenceKind, Visibility
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.record_names import picture_folder, slug

_FIELD = "evidence"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file and the record that lists it, not yet written."""

    before: RecordText
    after: RecordText
    path: Path
    kept: KeptContent
    id: str
    """The id of the evidence."""
    uri: str
    caption: str

    @property
    def link(self) -> str:
        """Markdown that shows the picture in the body of its record; empty for a text, which is not published."""
        if self.kept.kind is not EvidenceKind.PICTURE:
            return ""
        words = "".join(f"\\{char}" if char in "\\[]" else char for char in self.caption)
        return f"![{words}]({self.uri})"

    def write(self) -> None:
        """Write the file and then the record, or neither; raises FileUnwritable."""
        folder = self.path.parent
        with folder_lock(folder.parent):
            is_new = not folder.exists()
            try:
                folder.mkdir(exist_ok=True)
                if not create_file(self.path, self.kept.content):
                    raise FileUnwritable(self.path, "another file of that name; try again")
                try:
                    self.after.write_over(self.before)
                except BaseException:
                    self.path.unlink()
                    raise
            except OSError as error:
                raise FileUnwritable(folder, error.strerror or "an error") from error
            finally:
                if is_new and not self.path.exists():
                    with suppress(OSError):
                        folder.rmdir()


@dataclass(frozen=True, slots=True)
class Naming:
    """What an author says of what is attached, and the day on which it is."""

    captured: date
    caption: str | None = None
    """What the evidence is called, by default as its content says."""
    kind: EvidenceKind | None = None
    visibility: Visibility | None = None
    """By default that of the record."""


def plan_attachment(before: RecordText, root: Path, source: Path, kept: KeptContent, naming: Naming) -> Attachment:
    """What is kept as evidence of a record; `source` is what messages call it.

    Raises InputUnusable for what the record has already, EditRefused and FileUnwritable.
    """
    record = parse_record_file(before.path, before.content).record
    assert record, "a record that can be changed can be read"
    digest = hashlib.sha256(kept.content).hexdigest()
    _require_new(before, source, digest)
    called = " ".join((naming.caption or kept.title).split()) or kept.title
    target = _free_path(picture_folder(root, record.id), slug(called), kept.suffix)
    kind = naming.kind or kept.kind
    entry: dict[str, str | int] = {
        "id": _next_id(before),
        "kind": kind.value,
        "title": called,
        "uri": f"{record.id}/{target.name}",
        "visibility": (naming.visibility or record.visibility).value,
        "sha256": digest,
        "captured": naming.captured.isoformat(),
    }
    if record.schema_version != "1":
        derived = {"kind": kind is kept.kind, "visibility": not naming.visibility}
        entry = {key: value for key, value in entry.items() if not derived.get(key)}
    after = before.with_short_item(_FIELD, len(before.items(_FIELD)), entry)
    after.require_no_new_faults(before)
    return Attachment(before, after, target, kept, str(entry["id"]), str(entry["uri"]), called)


def _require_new(text: RecordText, source: Path, digest: str) -> None:
    """Refuse what the record lists already."""
    for item in text.items(_FIELD):
        if isinstance(item, dict) and item.get("sha256") == digest:
            sentence = f"the file must be new to the record: found it as {shown(item.get('id'))}"
            raise InputUnusable(source, None, sentence, f"refer to {item.get('id')}")


def _next_id(text: RecordText) -> str:
    """The id after the highest one; gaps are not filled, because texts may still mean what was there."""
    ids = [str(item.get("id", "")) for item in text.items(_FIELD) if isinstance(item, dict)]
    numbers = [int(name[1:]) for name in ids if name[:1] == "E" and name[1:].isascii() and name[1:].isdigit()]
    return f"E{max(numbers, default=0) + 1}"


def _free_path(folder: Path, words: str, suffix: str) -> Path:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise FileUnwritable(folder, "no plain folder in its place")
    taken = {path.stem for path in folder.iterdir()} if folder.exists() else set()
    names = [words, *(f"{words}-{number}" for number in range(2, len(taken) + 2))]
    return folder / f"{next(name for name in names if name not in taken)}{suffix}"
