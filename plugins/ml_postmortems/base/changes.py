"""What `init` and `init --update` do to the files of a base: planned first, then told or written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.atomic_file import create_file, replace_file, write_file
from ml_postmortems.base.manifest import MANIFEST, Manifest
from ml_postmortems.base.three_way import merge_texts
from ml_postmortems.errors import BaseUnusable, FileUnwritable
from ml_postmortems.model.terms import Term
from ml_postmortems.plurals import counted


class Deed(Term):
    """What becomes of one file."""

    CREATE = "create", "It is new."
    UPDATE = "update", "Nobody changed it, so it becomes that of the new version."
    MERGE = "merge", "Your changes and those of the new version are both in it."
    CONFLICT = "conflict", "Both changed the same lines: both stand in it between marks, for you to choose."
    REMOVE = "remove", "Nobody changed it, and the new version has it no longer."
    KEEP = "keep", "It stays as it is."


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file and what becomes of it; `text` is what it will hold, where it is written."""

    path: str
    deed: Deed
    text: str = ""
    reason: str = ""
    """Why a file is kept."""

    @property
    def is_written(self) -> bool:
        """Whether the file gets a new text."""
        return self.deed not in (Deed.KEEP, Deed.REMOVE)


def plan_new(folder: Path, files: Mapping[str, str]) -> Iterator[FileChange]:
    """Create what is not there; what is there stays as it is."""
    for name, text in files.items():
        if _is_taken(folder, name):
            yield FileChange(name, Deed.KEEP, reason="it was there before")
        else:
            yield FileChange(name, Deed.CREATE, text)


def plan_update(folder: Path, before: Manifest, files: Mapping[str, str], version: str) -> Iterator[FileChange]:
    """Bring each file to what a later version writes, with the changes of the base; what does not change is left out.

    A file that the base deleted stays deleted, and one that it wrote itself stays as it is.
    """
    for name in sorted({*before.files, *files}):
        former, new = before.files.get(name), files.get(name)
        if former is None:
            assert new is not None
            yield from plan_new(folder, {name: new})
        elif not _is_taken(folder, name):
            if new is not None and new != former:
                yield FileChange(name, Deed.KEEP, reason="you deleted it")
        elif new != former:
            yield _updated(folder, name, former, new, version)


def _updated(folder: Path, name: str, former: str, new: str | None, version: str) -> FileChange:
    try:
        if _leads_elsewhere(folder, name):
            return FileChange(name, Deed.KEEP, reason="it is a link, or lies behind one")
        ours = (folder / name).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return FileChange(name, Deed.KEEP, reason="it cannot be read as text")
    if new is None:
        return FileChange(name, Deed.REMOVE) if ours == former else FileChange(name, Deed.KEEP, reason="you changed it")
    if ours == former:
        return FileChange(name, Deed.UPDATE, new)
    if ours == new:
        return FileChange(name, Deed.KEEP, reason="it is that of the new version already")
    ends = "\r\n" if "\r\n" in ours else "\n"  # as git on Windows may check files out
    merged = merge_texts(ours.replace("\r\n", "\n"), former, new, version)
    text = merged.text.replace("\n", ends)
    if merged.conflicts:
        return FileChange(name, Deed.CONFLICT, text, f"in {counted(merged.conflicts, 'place')}")
    if text == ours:
        return FileChange(name, Deed.KEEP, reason="your changes include those of the new version")
    return FileChange(name, Deed.MERGE, text)


def carry_out(folder: Path, changes: list[FileChange], manifest: Manifest) -> None:
    """Write what was planned, the manifest last; raises FileUnwritable, and BaseUnusable before anything is written.

    A file that appeared after the plan was made is not overwritten.
    """
    touched = [change for change in changes if change.deed is not Deed.KEEP]
    for name in (MANIFEST, *(change.path for change in touched)):
        if _leads_elsewhere(folder, name):
            raise BaseUnusable(folder / name, "must lie in the folder of the base", "a link", "remove the link")
    for change in touched:
        path = folder / change.path
        if change.is_written:
            _make_folder(path.parent)
        if change.deed is Deed.CREATE:
            if not create_file(path, change.text.encode()):
                raise BaseUnusable(path, "must not be there yet", "a file", "look at it, then run the command again")
        elif change.deed is Deed.REMOVE:
            path.unlink(missing_ok=True)
        else:
            replace_file(path, change.text.encode())
    _make_folder((folder / MANIFEST).parent)
    write_file(folder / MANIFEST, manifest.to_text().encode())


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(path, error.strerror or "an error") from error


def _is_taken(folder: Path, name: str) -> bool:
    path = folder / name
    return path.exists() or path.is_symlink()


def _leads_elsewhere(folder: Path, name: str) -> bool:
    """Whether a file is a link, or a folder on the way to it is one."""
    path = folder / name
    return path.is_symlink() or path.parent.resolve() != (folder.resolve() / name).parent
