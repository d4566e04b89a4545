"""PM5 for regression cases: what fails if the failure comes back, and how it ran last."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import published
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.regression_case import CASE_KINDS, EVAL_SET, STALE_AFTER_DAYS, CaseState
from ml_postmortems.model.required_cases import asks_for_cases, cases_of, immediate_causes
from ml_postmortems.model.terms import ActionStatus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_IDENTITY = ("version", "hash", "independent")


@file_rule("PM540")
def immediate_cause_without_regression_case(file: RecordFile) -> Iterator[Problem]:
    """Each immediate cause has a regression case, or the reason why none can exist.

    What it does
        In our own SEV1 records from `published` on, and in SEV2 records at `closed`, looks for an action that is not
        given up, addresses the cause, and has a control with `regression_case`; else for `no_regression_case` of the
        cause. What tests others have is not published, so nothing is asked of external records.
    Why it matters
        A failure that no test repeats comes back with the next change, and nobody notices before the users do.
    Example
        An immediate cause, and no action with a case that addresses it
    Instead
        `regression_case: {suite: Feature job, case: test_units.py, asserts: Refuses milliseconds, result: not-run}`
    """
    record = file.record
    if not record or not asks_for_cases(record):
        return
    covered = {cause for _, action, _ in cases_of(record) for cause in action.addresses}
    for index, cause in immediate_causes(record):
        if cause.id not in covered and cause.no_regression_case is None:
            yield at_field(
                file,
                ("causes", index),
                "must have a regression case, or the reason why none can exist",
                f"{shown(cause.id)}, which no action with a `regression_case` addresses",
                "add `regression_case: {suite: , case: , asserts: , result: not-run}` to the `control` of an action "
                "that addresses it, or `no_regression_case:` with the reason to the cause",
            )


@file_rule("PM541")
def control_without_its_case(file: RecordFile) -> Iterator[Problem]:
    """A control of kind `test` or `eval-set` names its case, where each immediate cause needs one.

    What it does
        Looks at `regression_case` of these controls in our own SEV1 records from `published` on, and in SEV2 records at
        `closed`; actions that are given up are left out.
    Why it matters
        A test that nobody can find cannot be run, and its result cannot be read.
    Example
        `control: {id: unit-test, kind: test, where: Feature job}`
    Instead
        `control: {id: unit-test, kind: test, where: Feature job, regression_case: {suite: Feature job,
        case: test_units.py, asserts: Refuses milliseconds, result: not-run}}`
    """
    record = file.record
    if not record or not asks_for_cases(record):
        return
    for index, action in enumerate(known_items(record.actions)):
        control = action.control
        is_test = control is not None and control.kind in CASE_KINDS and action.status is not ActionStatus.WONT_DO
        if control and is_test and control.regression_case is None:
            yield at_field(
                file,
                ("actions", index, "control"),
                f"must name the case of a control of kind `{control.kind}`",
                "no `regression_case`",
                "add `regression_case:` with suite, case, what it asserts, its last result and date",
            )


@file_rule("PM542")
def evaluation_set_not_identified(file: RecordFile) -> Iterator[Problem]:
    """The case of an evaluation set says its version, its hash, and whether it is independent of production.

    What it does
        Looks at `version`, `hash` and `independent` of the case of each control of kind `eval-set` in published
        records; `{unknown: why}` will do.
    Why it matters
        A set that changed shows nothing about the model, and one made of clicks repeats the errors of the model that
        earned them.
    Example
        `regression_case: {suite: Release, case: hard-cases, asserts: At least 90 %, result: pass, date: 2025-05-01}`
    Instead
        `regression_case: {suite: Release, case: hard-cases, asserts: At least 90 %, result: pass, date: 2025-05-01,
        version: 3, hash: "md5:0cc175b9c0f1b6a8", independent: true}`
    """
    record = published(file)
    for index, action, case in cases_of(record) if record else ():
        if action.control and action.control.kind == EVAL_SET:
            missing = [name for name in _IDENTITY if getattr(case, name) is None]
            if missing:
                yield at_field(
                    file,
                    ("actions", index, "control", "regression_case"),
                    f"must give {', '.join(f'`{name}`' for name in _IDENTITY)} of an evaluation set",
                    f"no {', '.join(f'`{name}`' for name in missing)}",
                    "add them, or say `{unknown: why}`",
                )


@file_rule("PM543")
def regression_case_denied_and_named(file: RecordFile) -> Iterator[Problem]:
    """A cause for which no regression case can exist has none.

    What it does
        Looks at `no_regression_case` of causes that an action with a `regression_case` addresses.
    Why it matters
        One of the two is wrong, and a reader cannot tell which.
    Example
        `no_regression_case: The vendor gives no test access.` beside a case of an action that addresses the cause
    Instead
        The case alone, or the reason alone.
    """
    record = published(file)
    if not record:
        return
    covered = {cause: action.id for _, action, _ in cases_of(record) for cause in action.addresses}
    for index, cause in enumerate(known_items(record.causes)):
        if cause.no_regression_case is not None and cause.id in covered:
            yield at_field(
                file,
                ("causes", index, "no_regression_case"),
                "must not stand beside a regression case",
                f"{shown(covered[cause.id])} has one and addresses {shown(cause.id)}",
                "delete the one that is not true",
            )


@record_rule("PM544", Level.WARNING)
def regression_case_does_not_hold(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The regression case of a finished action has run, has passed, and ran lately.

    What it does
        Looks at the last result in our own records, of actions that are `done` or `verified`: failed, not run, or
        passed more than 90 days before the as-of date.
    Why it matters
        An old result is one of other code and other data.
    Example
        `regression_case: {suite: Jobs, case: units, asserts: Refuses milliseconds, result: pass, date: 2024-01-10}`
    Instead
        `regression_case: {suite: Jobs, case: units, asserts: Refuses milliseconds, result: pass, date: 2025-05-30}`
    """
    record = published(file)
    for index, action, case in cases_of(record) if record and record.is_own else ():
        state = case.state(context.as_of)
        if not action.status.is_done or state in (CaseState.PASSING, CaseState.UNKNOWN):
            continue
        ran = known(case.date)
        yield at_field(
            file,
            ("actions", index, "control", "regression_case", "date" if ran else "result"),
            f"must tell of a case that passed within {STALE_AFTER_DAYS} days",
            f"{shown(case.result)}{f' on {ran.last_day}' if ran else ''}",
            "run it and write `result` and `date`; if it fails, the action is not done",
        )
