"""What came after the fix: the way of the risk and the numbers of the failure, as a reviewer reads them."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import plain
from ml_postmortems.model.failure_numbers import AfterFix
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.model.risk_steps import EstimateStep, risk_steps
from ml_postmortems.wording import numbers_text, risk_sentence


def progress_lines(record: Record) -> Iterator[str]:
    """A paragraph on a risk that was estimated again and one on numbers; nothing where there is neither."""
    steps = risk_steps(record)
    if len(steps) > 1:
        way = " → ".join(_step(step) for step in steps)
        yield from (f"**Progress of the risk**: {risk_sentence(record)} {way}", "")
    failure = known(record.failure)
    if failure and failure.numbers:
        numbers = failure.numbers
        after = "" if numbers.after is AfterFix.OPEN else f". {numbers.after.doc}"
        yield from (f"**In numbers**: {plain(numbers_text(numbers))}{after}", "")


def _step(step: EstimateStep) -> str:
    where = f"round {step.round}" if step.round else "first" if step.movement is None else "at closing"
    why = f" ({plain(step.reason, 160)})" if step.reason else ""
    return f"{where}: likelihood {step.estimate.likelihood}, impact {step.estimate.impact}{why}"
