"""Which files of a corpus a command means by the paths it was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ml_postmortems.errors import NothingToCheck
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile, read_record_file


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command looks at."""

    files: tuple[RecordFile, ...]
    paths: frozenset[Path] | None
    """Every path whose findings count; None for all."""


def select_changed(corpus: Corpus, selection: Selection, changed: Set[Path]) -> Selection:
    """Of a selection what is among these changed files (absolute paths)."""
    files = tuple(file for file in selection.files if file.path.resolve() in changed)
    others = [path for path, _ in corpus.misplaced] + [file.path for file in corpus.vocabulary_files]
    paths = {path for path in (*(file.path for file in files), *others, *corpus.pictures) if path.resolve() in changed}
    return Selection(files, frozenset(paths if selection.paths is None else paths & selection.paths))


def select_files(corpus: Corpus, paths: Iterable[Path]) -> Selection:
    """The record files at or under these paths, and every path of the corpus there is under them.

    Without paths it is the whole corpus. A record file from elsewhere is read too, so that a
    copy can be checked. Raises NothingToCheck for a path that does not exist or holds nothing to check.
    """
    wanted = tuple(paths)
    if not wanted:
        return Selection(corpus.files, None)
    resolved: Callable[[Path], Path] = cache(Path.resolve)  # many files stand in one folder

    def place_of(path: Path) -> Path:
        """Where a file lies, also where it is a link: a link stands in the folder that it is in."""
        return resolved(path.parent) / path.name

    known = {place_of(file.path): file for file in corpus.files}
    others = {place_of(path): path for path, _ in corpus.misplaced}
    others |= {place_of(file.path): file.path for file in corpus.vocabulary_files}
    others |= {place_of(path): path for path in corpus.pictures}
    files: dict[Path, RecordFile] = {}
    kept: set[Path] = set()
    for given in wanted:
        place = given.resolve() if given.is_dir() else place_of(given)
        if place in known:
            files[place] = known[place]
            kept.add(known[place].path)
            continue
        inside = {path: file for path, file in known.items() if path.is_relative_to(place)}
        beside = {path: shown for path, shown in others.items() if path.is_relative_to(place)}
        if not inside and not beside:
            if not given.is_file():
                raise NothingToCheck(given, exists=given.exists())
            inside = {place: read_record_file(given)}
        files |= inside
        kept |= {file.path for file in inside.values()} | set(beside.values())
    return Selection(tuple(files[path] for path in sorted(files)), frozenset(kept))
