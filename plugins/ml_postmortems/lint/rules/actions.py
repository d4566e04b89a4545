"""PM5, first half: actions that can be finished, and that were."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.action import Action
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import ActionStatus, Status, ValidationResult
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_MEASURABLE = lazy_pattern(
    r"\d|\b(no|none|zero|every|each|all|any|always|never|fires?|alerts?"
    r"|rejects?|rejected|refuses?|refused|blocks?|blocked|fails?|passes?)\b",
    re.IGNORECASE,
)
_VAGUE = lazy_pattern(
    r"\b(improve[sd]?|better|more|less|fewer|increased?|reduced?|enhanced|strengthened|robust|stable|reliable|healthy"
    r"|enough|sufficient|adequate|proper|properly|correctly|appropriate|good|aware|awareness|works?|working|done"
    r"|completed?|implemented|deployed|finished|in place)\b",
    re.IGNORECASE,
)
_LEAST_WORDS_OF_CRITERION = 4
_THRESHOLD_KINDS = ("alert", "data-check", "canary", "eval-set")


def _actions(file: RecordFile) -> Iterator[tuple[int, Action]]:
    """The actions of published records, with their place in the list."""
    if record := published(file):
        yield from enumerate(known_items(record.actions))


def _own_actions(file: RecordFile) -> Iterator[tuple[int, Action]]:
    """The same of our own records only."""
    if record := own_published(file):
        yield from enumerate(known_items(record.actions))


@file_rule("PM501")
def open_must_do_in_closed_record(file: RecordFile) -> Iterator[Problem]:
    """A closed record has no open P0 or P1 action.

    What it does
        Looks for must-do actions that are open or in progress where the status is `closed`.
    Why it matters
        Closed means that nothing is left to do.
    Example
        `status: closed` with an open action of `priority: P1`
    Instead
        Finish A2, or go back to `validating`.
    """
    if not file.record or file.record.status is not Status.CLOSED:
        return
    for index, action in enumerate(known_items(file.record.actions)):
        if action.priority and action.priority.is_must_do and not action.status.is_finished:
            yield at_field(
                file,
                ("actions", index, "status"),
                f"must be finished at {action.priority} before the record is closed",
                shown(action.status),
                "finish it, or give it up with a reason; until then the record is `validating`",
            )


@file_rule("PM502", Level.WARNING, exemptable=True)
def unmeasurable_criterion(file: RecordFile) -> Iterator[Problem]:
    """The success criterion of an action can be observed.

    What it does
        Accepts a number, or a word such as no, every, fires, rejects. Reports others that are shorter than four
        words or compare with nothing, such as better, more, enough, done.
    Why it matters
        Nobody can tell when "better monitoring" is done.
    Example
        `success_criterion: Monitoring is improved.`
    Instead
        `success_criterion: A replay of the bad batch fires the alert within 10 minutes.`
    """
    for index, action in _own_actions(file):
        criterion = action.success_criterion
        if isinstance(criterion, str) and not _can_be_observed(criterion):
            yield at_field(
                file,
                ("actions", index, "success_criterion"),
                "must say what can be observed",
                shown(criterion),
                "name a number with its bound, or what fires, fails or is refused",
            )


def _can_be_observed(criterion: str) -> bool:
    if _MEASURABLE.search(criterion):
        return True
    return len(criterion.split()) >= _LEAST_WORDS_OF_CRITERION and not _VAGUE.search(criterion)


@record_rule("PM503", Level.WARNING)
def overdue_action(file: RecordFile, context: Context) -> Iterator[Problem]:
    """An unfinished action is not past its due date.

    What it does
        Compares the due date with the as-of date. In the pull request that adds the record nothing is said.
    Why it matters
        The failure can come back until it is done.
    Example
        `due: 2026-01-31` and `status: open`, in March
    Instead
        Finish it, or agree on a new date and say in the pull request why.
    """
    if context.is_new(file):
        return
    for index, action in _own_actions(file):
        if days := action.days_overdue(context.today):
            yield at_field(
                file,
                ("actions", index, "due"),
                f"must not have passed on {context.as_of.isoformat()}",
                shown(str(action.due)),
                "finish it, or agree on a new date; if nobody knows, leave it, and it is listed as overdue",
                {
                    "action": action.id,
                    "title": action.title,
                    "team": action.team,
                    "person": known(action.person) or "",
                    "due": str(action.due),
                    "days": str(days),
                    "as_of": context.as_of.isoformat(),
                },
            )


@file_rule("PM504")
def verified_without_passing_round(file: RecordFile) -> Iterator[Problem]:
    """A verified action passed a validation round.

    What it does
        Looks for a round with `result: pass` that names the action.
    Why it matters
        Verified means that it was tried against the failure and held.
    Example
        A3 `status: verified`, and no round names A3
    Instead
        `status: done`, or the round that it passed.
    """
    if not file.record:
        return
    passed = {
        action
        for each in known_items(file.record.validation)
        if each.result is ValidationResult.PASS
        for action in each.actions
    }
    for index, action in enumerate(known_items(file.record.actions)):
        if action.status is ActionStatus.VERIFIED and action.id not in passed:
            yield at_field(
                file,
                ("actions", index, "status"),
                "must not be `verified` before a validation round with `result: pass` names the action",
                "no such round",
                f"write `done`, or add the round with {action.id} under `validation`",
            )


@file_rule("PM505")
def completion_against_status(file: RecordFile) -> Iterator[Problem]:
    """A finished action of ours says when it was completed, and an unfinished one does not.

    What it does
        Compares `status` and `completed`. When other operators finished their actions may be unknown.
    Why it matters
        How long actions take is computed from it.
    Example
        `status: done` without `completed`
    Instead
        `completed: 2026-02-14`
    """
    is_own = own_published(file) is not None
    for index, action in _actions(file):
        if is_own and action.status.is_done and action.completed is None:
            condition, found, fix = f"must be given for an action that is {action.status}", "nothing", "add the date"
        elif not action.status.is_done and action.completed is not None:
            condition = f"must not be given for an action that is {action.status}"
            found, fix = shown(str(action.completed)), "delete it, or set the status to `done`"
        else:
            continue
        yield at_field(file, ("actions", index, "completed"), condition, found, fix)


@record_rule("PM506")
def completion_in_future(file: RecordFile, context: Context) -> Iterator[Problem]:
    """An action was not completed after the as-of date.

    What it does
        Compares `completed` with the as-of date.
    Why it matters
        It is a slip of the pen, or a promise.
    Example
        `completed: 2062-02-14`
    Instead
        `completed: 2026-02-14`
    """
    for index, action in _actions(file):
        if action.completed and Duration.between(Span.at(context.today), Span.at(action.completed)).shortest.days > 0:
            yield at_field(
                file,
                ("actions", index, "completed"),
                f"must not be after {context.as_of.isoformat()}",
                shown(str(action.completed)),
                "correct the date, or set the status back",
            )


@file_rule("PM507")
def must_do_without_person(file: RecordFile) -> Iterator[Problem]:
    """A P0 or P1 action has a person.

    What it does
        Looks at `person` of must-do actions that are unfinished.
    Why it matters
        What a team must do nobody does.
    Example
        `priority: P0` without `person`
    Instead
        `person: "@mchen"`
    """
    for index, action in _own_actions(file):
        if action.priority and action.priority.is_must_do and not action.status.is_finished and not action.person:
            yield at_field(
                file,
                ("actions", index, "person"),
                f"must be given at {action.priority}",
                "nothing",
                "add the handle of who does it; until there is one, `person: {unknown: who decides, and until when}`",
            )


@file_rule("PM509", Level.WARNING, exemptable=True)
def control_without_threshold(file: RecordFile) -> Iterator[Problem]:
    """A control that compares something says with what.

    What it does
        Looks at `threshold` of alerts, data checks, canaries and eval sets in our own records.
    Why it matters
        Whether the control would have stopped this failure cannot be told without it.
    Example
        `control: {id: empty-features, kind: data-check, where: serving dashboard}`
    Instead
        A bound in it:
        `control: {id: empty-features, kind: data-check, where: serving dashboard, threshold: over 1 % for 5 minutes}`
    """
    for index, action in _own_actions(file):
        if file.record and file.record.tier.is_severe and action.control and action.control.kind == "alert":
            continue  # alert-without-threshold tells
        if action.control and action.control.kind in _THRESHOLD_KINDS and action.control.threshold is None:
            yield at_field(
                file,
                ("actions", index, "control", "threshold"),
                f"must be given for a control of kind `{action.control.kind}`",
                "nothing",
                "say when it speaks up or stops, or `{unknown: why}`",
            )


@file_rule("PM510")
def status_against_validation(file: RecordFile) -> Iterator[Problem]:
    """The status of the record agrees with its last validation round.

    What it does
        A last round with `result: adjust` asks for `adjusting`; `closed` asks for a last round with `result: pass`.
    Why it matters
        A failed trial that leaves the record closed is forgotten.
    Example
        `status: closed` with a last round `result: adjust`
    Instead
        `status: adjusting`
    """
    rounds = sorted(known_items(file.record.validation), key=lambda each: each.round) if file.record else []
    if not rounds or not file.record:
        return
    last, status = rounds[-1], file.record.status
    if last.result is ValidationResult.ADJUST and status in (Status.CLOSED, Status.VALIDATING):
        yield at_field(
            file,
            ("status",),
            f"must be `adjusting` after round {last.round}, which asked for changes",
            shown(status),
            "write `adjusting`, or add the round that passed",
        )
