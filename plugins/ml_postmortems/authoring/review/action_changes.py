"""What a pull request changes in the actions of a record: dropped, given up, put off, made vaguer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from ml_postmortems.authoring.review.change import Change, alert, list_changes, note, value
from ml_postmortems.model.action import Action
from ml_postmortems.model.instant import Instant, Precision
from ml_postmortems.model.not_known import known
from ml_postmortems.model.terms import ActionStatus, Priority
from ml_postmortems.plurals import counted

_PROGRESS = [
    ActionStatus.ANNOUNCED,
    ActionStatus.OPEN,
    ActionStatus.IN_PROGRESS,
    ActionStatus.DONE,
    ActionStatus.VERIFIED,
]


def action_changes(before: Sequence[Action], after: Sequence[Action]) -> Iterator[Change]:
    """Every change of the actions that a reviewer should know of."""
    changes = list_changes(before, after)
    for action in changes.removed:
        yield alert(f"Action {action.id} ({action.status}) was dropped: {value(action.title)}.")
    for old, new in changes.kept:
        yield from _of_one(old, new)
    for action in changes.added:
        yield note(f"Action {action.id} ({action.type}) was added: {value(action.title)}.")


def _of_one(old: Action, new: Action) -> Iterator[Change]:
    name = f"Action {new.id}"
    if old.title != new.title or old.type is not new.type:
        yield note(f"{name} was reworded: {value(old.title)} ({old.type}) to {value(new.title)} ({new.type}).")
    if old.status is not new.status:
        given_up = new.status is ActionStatus.WONT_DO
        back = not given_up and old.status in _PROGRESS and _PROGRESS.index(new.status) < _PROGRESS.index(old.status)
        change = f"{name} went from {old.status} to {new.status}"
        yield alert(f"{change}{' (given up)' if given_up else ''}.") if given_up or back else note(f"{change}.")
    yield from _due_date(name, known(old.due), known(new.due))
    if old.priority is not new.priority:
        yield (alert if _rank(new.priority) > _rank(old.priority) else note)(
            f"{name} has priority {new.priority or 'none'}; it had {old.priority or 'none'}."
        )
    if lost := [cause for cause in old.addresses if cause not in new.addresses]:
        yield alert(f"{name} no longer addresses {', '.join(lost)}.")
    if old.success_criterion != new.success_criterion:
        yield (note if new.success_criterion else alert)(
            f"The success criterion of {new.id} was {'edited' if new.success_criterion else 'taken away'}."
        )
    if old.control and old.control != new.control:
        yield (note if new.control else alert)(
            f"The control of {new.id} ({value(old.control.id)}) was {'edited' if new.control else 'taken away'}."
        )
    before, after = known(old.person), known(new.person)
    if (old.team, before) != (new.team, after):
        yield note(f"{name} changed hands: {value(after or new.team)}, before {value(before or old.team)}.")


def _due_date(name: str, old: Instant | None, new: Instant | None) -> Iterator[Change]:
    if old == new:
        return
    if not old or not new:
        yield alert(f"{name} has no due date any more; it was {old}.") if old else note(f"{name} is due {new}.")
        return
    days = (new.bounds(UTC)[1].date() - old.bounds(UTC)[1].date()).days
    about = "" if min(old.precision, new.precision) >= Precision.DAY else "about "
    moved = f"{about}{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}" if days else "no full day"
    change = f"{name} is due {new}, {moved}; it was {old}."
    yield alert(change) if days > 0 else note(change)


def _rank(priority: Priority | None) -> int:
    return list(Priority).index(priority) if priority else len(Priority)
