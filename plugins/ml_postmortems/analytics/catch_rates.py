"""How often a control stopped the failures that it met, where both sides are known to be complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ml_postmortems.analytics.proportions import wilson_interval
from ml_postmortems.analytics.thresholds import MIN_RATE


@dataclass(frozen=True, slots=True)
class CatchRate:
    """Of the failures that came to a control while it was in place, those that it stopped before harm.

    It is told only under a census: `catches.csv` says since when it is complete, and the catalog that the records are
    all incidents (`corpus: census`). A meeting of which no record says what the control did may have gone either way,
    so with such ones there is no single rate: `least` counts all of them as not stopped, `most` as stopped.
    """

    since: date
    """From when on both are counted: the log is complete, and the control was in place."""
    caught: int
    base: int
    """Caught, too late, missed, bypassed and disabled together."""
    not_said: int
    """Meetings since then of which it is not known what the control did; they are in neither number."""
    least: float | None
    """The share if it stopped none of those not said, between 0 and 1; None where there are too few meetings."""
    most: float | None
    """The share if it stopped all of those not said."""
    low: float | None
    """The lower end of the interval of `least`."""
    high: float | None
    """The upper end of the interval of `most`."""

    @property
    def met(self) -> int:
        """All failures that came to the control, known or not what it did."""
        return self.base + self.not_said

    @property
    def value(self) -> float | None:
        """The rate; None where there are too few meetings, or where it is not known of all what the control did."""
        return None if self.not_said else self.least


def catch_rate(since: date, caught: int, base: int, not_said: int) -> CatchRate | None:
    """The rate with the intervals of Wilson, or the counts alone where they are few; None where there are none."""
    met, most = base + not_said, caught + not_said
    if not met:
        return None
    if met < MIN_RATE:
        return CatchRate(since, caught, base, not_said, None, None, None, None)
    low, high = wilson_interval(caught, met)[0], wilson_interval(most, met)[1]
    return CatchRate(since, caught, base, not_said, caught / met, most / met, low, high)


def summed_rate(rates: Iterable[CatchRate | None]) -> CatchRate | None:
    """That of several controls together, each since its own day; None where none has one."""
    known = [rate for rate in rates if rate]
    if not known:
        return None
    return catch_rate(
        min(rate.since for rate in known),
        sum(rate.caught for rate in known),
        sum(rate.base for rate in known),
        sum(rate.not_said for rate in known),
    )
