"""The work that a merged record promised, and that a pull request gives up, puts off by far or hands to the unknown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from functools import cached_property

from ml_postmortems.authoring.review.change import list_changes, value
from ml_postmortems.lint.corrections import was_merged
from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus, Status
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.pull_request import PullRequest
from ml_postmortems.reading.record_file import RecordFile

_FAR = 90
"""Days by which a due date moves over the end of a quarter, whatever the day."""


class Hands:
    """Who was known before the pull request: the teams of its catalog, and those whom other records name."""

    def __init__(self, corpus: Corpus, pull_request: PullRequest | None) -> None:
        self._corpus = corpus
        self._pull_request = pull_request

    @cached_property
    def new_teams(self) -> frozenset[str]:
        """The teams that the pull request adds to the catalog."""
        before = self._pull_request.base_catalog if self._pull_request else None
        now = self._corpus.catalog
        return frozenset(now.teams) - frozenset(before.teams) if now and before else frozenset()

    @cached_property
    def people(self) -> frozenset[str]:
        """The handles that stand in the records as they were."""
        changed = self._pull_request.former if self._pull_request else {}
        files = [*(file for file in self._corpus.files if file.path not in changed), *changed.values()]
        return frozenset(name for file in files if file.record for name in _handles(file.record))


def _handles(record: Record) -> Iterator[str]:
    yield from (person for action in known_items(record.actions) if (person := known(action.person)))
    if not (people := known(record.people)):
        return
    if facilitator := known(people.facilitator):
        yield facilitator
    yield from known_items(people.authors)
    yield from (each.person for each in known_items(people.participants))
    yield from (each.person for each in known_items(people.reviewers))


def let_go(before: RecordFile | None, after: RecordFile, hands: Hands) -> tuple[str, ...]:
    """Sentences on the actions of a merged record that were open, each with what became of it."""
    if not before or not was_merged(before) or not before.record or not after.record:
        return ()
    return (*_taken_back(before.record, after.record), *_actions(before.record, after.record, hands))


def _taken_back(old: Record, new: Record) -> Iterator[str]:
    still_open = [_named(each) for each in known_items(new.actions) if each.status.is_open]
    if new.status is Status.WITHDRAWN and old.status is not new.status and still_open:
        reason = f": {value(new.status_reason)}" if new.status_reason else ""
        verb = "is" if len(still_open) == 1 else "are"
        yield f"{old.status} → {new.status}{reason}, while {', '.join(still_open)} {verb} open. Who does that work now?"


def _named(action: Action) -> str:
    due = known(action.due)
    return f"{action.id} ({f'due {due}, ' if due else ''}{value(action.title)})"


def _actions(old: Record, new: Record, hands: Hands) -> Iterator[str]:
    changes = list_changes(known_items(old.actions), known_items(new.actions))
    yield from (f"{_named(each)} was dropped." for each in changes.removed if each.status.is_open)
    for was, now in changes.kept:
        if not was.status.is_open:
            continue
        if now.status is ActionStatus.WONT_DO:
            yield f"{_named(was)} is given up: {value(now.reason or 'no reason')}. What stops the next one?"
            continue
        before, after = known(was.due), known(now.due)
        if before and after:
            days = (after.bounds(UTC)[1].date() - before.bounds(UTC)[1].date()).days
            if days > _FAR:
                yield f"{_named(was)} is now due {after}, {counted(days, 'day')} later."
        yield from _handed_on(was, now, hands)


def _handed_on(was: Action, now: Action, hands: Hands) -> Iterator[str]:
    if now.team and now.team != was.team and now.team in hands.new_teams:
        yield f"{_named(was)} goes to {value(now.team)}, a team that this pull request adds; it was {_owner(was)}."
    person = known(now.person)
    if person and person != known(was.person) and person not in hands.people:
        yield f"{_named(was)} goes to {value(person)}, whom no other record names; it was {_owner(was)}."


def _owner(action: Action) -> str:
    person = known(action.person)
    return " of ".join(value(each) for each in (person, action.team) if each) or "nobody's"
