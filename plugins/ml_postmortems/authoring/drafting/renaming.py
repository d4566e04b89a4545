"""Another id for a record: the file gets its name, and every reference in the folder follows.

Two branches may take the same next number. The later record then gets a free one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.drafting.next_id import next_id
from ml_postmortems.errors import FixNotSafe, RenamingRefused
from ml_postmortems.lint.fixes.file_names import Move
from ml_postmortems.lint.fixes.fix import Fix
from ml_postmortems.lint.fixes.plan import FileChange, Plan, plan_relocation
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.record_lookup import find_record
from ml_postmortems.reading.record_names import (
    id_in_name,
    is_record_id,
    name_words,
    picture_folder,
    record_path,
    slug,
    year_in_id,
)
from ml_postmortems.reading.source import read_bytes


@dataclass(frozen=True, slots=True)
class Renaming:
    """A record under another id, not yet written."""

    old: str
    new: str
    target: Path
    plan: Plan
    is_alias: bool
    """Whether the old id stays as a former id, because readers may have linked to it."""
    mentioned_in: tuple[Path, ...]
    """Other files that were rewritten."""
    namesakes: tuple[Path, ...]
    """Other records of the old id. What the rest of the folder says of it is theirs, so it was left."""


def plan_renaming(corpus: Corpus, wanted: str, new_id: str | None) -> Renaming:
    """The record that is meant under a new id (the next free one of its year, if none is given), and what follows.

    Raises RecordNotFound, RenamingRefused, FixNotSafe, and DraftRefused where the year has no number left.
    """
    file = find_record(corpus, wanted)
    record = file.record
    if not record:
        raise RenamingRefused(file.path, "the record must be readable", "faults", "see `postmortems check`")
    old = record.id
    new = new_id or next_id(corpus, int(year_in_id(old)))
    _require_free(corpus, file, new)
    namesakes = tuple(each.path for each in corpus.files if each.path != file.path and _has_id(each.record, old))
    if namesakes and is_record_id(wanted.upper()):
        found = f"{shown(old)} at {namesakes[0]} too"
        raise RenamingRefused(file.path, "the id must belong to one record", found, "name the later record by its file")
    is_alias = record.status.is_mergeable and not namesakes
    moved = plan_relocation(corpus, _move(corpus, file, new, is_alone=not namesakes))
    changes = {change.path: change for change in moved.changes}
    renamed = (_renamed(each, changes.get(each.path), old, new, namesakes) for each in corpus.files)
    written = [change for change in renamed if change]
    if is_alias:
        written = [_with_alias(change, old) if change.path == file.path else change for change in written]
    others = tuple(change.path for change in written if change.path != file.path)
    target = next(change.target for change in written if change.path == file.path)
    return Renaming(old, new, target, Plan(tuple(written), moved.folders), is_alias, others, namesakes)


def _require_free(corpus: Corpus, file: RecordFile, new: str) -> None:
    advice = "leave it out for the next free one"
    if not is_record_id(new):
        raise RenamingRefused(file.path, "the new id must have the form `PM-2025-0007`", shown(new), advice)
    for each in corpus.files:
        if _has_id(each.record, new) or id_in_name(each.path) == new:
            raise RenamingRefused(file.path, "the new id must be free", f"{shown(new)} at {each.path}", advice)


def _has_id(record: Record | None, name: str) -> bool:
    return record is not None and name in (record.id, *record.aliases)


def _move(corpus: Corpus, file: RecordFile, new: str, *, is_alone: bool) -> Move:
    """The file at the path of its new id; its pictures with it, unless another record may use them."""
    record = file.record
    assert record
    own_words = name_words(file.path.stem.removeprefix(record.id))
    target = record_path(corpus.root, new, "-".join(own_words) or slug(record.title))
    old_folder, new_folder = picture_folder(corpus.root, record.id), picture_folder(corpus.root, new)
    has_pictures = is_alone and old_folder.is_dir() and not old_folder.is_symlink()
    for place in (target, *((new_folder,) if has_pictures else ())):
        if place.exists() or place.is_symlink():
            raise RenamingRefused(file.path, f"{place} must be free", "another file of that name", "move it away")
    fix = Fix(file.path.as_posix(), 1, f"id: from {shown(record.id)} to {shown(new)}")
    return Move(file, target, (old_folder, new_folder) if has_pictures else None, fix)


def _renamed(
    file: RecordFile, change: FileChange | None, old: str, new: str, namesakes: tuple[Path, ...]
) -> FileChange | None:
    """The change of one file: links that follow, then every mention of the old id, if it can mean this record."""
    is_own = change is not None and change.path != change.target
    if namesakes and not is_own:
        return change
    before = read_bytes(file.path)
    text = (change.after if change else before).decode("utf-8", "surrogateescape")
    mention = re.compile(rf"(?<![\w/.-]){old}(?![\w/-])")
    after = mention.sub(new, text)
    if after == text:
        return change
    target = change.target if change else file.path
    as_was, as_is = (parse_record_file(target, each.encode("utf-8", "surrogateescape")) for each in (text, after))
    if _with_names(as_was.tree, mention, new) != as_is.tree:
        raise FixNotSafe(file.path, "another front matter")
    fixes = change.fixes if change else ()
    return FileChange(file.path, target, before, after.encode("utf-8", "surrogateescape"), fixes)


def _with_names(value: Any, mention: re.Pattern[str], new: str) -> Any:
    match value:
        case dict():
            return {key: _with_names(part, mention, new) for key, part in value.items()}
        case list():
            return [_with_names(part, mention, new) for part in value]
        case str():
            return mention.sub(new, value)
        case _:
            return value


def _with_alias(change: FileChange, old: str) -> FileChange:
    """The change with the old id under `aliases`, in the list that stands there or on a line after `id`."""
    lines = change.after.decode().split("\n")
    file = parse_record_file(change.target, change.after)
    assert file.record
    former_ids = sorted([*file.record.aliases, old])
    without_aliases = {key: value for key, value in file.tree.items() if key != "aliases"}
    at = file.places.line(("aliases",) if "aliases" in file.tree else ("id",)) - 1
    for after in _alias_texts(lines, at, old, is_list_there="aliases" in file.tree):
        tree = dict(parse_record_file(change.target, after.encode()).tree)
        written = tree.pop("aliases", None)
        if isinstance(written, list) and sorted(written) == former_ids and tree == without_aliases:
            return FileChange(change.path, change.target, change.before, after.encode(), change.fixes)
    condition, found = "`aliases` must be a list that a program can extend", shown(lines[at].strip())
    raise RenamingRefused(change.path, condition, found, "write it as `[A, B]`")


def _alias_texts(lines: list[str], at: int, old: str, *, is_list_there: bool) -> Iterator[str]:
    """Ways to write the old id down, of which the first that reads as it should is taken."""
    end = "\r" if lines[at].endswith("\r") else ""
    if not is_list_there:
        yield "\n".join([*lines[: at + 1], f"aliases: [{old}]{end}", *lines[at + 1 :]])
        return
    yield "\n".join([*lines[:at], lines[at].replace("]", f", {old}]", 1), *lines[at + 1 :]])
    yield "\n".join([*lines[:at], lines[at].replace("[]", f"[{old}]", 1), *lines[at + 1 :]])
    for indent in ("  ", ""):
        yield "\n".join([*lines[: at + 1], f"{indent}- {old}{end}", *lines[at + 1 :]])
