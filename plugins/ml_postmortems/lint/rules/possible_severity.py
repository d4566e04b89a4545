"""PM2 for a severity that holds only by the smallest reading of the impact."""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import timedelta
from decimal import Decimal

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.lint.severity_bounds import (
    amount_reaching,
    cause_names,
    certain_severity,
    severity_bounds,
    worse_severities,
)
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.counted_people import measures_under
from ml_postmortems.model.durations import DurationName, durations
from ml_postmortems.model.impact import Impact
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.not_known import known
from ml_postmortems.model.possible_impact import longest_harm, possible_amounts
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import SeverityBound
from ml_postmortems.model.terms import Kind
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM250", Level.WARNING)
def severity_by_smallest_reading(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The severity of our own incident holds for the largest reading of its impact, or a reviewer agrees to less.

    What it does
        Compares the bounds in `taxonomy.yml` with what a published incident leaves possible: the upper end of a range,
        the latest time of `mitigated` (`resolved` where it is not known), the sum of amounts of one heading and unit,
        of people of all units, and, where no users are counted, sessions, letters or orders under `other` and numbers
        in `groups`.
    Why it matters
        PM225 counts what is certain. A wide range, a loss in nine parts or people told as sessions pass it. The review
        begins with this warning.
    Example
        `severity: SEV3` with `users: [{text: Payers, value: {from: 99000, to: 260000}, unit: users, evidence: [E2]}]`
    Instead
        `severity: SEV2`
    """
    record = own_published(file)
    impact = known(record.impact) if record else None
    if not record or not impact or record.kind is not Kind.INCIDENT:
        return
    if certain_severity(record, context.taxonomies_in_force):
        return  # severity-below-impact tells
    categories = cause_names(record, context.taxonomies_in_force)
    for severity in worse_severities(record):
        for bound in severity_bounds(severity, context.taxonomies_in_force):
            if reading := _possibly_reached(bound, record, impact, categories):
                yield at_field(
                    file,
                    ("severity",),
                    f"must hold for the largest reading too: it is {severity} where {bound.text}",
                    f"{record.severity}, with {reading}",
                    f"write `severity: {severity}`, or say more exactly how much or how long it was",
                )
                return


def _possibly_reached(bound: SeverityBound, record: Record, impact: Impact, categories: Set[str]) -> str:
    """The reading by which the bound may be reached, in words; empty if none does."""
    if bound.measure == "harm" or (bound.categories and not categories & set(bound.categories)):
        return ""
    duration = _duration(bound, record)
    if duration is None:
        return ""
    least = max(bound.at_least, Decimal(1))
    if duration and (amount := amount_reaching(bound, measures_under(impact, bound.measure), least)):
        return f"{amount}{duration}"
    for possible in possible_amounts(impact, bound.measure):
        if possible.amount >= bound.at_least and possible.is_percent == bound.percent:
            return f"{possible.said}{duration}"
    return ""


def _duration(bound: SeverityBound, record: Record) -> str | None:
    """How long at most, in words, where only that is long enough; empty where it lasted so long for certain."""
    if not bound.for_minutes:
        return ""
    least = timedelta(minutes=bound.for_minutes)
    lasted = durations(record).get(DurationName.HARM)
    if isinstance(lasted, Duration) and lasted.shortest >= least:
        return ""
    longest = longest_harm(record)
    return f", for up to {longest // timedelta(minutes=1):,} minutes" if longest and longest >= least else None
