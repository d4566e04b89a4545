"""Kaplan-Meier: how long until an event, where for some it has not happened yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from ml_postmortems.analytics.thresholds import Z

_ROUNDING = 1e-12
"""A product of fractions that makes exactly one half may miss it by the last digit of a float."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One subject: how long it was watched, and whether what was waited for ended that."""

    time: float
    is_event: bool
    """False where the subject is censored: it had not happened when the watch ended."""


@dataclass(frozen=True, slots=True)
class SurvivalStep:
    """From this time on, the share for which it has not happened yet."""

    time: float
    survival: float
    low: float
    high: float
    at_risk: int
    """How many were still watched, and waiting, just before this time."""
    events: int


@dataclass(frozen=True, slots=True)
class Median:
    """The first time by which half have seen it; ends of the interval are None where the curve never gets there."""

    value: float
    low: float | None
    high: float | None


def kaplan_meier(observations: Sequence[Observation]) -> tuple[SurvivalStep, ...]:
    """The product-limit estimate at each time with an event (Kaplan and Meier 1958).

    The intervals are Greenwood's on the scale of log(-log), which keeps them between 0 and 1 (Kalbfleisch and
    Prentice 2002, 1.4). Those censored at the time of an event count as at risk for it. Where the estimate is 0 the
    formula has no limit; the upper one of the step before still holds, since the curve cannot rise.
    """
    ordered = sorted(observations, key=lambda each: each.time)
    steps: list[SurvivalStep] = []
    survival, greenwood, start, high = 1.0, 0.0, 0, 1.0
    while start < len(ordered):
        time = ordered[start].time
        end = start
        while end < len(ordered) and ordered[end].time == time:
            end += 1
        events = sum(each.is_event for each in ordered[start:end])
        at_risk = len(ordered) - start
        if events:
            survival *= (at_risk - events) / at_risk
            low = 0.0
            if survival > 0:
                greenwood += events / (at_risk * (at_risk - events))
                low, high = _interval(survival, greenwood)
            steps.append(SurvivalStep(time, survival, low, high, at_risk, events))
        start = end
    return tuple(steps)


def _interval(survival: float, greenwood: float) -> tuple[float, float]:
    half = Z * sqrt(greenwood) / abs(log(survival))
    return exp(log(survival) * exp(half)), exp(log(survival) * exp(-half))


def median_time(steps: Sequence[SurvivalStep]) -> Median | None:
    """The median with its interval (Brookmeyer and Crowley 1982), or None where the curve stays above one half."""
    return time_of_share(steps, 0.5)


def time_of_share(steps: Sequence[SurvivalStep], share: float) -> Median | None:
    """The same for any share that has seen it; None where the curve does not fall so far."""
    left = 1 - share + _ROUNDING

    def first(below: list[float]) -> float | None:
        return below[0] if below else None

    value = first([step.time for step in steps if step.survival <= left])
    if value is None:
        return None
    low = first([step.time for step in steps if step.low <= left])
    high = first([step.time for step in steps if step.high <= left])
    return Median(value, low, high)
