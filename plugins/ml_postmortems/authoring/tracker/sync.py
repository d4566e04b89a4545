"""Status and completion of actions out of an export of their tracker, as changes of the lines concerned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from pathlib import Path

from ml_postmortems.authoring.editing.record_text import RecordText, replace_unchanged
from ml_postmortems.authoring.tracker.tracker_export import Issue, IssueState, ticket_names
from ml_postmortems.errors import EditRefused, FileUnwritable, FixNotSafe
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Finding
from ml_postmortems.lint.fixes.plan import FileChange, Plan
from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.terms import ActionStatus, Origin
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile, parse_record_file

_OPEN = {
    IssueState.TO_DO: ActionStatus.OPEN,
    IssueState.IN_PROGRESS: ActionStatus.IN_PROGRESS,
}


@dataclass(frozen=True, slots=True)
class ActionChange:
    """What a tracker says of an action that its record does not say yet."""

    index: int
    action: str
    was: ActionStatus
    now: ActionStatus
    completed: date | None
    """The day that the action gets; None where it loses the one it has, or has none."""


@dataclass(frozen=True, slots=True)
class KeptAction:
    """An action that stays as it is, though its tracker says something else, or nothing that can be used."""

    path: Path
    record: str
    action: str
    ticket: str
    reason: str
    """Why, as a sentence without its full stop, and what to do."""
    is_refused: bool = False
    """Whether the change would have left the record less valid, or its lines cannot be changed."""


@dataclass(frozen=True, slots=True)
class SyncedRecord:
    """A record with other actions, not yet written."""

    before: RecordText
    after: RecordText
    record: str
    actions: tuple[ActionChange, ...]


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """Everything that would be changed, checked to leave the records as valid as they are, and what would not."""

    changes: tuple[SyncedRecord, ...]
    kept: tuple[KeptAction, ...]
    agreeing: int
    """Actions that say what their tracker says."""

    def as_plan(self) -> Plan:
        """The changes, to be shown as a diff."""
        return Plan(tuple(_file_change(each) for each in self.changes))

    def write(self) -> None:
        """Write all records or none: those that were written are put back. Raises FileUnwritable."""
        written: list[SyncedRecord] = []
        try:
            for each in self.changes:
                each.after.write_over(each.before)
                written.append(each)
        except FileUnwritable:
            for each in written:
                replace_unchanged(each.after.path, each.after.content, each.before.content)
            raise


def plan_sync(corpus: Corpus, issues: Sequence[Issue], as_of: date) -> SyncPlan:
    """What an export changes in the records on disk.

    A change of a record in which the checker then finds an error that it did not find before is none. Nothing lowers
    `verified`, and nothing touches `wont-do`: both are decisions that a tracker does not know of.
    """
    by_name: dict[str, list[Issue]] = {}
    for issue in issues:
        for name in issue.names:
            by_name.setdefault(name, []).append(issue)
    files = [file for file in corpus.files if file.record and file.record.origin is Origin.OWN]
    shared = _shared_tickets(files)
    planned: list[tuple[RecordFile, list[ActionChange]]] = []
    kept: list[KeptAction] = []
    agreeing = 0
    for file in files:
        changes: list[ActionChange] = []
        for index, action in enumerate(known_items(file.record.actions) if file.record else ()):
            if not action.ticket:
                continue
            match _compare(index, action, by_name, shared):
                case ActionChange() as change:
                    changes.append(change)
                case str() as reason:
                    kept.append(_kept(file, action.id, action.ticket, reason))
                case None:
                    agreeing += 1
        if changes:
            planned.append((file, changes))
    done, refused = _edited(planned)
    valid, invalid = _checked(corpus, done, as_of)
    everything = (*kept, *refused, *invalid)
    return SyncPlan(tuple(valid), tuple(sorted(everything, key=lambda each: (each.path, each.action))), agreeing)


def _compare(
    index: int, action: Action, by_name: Mapping[str, Sequence[Issue]], shared: Mapping[str, int]
) -> ActionChange | str | None:
    """The change that an issue asks for, or why there is none; None where both say the same."""
    assert action.ticket
    names = ticket_names(action.ticket)
    found = next((by_name[name] for name in names if name in by_name), ())
    if not found:
        return "the export has no such issue; look whether it is narrowed, or correct the ticket"
    if len(found) > 1:
        return f"the export has {len(found)} issues of this name; write the address of the one that is meant"
    if any(shared[name] > 1 for name in names):
        return "several actions have this ticket; give each one its own, or change them by hand"
    return _wanted(index, action, found[0])


def _wanted(index: int, action: Action, issue: Issue) -> ActionChange | str | None:
    status = action.status
    told = f"the tracker says `{issue.said}`"
    match issue.state:
        case IssueState.UNCLEAR:
            return f"{told}, which is no status that is known; change the action by hand"
        case IssueState.CANCELLED:
            if status is ActionStatus.WONT_DO:
                return None
            return f"{told}; if it will not come, write `wont-do` with its reason by hand"
        case IssueState.DONE:
            return _finished(index, action, issue, told)
        case _:
            return _unfinished(index, action, issue.state, told)


def _finished(index: int, action: Action, issue: Issue, told: str) -> ActionChange | str | None:
    if action.status is ActionStatus.WONT_DO:
        return f"{told}, and the record that it will not be done; change the one that is wrong"
    if action.status.is_open or (action.status is ActionStatus.DONE and action.completed is None):
        if issue.completed is None:
            return f"{told}, without a day that can be read; change the action by hand"
        return ActionChange(index, action.id, action.status, ActionStatus.DONE, issue.completed)
    if action.completed and issue.completed and _day(action) != issue.completed:
        return f"the tracker says that it was done on {issue.completed}, and the record, which stays, on {_day(action)}"
    return None


def _unfinished(index: int, action: Action, state: IssueState, told: str) -> ActionChange | str | None:
    match action.status:
        case ActionStatus.VERIFIED:
            return f"{told}, and a verified action is never taken back; see why its issue is open"
        case ActionStatus.WONT_DO:
            return f"{told}, and the record that it will not be done; change the one that is wrong"
        case ActionStatus.DONE:
            now = _OPEN.get(state, ActionStatus.IN_PROGRESS)
            return ActionChange(index, action.id, action.status, now, None)
        case _:
            now = _OPEN.get(state, action.status)
            return ActionChange(index, action.id, action.status, now, None) if now is not action.status else None


def _day(action: Action) -> date | None:
    return action.completed.last_day if action.completed else None


def _shared_tickets(files: Sequence[RecordFile]) -> Mapping[str, int]:
    """How many actions of all records have a ticket of a name."""
    actions = (action for file in files if file.record for action in known_items(file.record.actions))
    return Counter(name for action in actions if action.ticket for name in set(ticket_names(action.ticket)))


def _edited(
    planned: Sequence[tuple[RecordFile, list[ActionChange]]],
) -> tuple[list[tuple[RecordFile, SyncedRecord]], list[KeptAction]]:
    """The records with their changes, and the actions of those whose lines cannot be changed safely."""
    done: list[tuple[RecordFile, SyncedRecord]] = []
    refused: list[KeptAction] = []
    for file, changes in planned:
        assert file.record
        try:
            before = RecordText.read(file.path)
            after = reduce(_apply, changes, before)
            after.require_no_new_faults(before)
        except (EditRefused, FixNotSafe) as error:
            reason = f"its lines cannot be changed by a program: {str(error).splitlines()[0]}"
            refused += _all_kept(file, changes, reason)
        else:
            done.append((file, SyncedRecord(before, after, file.record.id, tuple(changes))))
    return done, refused


def _apply(text: RecordText, change: ActionChange) -> RecordText:
    completed = change.completed.isoformat() if change.completed else None
    values = {"status": change.now.value, "completed": completed}
    places = [place for place, item in enumerate(text.items("actions")) if _id_of(item) == change.action]
    if len(places) != 1:
        found = counted(len(places), "action")
        raise EditRefused(text.path, None, f"one action must be {change.action}", found, "see `postmortems check`")
    return text.with_values("actions", places[0], values, Action)


def _id_of(item: object) -> object:
    return item.get("id") if isinstance(item, Mapping) else None


def _checked(
    corpus: Corpus, edited: Sequence[tuple[RecordFile, SyncedRecord]], as_of: date
) -> tuple[list[SyncedRecord], list[KeptAction]]:
    """The records in which the checker finds no error that it did not find before, and the actions of the others."""
    valid = list(edited)
    invalid: list[KeptAction] = []
    while valid:
        before = _errors(corpus, [file for file, _ in valid], as_of)
        after_files = [parse_record_file(file.path, each.after.content) for file, each in valid]
        after = _errors(reduce(Corpus.with_file, after_files, corpus), after_files, as_of)
        worse = {path: found for path, errors in after.items() if (found := _new(before.get(path, []), errors))}
        if not worse:
            break
        for file, each in valid:
            if found := worse.get(file.path.as_posix()):
                reason = f"the record would break {found.code}: {found.sentence}"
                invalid += _all_kept(file, each.actions, reason)
        valid = [(file, each) for file, each in valid if file.path.as_posix() not in worse]
    return [each for _, each in valid], invalid


def _errors(corpus: Corpus, files: Sequence[RecordFile], as_of: date) -> Mapping[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for error in check(Context(corpus, as_of), files, {file.path for file in files}).errors:
        found.setdefault(error.path, []).append(error)
    return found


def _new(before: Sequence[Finding], after: Sequence[Finding]) -> Finding | None:
    """The first error that was not there: of the same rule about the same field is the same."""
    known = Counter((each.code, each.field) for each in before)
    for each in after:
        known[each.code, each.field] -= 1
        if known[each.code, each.field] < 0:
            return each
    return None


def _all_kept(file: RecordFile, changes: Sequence[ActionChange], reason: str) -> Iterator[KeptAction]:
    actions = known_items(file.record.actions) if file.record else ()
    for change in changes:
        yield replace(_kept(file, change.action, actions[change.index].ticket or "", reason), is_refused=True)


def _kept(file: RecordFile, action: str, ticket: str, reason: str) -> KeptAction:
    assert file.record
    return KeptAction(file.path, file.record.id, action, ticket, reason)


def _file_change(each: SyncedRecord) -> FileChange:
    return each.after.change_from(each.before)
