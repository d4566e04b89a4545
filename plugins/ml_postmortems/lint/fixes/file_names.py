"""File names from ids: which record files lie under another name than their id gives, and what moves with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.lint.fixes.fix import Fix
from ml_postmortems.model.record import Record
from ml_postmortems.model.scalars import RECORD_ID_PATTERN
from ml_postmortems.plain_text import printable
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile, read_record_file
from ml_postmortems.reading.record_names import (
    is_named_for,
    is_record_id,
    name_words,
    picture_folder,
    record_path,
    slug,
)
from ml_postmortems.reading.selection import Selection

_ID_IN_NAME = re.compile(rf"({RECORD_ID_PATTERN})(?!\d)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Move:
    """A record file that gets the name and the year folder of its id, with its folder of pictures."""

    file: RecordFile
    target: Path
    pictures: tuple[Path, Path] | None
    """The folder that moves along and where to."""
    fix: Fix


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that could be mended in principle, and why it was not."""

    path: Path
    condition: str
    found: str
    fix: str

    @property
    def sentence(self) -> str:
        """The refusal in the message grammar, with its fix on the next line."""
        place = printable(f"{self.path.as_posix()}:1")
        return f"{place}: not fixed: {printable(f'{self.condition}: found {self.found}')}\n  fix: {printable(self.fix)}"


def misplaced_records(corpus: Corpus, selection: Selection) -> Iterator[RecordFile]:
    """The selected files that hold a record, and that nobody reads because of their name or year folder."""
    for path, _ in corpus.misplaced:
        is_selected = selection.paths is None or path in selection.paths
        is_near = corpus.root in (path.parent, path.parent.parent)
        if is_selected and is_near and path.suffix == ".md" and path.is_file() and not path.is_symlink():
            yield read_record_file(path)


def plan_moves(corpus: Corpus, files: Collection[RecordFile]) -> Iterator[Move | Refusal]:
    """What has to move so that each of these files lies where its id says, or why it cannot."""
    known = {file.path for file in corpus.files}
    for file in files:
        record_id = _id_of(file)
        if record_id is None or not file.path.is_relative_to(corpus.root) or is_named_for(file.path, record_id):
            continue
        target = record_path(corpus.root, record_id, _words_for(file))
        pictures = _pictures(corpus, file, record_id)
        namesakes = _namesakes((*corpus.files, *files), file.path, record_id)
        if refusal := _refusal(file, record_id, target, pictures, namesakes):
            yield refusal
            continue
        what = f"file name: from {shown(_short(file.path))} to {shown(_short(target))}"
        yield Move(file, target, pictures, Fix(file.path.as_posix(), 1, what, _code(file, known)))


def _id_of(file: RecordFile) -> str | None:
    """The id that the file gives, if it is one."""
    written = file.tree.get("id")
    return written if file.record and isinstance(written, str) and is_record_id(written) else None


def _words_for(file: RecordFile) -> str:
    """The words of the file's name if it has any beside the id, else those the title begins with."""
    own = name_words(_ID_IN_NAME.sub(" ", file.path.stem))
    return "-".join(own) or slug(file.record.title if file.record else "")


def _pictures(corpus: Corpus, file: RecordFile, record_id: str) -> tuple[Path, Path] | None:
    """The folder of pictures beside the file that has to move, and where to."""
    name = _ID_IN_NAME.match(file.path.name)
    old_id = name[1].upper() if name else record_id
    owner = corpus.file_of(old_id)
    if old_id != record_id and owner and owner.path != file.path:
        return None
    old, new = file.path.parent / old_id, picture_folder(corpus.root, record_id)
    return (old, new) if old != new and old.is_dir() and not old.is_symlink() else None


def _refusal(
    file: RecordFile, record_id: str, target: Path, pictures: tuple[Path, Path] | None, namesakes: Sequence[Path]
) -> Refusal | None:
    """Why a file cannot get the name that its id gives."""

    def refuse(condition: str, found: str, fix: str) -> Refusal:
        return Refusal(file.path, condition, found, fix)

    if namesakes:
        found = f"{shown(record_id)} in {shown(_short(namesakes[0]))} too"
        return refuse(
            "the id must belong to this record alone",
            found,
            "give one of the two a free number: `postmortems rename FILE`",
        )
    if target.parent.is_symlink() or (target.parent.exists() and not target.parent.is_dir()):
        found, fix = "something else", "make it a folder"
        return refuse(f"{shown(target.parent.as_posix())} must be a folder", found, fix)
    for place in (target, *(pictures[1:] if pictures else ())):
        if place.exists() or place.is_symlink():
            found = f"{shown(_short(place))}, which exists"
            return refuse("the new name must be free", found, "move or merge the two by hand")
    return None


def _namesakes(files: Iterable[RecordFile], path: Path, record_id: str) -> list[Path]:
    """The files at other paths that have this id by their name or by what they say."""
    return [
        file.path
        for file in files
        if file.path != path
        and (file.path.name.startswith(f"{record_id}-") or (file.record and record_id in _ids(file.record)))
    ]


def _ids(record: Record) -> tuple[str, ...]:
    return (record.id, *record.aliases)


def _code(file: RecordFile, known: Set[Path]) -> str:
    """The rule that minds the name: of a file that is read, or of one that lies where no file is read."""
    return "PM014" if file.path in known else "PM013"


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
