"""Moving a record on: which moves there are, whether the record qualifies, and the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ml_postmortems.authoring.commands import command
from ml_postmortems.authoring.drafting.next_steps import open_steps
from ml_postmortems.authoring.drafting.status_line import with_status
from ml_postmortems.authoring.editing.record_text import replace_unchanged
from ml_postmortems.authoring.unsaved_check import check_one, unsaved_context
from ml_postmortems.errors import IllegalMove
from ml_postmortems.lint.finding import Finding
from ml_postmortems.lint.fixes.questions import without_questions
from ml_postmortems.model.block import Gate
from ml_postmortems.model.lifecycle import LIFECYCLE, allowed_moves
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Status
from ml_postmortems.plurals import either
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.pull_request import find_pull_request
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.source import Unreadable, read_bytes


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A move that is allowed, with what stands in its way."""

    path: Path
    old: Status
    new: Status
    before: bytes
    after: bytes
    blockers: tuple[Finding, ...]
    note: str


def plan_change(
    corpus: Corpus, file: RecordFile, goal: Status, as_of: date, reason: str | None, successor: str | None
) -> StatusChange:
    """The move of a record to another status, checked and not yet made.

    A move back to draft is never held up: that is where a record is mended. Raises IllegalMove, StatusLineUnusable.
    """
    try:
        content = read_bytes(file.path)
    except Unreadable as error:
        raise IllegalMove(file.path, "must be that of a readable file", error.fault.found, error.fault.fix) from error
    if not file.record:
        blockers = check_one(unsaved_context(corpus, file, as_of), file).errors
        return StatusChange(file.path, Status.DRAFT, goal, content, content, blockers, "")
    old = file.record.status
    _require_move(file.path, corpus.root, file.record, goal)
    _require_reasons(file, goal, reason, successor)
    added = {"superseded_by": successor, "status_reason": reason}
    after = with_status(file, content, goal, {key: value for key, value in added.items() if value})
    trial = parse_record_file(file.path, after)
    context = unsaved_context(corpus, trial, as_of, find_pull_request(corpus))
    report = check_one(context, trial)
    is_held_up = bool(report.errors) and goal is not Status.DRAFT
    blockers = open_steps(context, trial, report, as_of).errors or report.errors if is_held_up else ()
    if not blockers and Gate.PUBLISHED.includes(goal):
        shorter = without_questions(after, file.record.id)
        if parse_record_file(file.path, shorter).tree == parse_record_file(file.path, after).tree:
            after = shorter
    return StatusChange(file.path, old, goal, content, after, blockers, LIFECYCLE[old].notes.get(goal, ""))


def make_change(change: StatusChange) -> None:
    """Write the file; raises FileUnwritable, also where somebody else has changed it since it was checked."""
    replace_unchanged(change.path, change.before, change.after)


def _require_move(path: Path, root: Path, record: Record, goal: Status) -> None:
    old = record.status
    if goal is old:
        raise IllegalMove(
            path,
            "must be another than it has",
            f"`{old}`",
            f"see what is missing for the next one: {command('next', record.id, root=root)}",
        )
    allowed = allowed_moves(old)
    if goal in allowed:
        return
    found = f"`{goal}` after `{old}`"
    if not allowed:
        raise IllegalMove(path, f"must stay `{old}`", found, "write a new record, or undo the change in git")
    if LIFECYCLE[goal].is_being_written:
        withdrawing = command("status", record.id, Status.WITHDRAWN.value, "--reason", "why", root=root)
        raise IllegalMove(
            path,
            "must not go back once a record is published",
            found,
            f"correct it as it stands, or withdraw it: {withdrawing}",
        )
    first = command("status", record.id, allowed[0].value, root=root)
    raise IllegalMove(path, f"must become {either(allowed)}", found, f"first: {first}")


def _require_reasons(file: RecordFile, goal: Status, reason: str | None, successor: str | None) -> None:
    """Both options where they are needed, neither where they mean nothing, and none that is in the file already."""
    wants = {"--reason": goal.is_taken_back, "--superseded-by": goal is Status.SUPERSEDED}
    given = {"--reason": reason, "--superseded-by": successor}
    keys = {"--reason": "status_reason", "--superseded-by": "superseded_by"}
    for option, value in given.items():
        key = keys[option]
        if value is not None and not wants[option]:
            statuses = "withdrawn and superseded" if option == "--reason" else "superseded"
            raise IllegalMove(file.path, f"must be {statuses} for {option}", f"`{goal}`", f"leave {option} out")
        if value is not None and file.tree.get(key):
            line = file.places.line((key,))
            found = f"`{key}` on line {line} already"
            raise IllegalMove(
                file.path, f"must have {key} once", found, f"leave {option} out, and edit the line if need be"
            )
    missing = [
        option for option, value in given.items() if wants[option] and not value and not file.tree.get(keys[option])
    ]
    if missing:
        examples = {"--reason": "--reason 'why'", "--superseded-by": "--superseded-by PM-2026-0002"}
        advice = " ".join(examples[option] for option in missing)
        raise IllegalMove(file.path, f"{goal} must have {' and '.join(missing)}", "nothing", f"add {advice}")
