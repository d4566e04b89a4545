"""A picture put beside a record: without its metadata, under a free name, and listed as evidence with its hash."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ml_postmortems.atomic_file import create_file, folder_lock
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.authoring.pictures.cleaning import clean_picture
from ml_postmortems.authoring.pictures.picture import PictureRefused
from ml_postmortems.errors import FileUnwritable, InputUnusable
from ml_postmortems.lint.rules.body import MAX_PICTURE_BYTES
from ml_postmortems.model.terms import EvidenceKind, Visibility
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.record_names import name_words, picture_folder, slug
from ml_postmortems.reading.source import Unreadable, read_bytes
from ml_postmortems.reading.yaml_text import Value

MAX_INPUT_BYTES = 16 * MAX_PICTURE_BYTES
"""What is read of a file that may be a picture with much metadata."""
_FIELD = "evidence"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture and the record that lists it, not yet written."""

    before: RecordText
    after: RecordText
    picture: Path
    content: bytes
    size: tuple[int, int]
    """Width and height in pixels."""
    id: str
    """The id of the evidence."""
    uri: str
    caption: str
    removed: int
    """How many bytes smaller the picture is than the file."""

    @property
    def link(self) -> str:
        """Markdown that shows the picture in the body of its record."""
        words = "".join(f"\\{char}" if char in "\\[]" else char for char in self.caption)
        return f"![{words}]({self.uri})"

    def write(self) -> None:
        """Write the picture and then the record, or neither; raises FileUnwritable."""
        folder = self.picture.parent
        with folder_lock(folder.parent):
            is_new = not folder.exists()
            try:
                folder.mkdir(exist_ok=True)
                if not create_file(self.picture, self.content):
                    raise FileUnwritable(self.picture, "another file of that name; try again")
                try:
                    self.after.write_over(self.before)
                except BaseException:
                    self.picture.unlink()
                    raise
            except OSError as error:
                raise FileUnwritable(folder, error.strerror or "an error") from error
            finally:
                if is_new and not self.picture.exists():
                    with suppress(OSError):
                        folder.rmdir()


def plan_attachment(
    before: RecordText,
    root: Path,
    path: Path,
    caption: str | None,
    visibility: Visibility | None,
    captured: date,
) -> Attachment:
    """A picture file as evidence of a record; raises InputUnusable for what is no picture, and EditRefused.

    The caption is what the evidence is called, by default the words of the file's name. Its visibility is by default
    that of the record. `captured` is the day on which it is attached.
    """
    content = _read(path)
    try:
        picture = clean_picture(content)
    except PictureRefused as error:
        raise InputUnusable(path, None, f"the picture {error.condition}: found {error.found}", error.fix) from error
    if len(picture.content) > MAX_PICTURE_BYTES:
        sentence = f"the picture must be at most {MAX_PICTURE_BYTES // 1024} KiB: found {-(-len(content) // 1024)} KiB"
        raise InputUnusable(path, None, sentence, "crop it, or save it smaller or as JPEG")
    record = parse_record_file(before.path, before.content).record
    assert record, "a record that can be changed can be read"
    digest = hashlib.sha256(picture.content).hexdigest()
    _require_new(before, path, digest)
    called = " ".join((caption or " ".join(name_words(path.stem))).split()) or "A picture"
    target = _free_path(picture_folder(root, record.id), slug(called), picture.suffix)
    entry: dict[str, Value] = {
        "id": _next_id(before),
        "kind": EvidenceKind.PICTURE.value,
        "title": called,
        "uri": f"{record.id}/{target.name}",
        "visibility": (visibility or record.visibility).value,
        "sha256": digest,
        "captured": captured.isoformat(),
    }
    after = before.with_item(_FIELD, len(before.items(_FIELD)), entry)
    after.require_no_new_faults(before)
    removed = len(content) - len(picture.content)
    size = picture.width, picture.height
    return Attachment(
        before, after, target, picture.content, size, str(entry["id"]), str(entry["uri"]), called, removed
    )


def _read(path: Path) -> bytes:
    try:
        return read_bytes(path, MAX_INPUT_BYTES)
    except Unreadable as error:
        sentence = f"the picture {error.fault.condition}: found {error.fault.found}"
        raise InputUnusable(path, None, sentence, "name a picture file of at most 16 MiB, no link") from error


def _require_new(text: RecordText, path: Path, digest: str) -> None:
    """Refuse a picture that the record lists already."""
    for item in text.items(_FIELD):
        if isinstance(item, dict) and item.get("sha256") == digest:
            sentence = f"the picture must be new to the record: found it as {shown(item.get('id'))}"
            raise InputUnusable(path, None, sentence, f"refer to {item.get('id')}")


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
