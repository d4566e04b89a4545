"""PM5 and PM8 for controls: what a prevention or an alert puts in place, and whether it held at a recurrence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.action import Action
from ml_postmortems.model.block import Gate
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import ActionStatus, ActionType
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_ALERT = "alert"


def _severe_actions(file: RecordFile) -> Iterator[tuple[int, Action]]:
    """The actions of our own published SEV1 and SEV2 records that are not given up."""
    record = own_published(file)
    if record and record.tier.is_severe:
        for index, action in enumerate(known_items(record.actions)):
            if action.status is not ActionStatus.WONT_DO:
                yield index, action


@file_rule("PM514")
def prevention_without_control(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 a prevention names the control that it puts in place.

    What it does
        Looks at `control` of each action of type `prevent` in our own published records.
    Why it matters
        Whether it held is counted by the id of its control. What has none cannot be missed when it fails.
    Example
        `type: prevent` without `control`
    Instead
        `control: {id: session-length-bounds, kind: data-check, where: Feature job}`
    """
    for index, action in _severe_actions(file):
        if action.type is ActionType.PREVENT and action.control is None:
            yield at_field(
                file,
                ("actions", index, "control"),
                "must be given for an action of type `prevent` at SEV1 and SEV2",
                "nothing",
                "add `control:` with id, kind and place; if nothing stays in place, it is a `repair`",
            )


@file_rule("PM515")
def alert_without_threshold(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 an alert says when it fires.

    What it does
        Looks at `threshold` of controls of kind `alert` in our own published records. It may be unknown while the
        action is open, since nobody can say yet when it will fire.
    Why it matters
        Whether it would have fired that night cannot be told without it.
    Example
        `control: {id: click-alert, kind: alert, where: Serving}`
    Instead
        `control: {id: click-alert, kind: alert, where: Serving, threshold: below 55 per cent for 10 minutes}`
    """
    for index, action in _severe_actions(file):
        if not action.control or action.control.kind != _ALERT:
            continue
        threshold = action.control.threshold
        if threshold is None or (isinstance(threshold, NotKnown) and not action.status.is_open):
            yield at_field(
                file,
                ("actions", index, "control", "threshold"),
                "must be given for an alert at SEV1 and SEV2",
                "nothing" if threshold is None else f"an alert that is {action.status}, with no known threshold",
                "add `threshold:` with the number and for how long",
            )


@file_rule("PM516", Level.WARNING)
def alert_without_runbook(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 an alert that is in place leads to a runbook.

    What it does
        Looks at `runbook` of controls of kind `alert` in our own published records, once their action is done.
    Why it matters
        Who is woken by it has to know what to do.
    Example
        `control: {id: click-alert, kind: alert, where: Serving, threshold: below 55 per cent}`, and its action is done
    Instead
        `control: {id: click-alert, kind: alert, where: Serving, threshold: 55, runbook: "https://wiki.example.com/c"}`
    """
    for index, action in _severe_actions(file):
        control = action.control if action.status.is_done else None
        if control and control.kind == _ALERT and control.runbook is None:
            yield at_field(
                file,
                ("actions", index, "control", "runbook"),
                "must be given for an alert at SEV1 and SEV2",
                "nothing",
                "add `runbook:` with the link to what to do when it fires",
            )


@record_rule("PM820")
def recurrence_without_control_outcome(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A recurrence says what became of each control that should have stopped it.

    What it does
        For each record under `recurrence.of`, looks for the controls that were in place against a cause of the same
        category when this record began, and for their ids under `recurrence.broken_controls`. It asks only in a pull
        request (`check --changed`) that publishes the record, or changes its causes or its `recurrence`, so that a
        merged record does not turn red because another one was edited.
    Why it matters
        That a fix did not hold is the most valuable thing a recurrence can teach, and controls are judged by it.
    Example
        `of: [PM-2025-0001]`, where that record put `session-length-bounds` in place, and no word about it
    Instead
        `broken_controls: [{id: session-length-bounds, outcome: bypassed}]`
    """
    record, taxonomy = file.record, context.corpus.taxonomy
    if not record or not taxonomy or file.path not in context.changed or not Gate.PUBLISHED.includes(record.status):
        return
    former = context.former.get(file.path)
    if former and former.record and _tells_the_same(former.record, record):
        return
    began = happened(record)
    recurrence = known(record.recurrence)
    told = {each.id for each in recurrence.broken_controls} if recurrence else set()
    told |= set(record.caught_by)
    categories = {taxonomy.current_name(cause.category) for cause in record.real_causes}
    for path, word in words(record, ("recurrence", "of")):
        earlier = context.corpus.get(word)
        if not earlier:
            continue
        same = {each.id for each in earlier.real_causes if taxonomy.current_name(each.category) in categories}
        for action in known_items(earlier.actions):
            control = action.control
            if not control or control.id in told or not same & set(action.addresses):
                continue
            if action.status.is_done and _is_before(known(action.completed), began):
                told.add(control.id)
                yield at_field(
                    file,
                    path,
                    f"must say what became of the control `{control.id}`",
                    f"no entry for it, and {shown(earlier.id)} put it in place against the same cause",
                    f"add `{{id: {control.id}, outcome: missed}}` to `recurrence.broken_controls`, "
                    "with the outcome that is true",
                )


def _tells_the_same(former: Record, record: Record) -> bool:
    """True if the record was published before and says the same about causes and recurrence."""
    return (
        Gate.PUBLISHED.includes(former.status)
        and former.causes == record.causes
        and former.recurrence == record.recurrence
    )


def _is_before(completed: Instant | None, began: Span) -> bool:
    """True unless an action was certainly finished only after something began."""
    return completed is None or Duration.between(began, Span.at(completed)).shortest <= timedelta(0)
