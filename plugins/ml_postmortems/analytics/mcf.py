"""How many incidents an artifact has had by a given age: the mean cumulative function."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

from ml_postmortems.analytics.levels import Z


@dataclass(frozen=True, slots=True)
class Unit:
    """One artifact: the ages at which it had an incident, and the age up to which it was watched; in one unit."""

    ages: tuple[float, ...]
    until: float


@dataclass(frozen=True, slots=True)
class McfStep:
    """From this age on, the mean number of incidents an artifact has had."""

    age: float
    mean: float
    variance: float
    low: float
    high: float
    at_risk: int
    """How many artifacts were in service, and so watched, at this age."""
    events: int


def mean_cumulative_function(units: Sequence[Unit]) -> tuple[McfStep, ...]:
    """The nonparametric estimate with its variance and interval (Nelson 2003, chapters 3 and 4).

    It assumes no model: neither that incidents of one artifact are independent nor that artifacts are alike. At each
    age with incidents the mean grows by their number over the artifacts still watched. The variance adds, over all
    pairs of ages, the covariance of the increments among the artifacts watched at the later age; with every artifact
    watched to the end it is the variance of their counts by their number. Limits are log-normal, so never below 0.
    Raises ValueError for an incident beyond the end of its watch.
    """
    if any(age > unit.until or age < 0 for unit in units for age in unit.ages):
        raise ValueError("an incident must lie within the time its artifact was watched")
    ends = sorted(unit.until for unit in units)
    events = Counter(age for unit in units for age in unit.ages)
    # The sum, over the ages so far, of (count - mean) / at_risk of each unit: one term of every covariance to come.
    deviations = [0.0] * len(units)
    counts = [Counter(unit.ages) for unit in units]
    steps: list[McfStep] = []
    mean = variance = 0.0
    for age in sorted(events):
        watched = [index for index, unit in enumerate(units) if unit.until >= age]
        at_risk = len(ends) - bisect_left(ends, age)
        increment = events[age] / at_risk
        mean += increment
        if at_risk > 1:
            here = {index: counts[index][age] - increment for index in watched}
            own = sum(each * each for each in here.values()) / (at_risk - 1) / at_risk
            pairs = sum(here[index] * deviations[index] for index in watched) / (at_risk - 1)
            variance += own + 2 * pairs
        for index in watched:
            deviations[index] += (counts[index][age] - increment) / at_risk
        spread = exp(Z * sqrt(max(variance, 0.0)) / mean)
        steps.append(McfStep(age, mean, variance, mean / spread, mean * spread, at_risk, events[age]))
    return tuple(steps)
