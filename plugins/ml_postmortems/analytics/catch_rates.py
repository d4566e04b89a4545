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
    all incidents (`corpus: census`). Meetings of which no record says what the control did are not in the base.
    """

    since: date
    """From when on both are counted: the log is complete, and the control was in place."""
    caught: int
    base: int
    """Caught, too late, missed, bypassed and disabled together."""
    not_said: int
    """Meetings since then that are in neither number."""
    value: float | None
    """Between 0 and 1; None where the base is too small."""
    low: float | None
    high: float | None


def catch_rate(since: date, caught: int, base: int, not_said: int) -> CatchRate | None:
    """The rate with the interval of Wilson, or the counts alone where they are few; None where there are none."""
    if not base:
        return None
    if base < MIN_RATE:
        return CatchRate(since, caught, base, not_said, None, None, None)
    low, high = wilson_interval(caught, base)
    return CatchRate(since, caught, base, not_said, caught / base, low, high)


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
