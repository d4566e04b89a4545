"""How many incidents an artifact has had by a given age: the mean cumulative function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

from ml_postmortems.analytics.thresholds import Z


@dataclass(frozen=True, slots=True)
class Unit:
    """One artifact: the ages at which it had an incident, and the ages between which it was watched; in one unit."""

    ages: tuple[float, ...]
    until: float
    since: float = 0.0
    """Above 0 where it was in service before anybody kept records."""
    incidents: tuple[str, ...] = ()
    """The incident at each age, where one may stand in several artifacts; else each is one of its own."""


@dataclass(frozen=True, slots=True)
class McfStep:
    """From this age on, the mean number of incidents an artifact has had."""

    age: float
    mean: float
    variance: float
    low: float
    high: float
    at_risk: int
    """How many artifacts were watched at this age."""
    events: int


def mean_cumulative_function(units: Sequence[Unit]) -> tuple[McfStep, ...]:
    """The nonparametric estimate with its variance and interval (Nelson 2003, chapters 3 and 4).

    It assumes no model: neither that incidents of one artifact are independent nor that artifacts are alike. At each
    age with incidents the mean grows by their number over the artifacts watched at that age. The variance adds, over
    all pairs of ages, the covariance of the increments among the artifacts watched at the later age; with every
    artifact watched from 0 to the end it is the variance of their counts by their number. Artifacts that came late
    enter the covariance with the ages they were watched at, as in the robust variance of Lawless and Nadeau (1995).
    An incident of several artifacts makes them alike, so its share in each pair of them is added to the variance: the
    sum over two ways of clustering, less what both have in common (Cameron, Gelbach and Miller 2011).
    Limits are log-normal, so never below 0. Raises ValueError for an incident outside of its artifact's watch.
    """
    if any(not unit.since <= age <= unit.until for unit in units for age in unit.ages):
        raise ValueError("an incident must lie within the time its artifact was watched")
    happened: dict[float, Counter[int]] = {}
    named: dict[float, list[str]] = {}
    for index, unit in enumerate(units):
        for age in unit.ages:
            happened.setdefault(age, Counter())[index] += 1
        for age, incident in zip(unit.ages, unit.incidents, strict=False):
            named.setdefault(age, []).append(incident)
    watch = _RiskSet(units)
    steps: list[McfStep] = []
    mean = variance = shared = 0.0
    shares: dict[str, float] = {}
    for age in sorted(happened):
        watch.move_to(age)
        counts = happened[age]
        events, at_risk = counts.total(), watch.at_risk
        increment = events / at_risk
        mean += increment
        if at_risk > 1:
            own = sum(count * count for count in counts.values()) - at_risk * increment * increment
            with_past = sum(count * watch.deviation(index) for index, count in counts.items())
            variance += (own / at_risk + 2 * (with_past - increment * watch.total_deviation)) / (at_risk - 1)
        watch.add(counts, increment)
        for incident in named.get(age, ()):
            shared += 2 * shares.get(incident, 0.0) / at_risk
            shares[incident] = shares.get(incident, 0.0) + 1 / at_risk
        total = max(variance, 0.0) + shared
        spread = exp(Z * sqrt(total) / mean)
        steps.append(McfStep(age, mean, total, mean / spread, mean * spread, at_risk, events))
    return tuple(steps)


class _RiskSet:
    """The artifacts watched at the present age, each with its deviation from the mean so far.

    A deviation is the sum, over the ages at which the artifact was watched, of (its count - the mean) / at risk. The
    part of the means is the same for all that were watched, so it is kept once and no age looks at every artifact.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._coming = sorted(range(len(units)), key=lambda index: -units[index].since)
        self._going = sorted(range(len(units)), key=lambda index: -units[index].until)
        self._units = units
        self._own: dict[int, float] = {}
        self._own_total = 0.0
        self._means = 0.0

    def move_to(self, age: float) -> None:
        """Let in those that are watched from this age on, and out those that no longer are."""
        while self._coming and self._units[self._coming[-1]].since <= age:
            self._own[index := self._coming.pop()] = self._means
            self._own_total += self._own[index]
        while self._going and self._units[self._going[-1]].until < age:
            self._own_total -= self._own.pop(self._going.pop())

    @property
    def at_risk(self) -> int:
        """How many are watched."""
        return len(self._own)

    def deviation(self, index: int) -> float:
        """The deviation of one artifact."""
        return self._own[index] - self._means

    @property
    def total_deviation(self) -> float:
        """The sum of all deviations; 0 as long as nobody came or went."""
        return self._own_total - len(self._own) * self._means

    def add(self, counts: Counter[int], increment: float) -> None:
        """Take in the incidents of the present age."""
        for index, count in counts.items():
            self._own[index] += count / self.at_risk
            self._own_total += count / self.at_risk
        self._means += increment / self.at_risk
