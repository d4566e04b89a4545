"""PM57 for what comes after the fix: the risk that was estimated again, and the number that should be back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.failure_numbers import AfterFix, Value
from ml_postmortems.model.impact import Quantity
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.risk import Movement, RiskEstimate
from ml_postmortems.model.risk_steps import EstimateStep, movement_of, risk_steps
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM570", Level.WARNING, exemptable=True)
def risk_not_estimated_again(file: RecordFile) -> Iterator[Problem]:
    """A closed record of SEV1 or SEV2 says what risk is left.

    What it does
        Warns in our own closed records of SEV1 and SEV2 with a `risk` where no validation round has one, and
        `risk.at_closing` is missing too. `{unknown: why}` is an answer.
    Why it matters
        The first estimate asked for the actions. Whether they were enough, only a second one can say.
    Example
        `risk: {likelihood: 4, impact: 5}` at `closed`, and nothing since
    Instead
        `risk: {likelihood: 1, impact: 5}` in the last validation round, or `at_closing` in `risk`
    """
    record = own_published(file)
    if not record or record.status is not Status.CLOSED or not record.tier.is_severe:
        return
    risk = known(record.risk)
    if risk and movement_of(record) is Movement.NOT_AGAIN and not isinstance(risk.at_closing, NotKnown):
        yield at_field(
            file,
            ("risk", "at_closing"),
            "must be given before the record is closed, or `risk` in its last validation round",
            f"only the first estimate, {_pair(risk)}",
            "estimate both again: `risk: {likelihood: 1, impact: 5}` in the round, or `at_closing:` in `risk:`",
        )


@file_rule("PM571", Level.WARNING, exemptable=True)
def closed_while_not_as_expected(file: RecordFile) -> Iterator[Problem]:
    """A closed record does not measure less than it expects.

    What it does
        Warns in our own closed records where `failure.numbers.after_fix` lies on the same side of `expected` as
        `observed`. Ranges that overlap are not compared.
    Why it matters
        What still fails by its own measure is not over, whatever the actions say.
    Example
        `status: closed` with `numbers: {unit: "%", expected: 62, observed: 41, after_fix: 55}`
    Instead
        `status: adjusting` and a further action; or `expected: 55`, where that was decided
    """
    record = own_published(file)
    failure = known(record.failure) if record else None
    numbers = failure.numbers if failure else None
    if not record or record.status is not Status.CLOSED or not numbers:
        return
    if numbers.after in (AfterFix.BETTER, AfterFix.NO_BETTER) and numbers.expected is not None:
        yield at_field(
            file,
            ("failure", "numbers", "after_fix"),
            f"must reach {_amount(numbers.expected, numbers.unit)} before the record is closed",
            _amount(numbers.value_after_fix, numbers.unit),
            "measure again, or go back to `adjusting`; if less is accepted, say so in `expected`",
        )


@file_rule("PM572", Level.WARNING)
def risk_up_without_reason(file: RecordFile) -> Iterator[Problem]:
    """An estimate that is worse than the one before says why.

    What it does
        Warns in our own published records where likelihood or impact of a further estimate is higher than before, and
        the estimate has no `reason`. An estimate that did not move asks nothing.
    Why it matters
        The work should have lowered the risk. If it rose, something was learned that the next reader has to know.
    Example
        `risk: {likelihood: 2, impact: 3}` first, and `risk: {likelihood: 3, impact: 3}` in round 1
    Instead
        The same with `reason: The replay showed that two more models read the table.`
    """
    record = own_published(file)
    for path, step in _further(record) if record else ():
        if step.movement in (Movement.UP, Movement.MIXED) and not step.reason:
            yield at_field(
                file,
                path,
                "must say why it rose",
                f"{_pair(step.estimate)}, which is worse than before",
                "add `reason:` with what was learned since",
            )


@file_rule("PM573", Level.WARNING)
def failure_as_expected(file: RecordFile) -> Iterator[Problem]:
    """What was observed is not what was expected.

    What it does
        Warns where `expected` and `observed` of `failure.numbers` are the same number.
    Why it matters
        Then nothing failed by this measure, and another one would show it.
    Example
        `numbers: {unit: ms, expected: 200, observed: 200}`
    Instead
        The number of the indicator that was violated.
    """
    failure = known(file.record.failure) if file.record else None
    numbers = failure.numbers if failure else None
    if numbers and isinstance(numbers.expected, Decimal) and numbers.expected == numbers.observed:
        yield at_field(
            file,
            ("failure", "numbers", "observed"),
            "must differ from `expected`",
            f"{_amount(numbers.expected, numbers.unit)} for both",
            "give the numbers of the indicator that was violated, or leave `numbers` out",
        )


@file_rule("PM574")
def value_after_no_fix(file: RecordFile) -> Iterator[Problem]:
    """A value after the fix comes after a fix.

    What it does
        Looks in our own published records for `failure.numbers.after_fix` where no action is `done` or `verified`.
    Why it matters
        A number that came back by itself goes away by itself, and is no proof of anything.
    Example
        `after_fix: 63`, while `A1`, `A2` and `A3` are `open`
    Instead
        `status: done` of the action that brought the number back; without one, no `after_fix`.
    """
    record = own_published(file)
    failure = known(record.failure) if record else None
    if not record or not failure or not failure.numbers or failure.numbers.value_after_fix is None:
        return
    if not _is_anything_done(record):
        yield at_field(
            file,
            ("failure", "numbers", "after_fix"),
            "must be measured after an action that is `done` or `verified`",
            "no such action",
            "say which action was done, or take the value away until one is",
        )


@file_rule("PM575", Level.WARNING)
def risk_down_without_change(file: RecordFile) -> Iterator[Problem]:
    """A risk that fell fell for a reason.

    What it does
        Warns in our own published records where likelihood or impact of a further estimate is lower than before, no
        action is `done` or `verified`, and the estimate has no `reason`.
    Why it matters
        A risk that is estimated lower although nothing was done looks smaller, and is not.
    Example
        `at_closing: {likelihood: 1, impact: 3}`, while every action is `wont-do`
    Instead
        `at_closing: {likelihood: 1, impact: 3, reason: The model was taken out of service.}`
    """
    record = own_published(file)
    if not record or _is_anything_done(record):
        return
    for path, step in _further(record):
        if step.movement in (Movement.DOWN, Movement.MIXED) and not step.reason:
            yield at_field(
                file,
                path,
                "must say why it fell, since no action is `done` or `verified`",
                f"{_pair(step.estimate)}, which is lower than before",
                "add `reason:`, or set the status of the action that lowered it",
            )


def _further(record: Record) -> Iterator[tuple[FieldPath, EstimateStep]]:
    """Each estimate after the first, with its place."""
    rounds = [index for index, each in enumerate(known_items(record.validation)) if known(each.risk)]
    places: list[FieldPath] = [("validation", index, "risk") for index in rounds]
    steps = [step for step in risk_steps(record) if step.round is not None or step.movement is not None]
    yield from zip([*places, ("risk", "at_closing")], steps, strict=False)


def _pair(estimate: RiskEstimate) -> str:
    return f"likelihood {estimate.likelihood}, impact {estimate.impact}"


def _amount(value: Value, unit: str) -> str:
    if isinstance(value, Quantity):
        ends = (("at least", value.at_least), ("at most", value.at_most))
        return f"{' and '.join(f'{word} {end}' for word, end in ends if end is not None)} {unit}"
    return f"{value} {unit}"


def _is_anything_done(record: Record) -> bool:
    return any(action.status.is_done for action in known_items(record.actions))
