"""Names of pictures: `Error Rate.PNG` beside a record becomes `error-rate.png`, which has one spelling everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.lint.fixes.file_names import Refusal
from ml_postmortems.lint.fixes.fix import Fix
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_names import id_in_name, is_record_id, picture_name
from ml_postmortems.reading.selection import Selection

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".txt"})


@dataclass(frozen=True, slots=True)
class PictureMove:
    """A picture beside a record that gets a name that may stand there."""

    path: Path
    target: Path
    fix: Fix


def plan_picture_moves(
    corpus: Corpus, selection: Selection, moving: Collection[Path]
) -> Iterator[PictureMove | Refusal]:
    """What the selected pictures have to be called; those of the folders `moving` wait until these have moved."""
    found = [path for path in _misnamed(corpus, selection) if path.parent not in moving]
    targets = {path: path.with_name(picture_name(path)) for path in found if picture_name(path)}
    wanted = Counter(targets.values())
    for path, target in targets.items():
        if wanted[target] > 1 or (target.exists() and not target.samefile(path)):
            seen = f"{shown(target.name)}, which another picture gets or has"
            yield Refusal(path, "the new name must be free", seen, "rename one of the two by hand")
            continue
        what = f"file name: from {shown(path.name)} to {shown(target.name)}"
        yield PictureMove(path, target, Fix(path.as_posix(), 1, what, "PM013"))


def _misnamed(corpus: Corpus, selection: Selection) -> Iterator[Path]:
    """The pictures in folders of records that nobody reads, because of their names."""
    records = {id_in_name(file.path) for file in selection.files}
    for path, _ in corpus.misplaced:
        is_selected = selection.paths is None or path in selection.paths or path.parent.name in records
        is_beside = is_record_id(path.parent.name) and path.parent.parent.parent == corpus.root
        if is_selected and is_beside and path.suffix.lower() in _SUFFIXES and path.is_file() and not path.is_symlink():
            yield path
