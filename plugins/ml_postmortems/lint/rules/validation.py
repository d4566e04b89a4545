"""PM5 for validation: what is called validated was tried, after the fix, and can be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_closed, own_published
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.terms import ActionStatus, ActionType, ValidationResult
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_ANSWERS = ("alert_fired", "pipeline_consistent", "performance_in_bounds", "no_new_issues")


@file_rule("PM511")
def unvalidated_must_do_in_closed_record(file: RecordFile) -> Iterator[Problem]:
    """In a closed record of ours every P0 or P1 prevention was tried.

    What it does
        Looks for must-do actions of type `prevent` that are `done` and not `verified`, at `closed`.
    Why it matters
        A prevention that nobody tried is a hope. It is counted as one that held until the failure comes back.
    Example
        `status: closed` with A2 `type: prevent, priority: P1, status: done`
    Instead
        A validation round that names A2, and `status: verified`; until then `status: validating` of the record.
    """
    record = own_closed(file)
    if not record:
        return
    for index, action in enumerate(known_items(record.actions)):
        is_must_do = action.priority is not None and action.priority.is_must_do
        if is_must_do and action.type is ActionType.PREVENT and action.status is ActionStatus.DONE:
            yield at_field(
                file,
                ("actions", index, "status"),
                f"must be `verified` at {action.priority} before the record is closed",
                shown(action.status),
                f"try it, and name {action.id} in a validation round; until then the record is `validating`",
            )


@file_rule("PM512")
def evidence_older_than_fix(file: RecordFile) -> Iterator[Problem]:
    """A validation round that passed rests on evidence from after the fix.

    What it does
        Compares the dates of the evidence of a round with the first completion of an action that was tried, mitigations
        left out, in our own published records. One piece that is not older, or has no date, is enough.
    Why it matters
        What was seen before the fix shows the failure, not that it is gone.
    Example
        `result: pass` on `evidence: [E2]` of 11 March, for an action completed on 19 March
    Instead
        The log of the trial itself.
    """
    record = own_published(file)
    if not record:
        return
    dates = {item.id: item.date for item in known_items(record.evidence)}
    rounds = known_items(record.validation)
    tried = {name for each in rounds for name in each.actions}
    fixes = [
        action.completed
        for action in known_items(record.actions)
        if action.completed and action.id in tried and action.type is not ActionType.MITIGATE
    ]
    for index, each in enumerate(rounds):
        shown_on = [dates.get(name) for name in each.evidence]
        known_dates = [date for date in shown_on if date is not None and not isinstance(date, NotKnown)]
        if each.result is not ValidationResult.PASS or not known_dates or len(known_dates) < len(shown_on):
            continue
        if fixes and all(_is_before(date, fix) for date in known_dates for fix in fixes):
            yield at_field(
                file,
                ("validation", index, "evidence"),
                "must be newer than the first fix that was tried",
                ", ".join(f"{evidence} of {dates[evidence]}" for evidence in each.evidence),
                "add the log or dashboard of the trial to the evidence, and name it here",
            )


def _is_before(date: Instant, fix: Instant) -> bool:
    """Whether a date certainly lies on an earlier day."""
    return Duration.between(Span.at(date), Span.at(fix)).shortest.days > 0


@file_rule("PM528")
def passed_with_failed_answer(file: RecordFile) -> Iterator[Problem]:
    """A validation round that passed has an answer that is `true`, and none that is `false`.

    What it does
        Looks at `alert_fired`, `pipeline_consistent`, `performance_in_bounds` and `no_new_issues` of each round with
        `result: pass`. What does not belong to the trial is `{not_applicable: why}`.
    Why it matters
        A record is closed by its last round. One that passed although its alert stayed silent closes nothing.
    Example
        `result: pass` with `performance_in_bounds: false`
    Instead
        `result: adjust`, and a further round once it is mended.
    """
    for index, each in enumerate(known_items(file.record.validation) if file.record else ()):
        answers = {name: getattr(each, name) for name in _ANSWERS}
        failed = [name for name, answer in answers.items() if answer is False]
        if each.result is not ValidationResult.PASS or (not failed and True in answers.values()):
            continue
        yield at_field(
            file,
            ("validation", index, "result"),
            "must be `adjust` unless an answer is `true` and none is `false`",
            f"`pass`, with {', '.join(f'`{name}: false`' for name in failed) or 'no answer'}",
            "write `result: adjust`; or the answer as it is, `{not_applicable: why}` where it was not tried",
        )


@file_rule("PM513")
def validation_without_evidence(file: RecordFile) -> Iterator[Problem]:
    """A validation round of ours names what shows its result.

    What it does
        Looks at `evidence` of each round in our own published records.
    Why it matters
        Whether the trial tried the failure itself can only be judged by looking at it.
    Example
        `result: pass` without `evidence`
    Instead
        `evidence: [E4]`, the log of the replay
    """
    record = own_published(file)
    if not record:
        return
    for index, each in enumerate(known_items(record.validation)):
        if not each.evidence:
            yield at_field(
                file,
                ("validation", index, "evidence"),
                "must be given for a validation round",
                "nothing",
                "add `evidence:` with what shows the result",
            )
