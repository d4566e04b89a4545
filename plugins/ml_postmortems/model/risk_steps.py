"""The way of a risk: the first estimate of a record, those of its validation rounds, and the one at closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.risk import FurtherEstimate, Movement, RiskEstimate


@dataclass(frozen=True, slots=True)
class EstimateStep:
    """One estimate on the way of a risk."""

    round: int | None
    """The validation round at which it was made; None for the first one and the one at closing."""
    date: Instant | None
    """The day of the round."""
    estimate: RiskEstimate
    movement: Movement | None
    """Against the estimate before; None for the first."""

    @property
    def reason(self) -> str | None:
        """What moved it, where somebody said so."""
        return self.estimate.reason if isinstance(self.estimate, FurtherEstimate) else None


def risk_steps(record: Record) -> tuple[EstimateStep, ...]:
    """Every estimate of a record in order: the first one, those of its validation rounds, the one at closing."""
    return tuple(_steps(record))


def _steps(record: Record) -> Iterator[EstimateStep]:
    risk = known(record.risk)
    before: RiskEstimate | None = risk
    if risk:
        yield EstimateStep(None, None, risk, None)
    for each in known_items(record.validation):
        if again := known(each.risk):
            yield EstimateStep(each.round, each.date, again, Movement.between(before, again) if before else None)
            before = again
    if before and risk and (closing := known(risk.at_closing)):
        yield EstimateStep(None, None, closing, Movement.between(before, closing))


def movement_of(record: Record) -> Movement | None:
    """Which way the risk of a record went from the first estimate to the last; None without an estimate."""
    steps = risk_steps(record)
    if not steps:
        return None
    return Movement.between(steps[0].estimate, steps[-1].estimate) if len(steps) > 1 else Movement.NOT_AGAIN


def is_as_hoped(record: Record) -> bool | None:
    """Whether the last estimate is no worse than what was hoped for once the actions are done; None if not known."""
    risk, steps = known(record.risk), risk_steps(record)
    hoped = known(risk.after_actions) if risk else None
    if not hoped or len(steps) < 2:
        return None
    last = steps[-1].estimate
    return last.likelihood <= hoped.likelihood and last.impact <= hoped.impact
