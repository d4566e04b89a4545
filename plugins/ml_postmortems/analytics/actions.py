"""What is owed: every action of the records that count, and how it stands on the as-of date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ml_postmortems.analytics.archive import begin_date, counted_records
from ml_postmortems.analytics.owed import (
    DUE_SOON_DAYS,
    ExtentStanding,
    ListedExtent,
    ListedReport,
    ReportStanding,
    extent_order,
    listed_extents,
    listed_reports,
    report_order,
)
from ml_postmortems.analytics.regression_cases import ListedCase, listed_case
from ml_postmortems.model.action import Action
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.model.terms import ActionStatus, ActionType, Priority, Term
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.due_dates import DueChange, DueHistory


class ActionState(Term):
    """How an action stands on a day, what presses most first."""

    OVERDUE = "overdue", "Not finished, and its due date has passed."
    DUE_SOON = "due-soon", f"Not finished, and due within {DUE_SOON_DAYS} days."
    OPEN = "open", "Not finished, and due later or on no known day."
    ANNOUNCED = "announced", ActionStatus.ANNOUNCED.doc
    DONE = "done", ActionStatus.DONE.doc
    VERIFIED = "verified", ActionStatus.VERIFIED.doc
    GIVEN_UP = "given-up", ActionStatus.WONT_DO.doc

    @property
    def is_owed(self) -> bool:
        """Whether work is known to be left."""
        return self in (ActionState.OVERDUE, ActionState.DUE_SOON, ActionState.OPEN)


@dataclass(frozen=True, slots=True)
class ListedAction:
    """An action of a record, as it stands on a day."""

    record: str
    record_title: str
    record_began: date
    """The first day of the incident."""
    id: str
    title: str
    state: ActionState
    type: ActionType
    priority: Priority | None
    team: str
    person: str | None
    due: Instant | None
    days_overdue: int
    """How many days ago it was due at the latest; 0 where it is not overdue."""
    completed: Instant | None
    ticket: str | None
    causes: tuple[str, ...]
    """The leaves of the causes that it answers, by their present names."""
    artifacts: tuple[str, ...]
    """Those that the record names."""
    control: str | None
    due_changes: tuple[DueChange, ...] | None
    """How its due date moved since the record came to the main branch; None where the history cannot tell."""
    regression_case: ListedCase | None = None

    @property
    def times_postponed(self) -> int | None:
        """How often its due date moved to a later day; None where the history cannot tell."""
        return None if self.due_changes is None else sum(change.days > 0 for change in self.due_changes)

    @property
    def days_postponed(self) -> int | None:
        """By how many days its due date lies after the first one, or before it where negative."""
        return None if self.due_changes is None else sum(change.days for change in self.due_changes)


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """Which actions are asked for; what is None narrows nothing."""

    team: str | None = None
    """The team that owes it, which need not own the record."""
    owner: str | None = None
    """The handle of a person."""
    type: ActionType | None = None
    priority: Priority | None = None
    cause: str | None = None
    """A leaf or a family of a cause that it answers."""
    artifact: str | None = None
    """A model or other artifact that its record names."""
    overdue: bool = False
    due_before: date | None = None
    """Only what is owed and certainly due before this day."""

    def takes(self, action: ListedAction) -> bool:
        """Whether an action is one of those asked for."""
        return (
            (self.team is None or action.team == self.team)
            and (self.owner is None or action.person == self.owner)
            and (self.type is None or action.type is self.type)
            and (self.priority is None or action.priority is self.priority)
            and (self.cause is None or any(self.cause in (leaf, family_of(leaf)) for leaf in action.causes))
            and (self.artifact is None or self.artifact in action.artifacts)
            and (not self.overdue or action.state is ActionState.OVERDUE)
            and (self.due_before is None or _is_due_before(action, self.due_before))
        )

    def takes_owed(self, owed: ListedExtent | ListedReport) -> bool:
        """The same of what is owed besides actions, which has neither a person nor type and priority."""
        return (
            self.owner is None
            and self.type is None
            and self.priority is None
            and (self.team is None or self.team in owed.teams)
            and (self.cause is None or any(self.cause in (leaf, family_of(leaf)) for leaf in owed.causes))
            and (self.artifact is None or self.artifact in owed.artifacts)
            and (not self.overdue or owed.standing in (ExtentStanding.OVERDUE, ReportStanding.OVERDUE))
            and (self.due_before is None or _is_owed_before(owed, self.due_before))
        )


EVERY_ACTION = ActionFilter()


@dataclass(frozen=True, slots=True)
class ActionReport:
    """The actions that were asked for and what is owed besides them, what presses most first."""

    as_of: date
    asked: ActionFilter
    actions: tuple[ListedAction, ...]
    no_history: str | None
    """Why it is not known how due dates moved; None where it is."""
    extents: tuple[ListedExtent, ...] = ()
    """Which other artifacts could have the same fault."""
    reports: tuple[ListedReport, ...] = ()
    """What has to be reported to authorities, as far as the audience may know of it."""

    @property
    def owed_extents(self) -> tuple[ListedExtent, ...]:
        """The artifacts that nobody has looked at, or that are affected and that no action covers."""
        return tuple(each for each in self.extents if each.standing.is_owed)

    @property
    def owed_reports(self) -> tuple[ListedReport, ...]:
        """The reports that are still to come."""
        return tuple(each for each in self.reports if each.standing.is_owed)

    @property
    def late_extents(self) -> tuple[ListedExtent, ...]:
        """The artifacts that nobody has looked at by the day when the answer was due."""
        return tuple(each for each in self.extents if each.standing is ExtentStanding.OVERDUE)

    @property
    def late_reports(self) -> tuple[ListedReport, ...]:
        """The reports that were not sent by their day."""
        return tuple(each for each in self.reports if each.standing is ReportStanding.OVERDUE)

    @property
    def counts(self) -> dict[ActionState, int]:
        """How many there are of each state, none left out."""
        return {state: sum(each.state is state for each in self.actions) for state in ActionState}

    def of(self, *states: ActionState) -> tuple[ListedAction, ...]:
        """Those of some states."""
        return tuple(each for each in self.actions if each.state in states)


def action_report(corpus: Corpus, as_of: date, history: DueHistory, asked: ActionFilter = EVERY_ACTION) -> ActionReport:
    """Every action asked for, of the records that count and were known on a day, as they stood then.

    A due date that moved since is that of the day, where the history tells it. Records of every kind count here: what a
    near miss calls for is owed like any other. Raises VocabularyUnusable.
    """
    records, vocabulary = counted_records(corpus, as_of), corpus.vocabulary
    listed = [each for record in records for each in _listed(record, vocabulary, as_of, history) if asked.takes(each)]
    extents = [each for record in records for each in listed_extents(record, vocabulary, as_of)]
    reports = [each for record in records for each in listed_reports(record, vocabulary, as_of)]
    return ActionReport(
        as_of,
        asked,
        tuple(sorted(listed, key=_order)),
        history.unavailable,
        tuple(sorted(filter(asked.takes_owed, extents), key=extent_order)),
        tuple(sorted(filter(asked.takes_owed, reports), key=report_order)),
    )


def _listed(record: Record, vocabulary: Vocabulary, as_of: date, history: DueHistory) -> Iterator[ListedAction]:
    leaves = {cause.id: vocabulary.taxonomy.current_name(cause.category) for cause in known_items(record.causes)}
    artifacts = tuple(dict.fromkeys(use.id for use in known_items(record.artifacts)))
    for newest in known_items(record.actions):
        now = known(newest.due)
        due = history.due_then(record.id, newest.id, as_of, now)
        action = newest.model_copy(update={"due": due}) if due is not now else newest
        case = action.control.regression_case if action.control else None
        yield ListedAction(
            record=record.id,
            record_title=record.title,
            record_began=begin_date(record),
            id=action.id,
            title=action.title,
            state=action_state(action, as_of),
            type=action.type,
            priority=action.priority,
            team=action.team,
            person=known(action.person),
            due=due,
            days_overdue=action.days_overdue(Instant.parse(as_of.isoformat())),
            completed=action.completed,
            ticket=action.ticket,
            causes=tuple(dict.fromkeys(leaves[id] for id in action.addresses if id in leaves)),
            artifacts=artifacts,
            control=action.control.id if action.control else None,
            due_changes=history.of(record.id, action.id, as_of),
            regression_case=listed_case(record, action, case, as_of) if case else None,
        )


_STATES = {
    ActionStatus.ANNOUNCED: ActionState.ANNOUNCED,
    ActionStatus.DONE: ActionState.DONE,
    ActionStatus.VERIFIED: ActionState.VERIFIED,
    ActionStatus.WONT_DO: ActionState.GIVEN_UP,
}


def action_state(action: Action, as_of: date) -> ActionState:
    """How an action stands on a day; its status must be that of the day."""
    if not action.status.is_open:
        return _STATES[action.status]
    overdue_from = action.overdue_from()
    if overdue_from is None:
        return ActionState.OPEN
    if overdue_from <= as_of:
        return ActionState.OVERDUE
    return ActionState.DUE_SOON if overdue_from <= as_of + timedelta(days=DUE_SOON_DAYS + 1) else ActionState.OPEN


def _is_due_before(action: ListedAction, day: date) -> bool:
    return action.state.is_owed and action.due is not None and action.due.last_day < day


def _is_owed_before(owed: ListedExtent | ListedReport, day: date) -> bool:
    return owed.standing.is_owed and owed.due is not None and owed.due.last_day < day


_NEVER = date.max
_PRESSING = {state: place for place, state in enumerate(ActionState)}


def _order(action: ListedAction) -> tuple[int, int, int, str, str]:
    """States as they press; then what is due first, or else what was completed last, of the newest incidents first."""
    if action.state.is_owed:
        days = (action.due.last_day if action.due else _NEVER).toordinal()
    else:
        days = -action.completed.last_day.toordinal() if action.completed else 0
    began = -action.record_began.toordinal()
    return _PRESSING[action.state], days, began, action.record, action.id
