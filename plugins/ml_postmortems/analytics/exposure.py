"""Incident rates per deploy, retrain or request: more deploys can mean more incidents without a worse process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.analytics.poisson import Comparison, compare_periods, poisson_interval
from ml_postmortems.model.exposure import MonthOfWork
from ml_postmortems.model.record import Record

PER = {"deploys": 100, "retrains": 100, "requests": 1_000_000}
"""Each measure with the number of its units that a rate is given for."""
_YEAR_OF_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Rate:
    """Incidents for so many deploys, retrains or requests."""

    period: str
    """`all`, or a year."""
    months: int
    """The months that were counted and are over."""
    ids: tuple[str, ...]
    """The incidents that began in these months, oldest first."""
    exposure: int
    """Deploys, retrains or requests in these months."""
    value: float | None
    """None where nothing was done."""
    low: float | None
    high: float | None
    """The exact 95 % interval of the rate."""

    @property
    def n(self) -> int:
        """How many incidents there are."""
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class MeasuredRates:
    """Incidents against one measure."""

    measure: str
    per: int
    """How many units of the measure the rates are for."""
    rates: tuple[Rate, ...]
    """Over all months, then by year."""
    change: Comparison | None
    """The latest twelve months that were counted against the twelve before them; its test is not adjusted."""


def incident_rates(archive: Archive, incidents: Sequence[Record]) -> tuple[MeasuredRates, ...]:
    """The rates of these incidents by every measure that the exposure file counts.

    Only months count that are over by the as-of date and came after that of the first incident of the archive, since
    nothing is known of the time before. There are none without an exposure file, and none of a collection that is no
    census. The exposure is that of all teams, so of a part of the incidents the rate is its part of the whole.
    """
    if not archive.exposure or not archive.is_census or not archive.incidents:
        return ()
    first = _month_of(begin_date(archive.incidents[0]))
    months = {
        month: work
        for month, work in sorted(archive.exposure.months.items())
        if first < month and _is_over(month, archive.as_of)
    }
    by_month: dict[str, list[str]] = {}
    for record in incidents:
        by_month.setdefault(_month_of(begin_date(record)), []).append(record.id)
    found = []
    for measure, per in PER.items():
        amounts = {month: amount for month, work in months.items() if (amount := _amount(work, measure)) is not None}
        if amounts:
            years = sorted({month[:4] for month in amounts})
            rates = [_rate("all", amounts, by_month, per)]
            rates += [
                _rate(year, {month: amount for month, amount in amounts.items() if month[:4] == year}, by_month, per)
                for year in years
            ]
            found.append(MeasuredRates(measure, per, tuple(rates), _change(amounts, by_month)))
    return tuple(found)


def _rate(period: str, amounts: Mapping[str, int], by_month: Mapping[str, Sequence[str]], per: int) -> Rate:
    ids = tuple(each for month in amounts for each in by_month.get(month, ()))
    exposure = sum(amounts.values())
    if not exposure:
        return Rate(period, len(amounts), ids, exposure, None, None, None)
    low, high = poisson_interval(len(ids), exposure / per)
    return Rate(period, len(amounts), ids, exposure, len(ids) / exposure * per, low, high)


def _change(amounts: Mapping[str, int], by_month: Mapping[str, Sequence[str]]) -> Comparison | None:
    """Nothing where fewer than 24 months were counted, or nothing was done in one of the two years."""
    months = list(amounts)[-2 * _YEAR_OF_MONTHS :]
    before, last = months[:_YEAR_OF_MONTHS], months[_YEAR_OF_MONTHS:]
    done = [sum(amounts[month] for month in half) for half in (before, last)]
    if len(last) < _YEAR_OF_MONTHS or not all(done):
        return None
    counts = [sum(len(by_month.get(month, ())) for month in half) for half in (before, last)]
    return compare_periods(counts[0], float(done[0]), counts[1], float(done[1]))


def _amount(work: MonthOfWork, measure: str) -> int | None:
    amount: int | None = getattr(work, measure)
    return amount


def _month_of(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _is_over(month: str, as_of: date) -> bool:
    return month < _month_of(as_of + timedelta(days=1))
