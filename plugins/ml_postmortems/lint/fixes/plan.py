"""What `check --fix` would do to a corpus: every file with its text before and after, and what moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ml_postmortems.errors import FixNotSafe
from ml_postmortems.lint.finding import Finding
from ml_postmortems.lint.fixes.file_names import Move, Refusal, misplaced_records, plan_moves
from ml_postmortems.lint.fixes.fix import Fix
from ml_postmortems.lint.fixes.fixable_rules import NAME_RULES
from ml_postmortems.lint.fixes.picture_names import PictureMove, plan_picture_moves
from ml_postmortems.lint.fixes.repair import Repair, fix_text
from ml_postmortems.lint.fixes.spelling import spellers
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.selection import Selection
from ml_postmortems.reading.source import Unreadable, read_bytes


@dataclass(frozen=True, slots=True)
class FileChange:
    """A record file with another text, another path or both."""

    path: Path
    target: Path
    before: bytes
    after: bytes
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that would be written, checked to read as before in all that is not mended."""

    changes: tuple[FileChange, ...] = ()
    """In the order of their paths."""
    folders: tuple[tuple[Path, Path], ...] = ()
    """Folders of pictures that move along and pictures that get another name, and where to."""
    refusals: tuple[Refusal, ...] = ()
    picture_fixes: tuple[Fix, ...] = ()

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """Every fix, by path and line."""
        return tuple(sorted([*self.picture_fixes, *(fix for change in self.changes for fix in change.fixes)]))

    @property
    def summary(self) -> str:
        """One line a fix, then one for each that is not safe."""
        sentences = [fix.sentence for fix in self.fixes] + [refusal.sentence for refusal in self.refusals]
        return "".join(f"{sentence}\n" for sentence in sentences)

    def paths_after(self, paths: Iterable[Path]) -> tuple[Path, ...]:
        """The paths by which to name the same files once the plan was carried out: moved files by where they lie."""
        moved = {change.path.resolve(): change.target for change in self.changes if change.path != change.target}
        moved |= {old.resolve(): new for old, new in self.folders if old.suffix}
        after: dict[Path, None] = {}
        for path in paths:
            place = path.resolve()
            inside = [new for old, new in moved.items() if old.is_relative_to(place)]
            is_left = place not in moved and not (inside and not any(path.iterdir()))
            after |= dict.fromkeys([path, *inside] if is_left else inside)
        return tuple(after)


def plan_fixes(corpus: Corpus, selection: Selection, codes: Set[str] | None = None) -> Plan:
    """What can be mended in the selected files, and the links to them in all others.

    `codes` are the rules whose findings to mend, with an empty one for what no rule minds; None for all.
    Raises FixNotSafe where a mended file would not read as before in all that is not mended.
    """
    if codes is not None and not codes & NAME_RULES:
        return _plan(corpus, selection, codes, (), ())
    found = tuple(plan_moves(corpus, (*selection.files, *misplaced_records(corpus, selection))))
    moves = tuple(each for each in found if isinstance(each, Move) and (codes is None or each.fix.code in codes))
    moving = [move.pictures[0] for move in moves if move.pictures]
    named = tuple(plan_picture_moves(corpus, selection, moving)) if codes is None or "PM013" in codes else ()
    pictures = tuple(each for each in named if isinstance(each, PictureMove))
    refusals = tuple(each for each in (*found, *named) if isinstance(each, Refusal))
    try:
        return _plan(corpus, selection, codes, moves, refusals, pictures)
    except FixNotSafe as error:
        if not moves and not pictures:
            raise
        held = (*(_without_links(move, error) for move in moves), *(_unlinked(move, error) for move in pictures))
        return _plan(corpus, selection, codes, (), (*refusals, *held))


def plan_relocation(corpus: Corpus, move: Move) -> Plan:
    """One record file at another path, and every link that has to follow; raises FixNotSafe where one cannot."""
    return _plan(corpus, Selection((), frozenset()), frozenset(), (move,), ())


def count_fixable(corpus: Corpus, selection: Selection, findings: tuple[Finding, ...]) -> int:
    """How many of these findings `check --fix` would mend."""
    try:
        fixes = plan_fixes(corpus, selection).fixes
    except FixNotSafe:
        return 0
    places = {(fix.path, fix.line, fix.code) for fix in fixes if fix.code not in NAME_RULES}
    renamed = {(fix.path, fix.code) for fix in fixes if fix.code in NAME_RULES}
    return sum(
        (finding.path, finding.line, finding.code) in places or (finding.path, finding.code) in renamed
        for finding in findings
    )


def _plan(
    corpus: Corpus,
    selection: Selection,
    codes: Set[str] | None,
    moves: tuple[Move, ...],
    refusals: tuple[Refusal, ...],
    pictures: tuple[PictureMove, ...] = (),
) -> Plan:
    targets = {move.file.path: move for move in moves}
    folders = (
        *(move.pictures for move in moves if move.pictures),
        *((move.path, move.target) for move in pictures),
    )
    places = [(move.file.path, move.target) for move in moves] + list(folders)
    repair = Repair(
        spellers(corpus.taxonomy),
        codes,
        {PurePosixPath(old.as_posix()): PurePosixPath(new.as_posix()) for old, new in places},
    )
    selected = {file.path: file for file in selection.files} | {move.file.path: move.file for move in moves}
    files = {file.path: file for file in corpus.files} if moves or pictures else {}
    changes = []
    for path, file in sorted((files | selected).items()):
        own = repair if path in selected else Repair(moves=repair.moves, only_links=True)
        changes += list(_changes(file, own, targets.get(path)))
    return Plan(tuple(changes), folders, refusals, tuple(move.fix for move in pictures))


def _changes(file: RecordFile, repair: Repair, move: Move | None) -> Iterator[FileChange]:
    """The change of one file, if there is one."""
    if not file.record:
        return
    try:
        before = read_bytes(file.path)
    except Unreadable as error:
        raise FixNotSafe(file.path, error.fault.found) from error
    mended = fix_text(file.path, before.decode(), repair)
    after = mended.text.encode()
    if move or after != before:
        fixes = (move.fix, *mended.fixes) if move else mended.fixes
        yield FileChange(file.path, move.target if move else file.path, before, after, fixes)


def _without_links(move: Move, error: FixNotSafe) -> Refusal:
    """Why nothing moves: a link somewhere could not follow."""
    fix = f"rename the file to `{move.target.parent.name}/{move.target.name}` by hand, with the links to it"
    return Refusal(move.file.path, f"the links of `{error.path.as_posix()}` must follow", error.found, fix)


def _unlinked(move: PictureMove, error: FixNotSafe) -> Refusal:
    """Why a picture keeps its name: a link somewhere could not follow."""
    fix = f"rename the picture to `{move.target.name}` by hand, with the links to it"
    return Refusal(move.path, f"the links of `{error.path.as_posix()}` must follow", error.found, fix)
