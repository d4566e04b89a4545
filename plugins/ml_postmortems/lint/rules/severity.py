"""PM2 for the severity: it agrees with the harm that the record tells of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import timedelta

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.lint.subjects import published
from ml_postmortems.model.counted_people import people_affected
from ml_postmortems.model.durations import DurationName, durations
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.not_known import NotKnown, known
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import SeverityBound, Taxonomy
from ml_postmortems.model.terms import Severity
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM225")
def severity_below_impact(file: RecordFile, context: Context) -> Iterator[Problem]:
    """From `published` on, the severity is not lower than the impact asks for.

    What it does
        Compares the impact with the bounds of more severe levels in `taxonomy.yml`. Of a range the lower
        end counts, and a bound with a duration counts where that duration is known. Persons counted under `other`
        count as users where `users` gives no number. In a pull request the bounds of its base hold as well.
    Why it matters
        The severity decides how much is asked of a record, and who hears of it. Counts by severity mean nothing where
        a level is a matter of taste.
    Example
        `severity: SEV5` with 120,000 visitors who got poor results for five hours
    Instead
        The severity that the taxonomy gives, or the number as it was.
    """
    record = published(file)
    if not record:
        return
    order = list(Severity)
    categories = _names_of_causes(record, context.taxonomies_in_force)
    for severity in order[: order.index(record.severity)]:
        for bound in _bounds(severity, context.taxonomies_in_force):
            if reached := _reached(bound, record, categories):
                yield at_field(
                    file,
                    ("severity",),
                    f"must be {severity} or worse where {bound.text}",
                    f"{record.severity}, with {reached}",
                    f"write `severity: {severity}`, or correct what the record says of the harm",
                )
                return


def _bounds(severity: Severity, taxonomies: Sequence[Taxonomy]) -> Iterator[SeverityBound]:
    """What each taxonomy sets for a severity, in their order."""
    criteria = (each.severities.get(severity) for each in taxonomies)
    yield from (bound for each in criteria if each for bound in each.bounds)


def _names_of_causes(record: Record, taxonomies: Sequence[Taxonomy]) -> frozenset[str]:
    """The categories of the causes by every name that they have or had."""
    names = {cause.category for cause in record.real_causes}
    for taxonomy in taxonomies:
        current = {taxonomy.current_name(name) for name in names}
        names |= current.union(*(taxonomy.leaves[name].aliases for name in current if name in taxonomy.leaves))
    return frozenset(names)


def _reached(bound: SeverityBound, record: Record, categories: Set[str]) -> str:
    """What reaches the bound, in words; empty if nothing does."""
    if bound.categories and not categories & set(bound.categories):
        return ""
    if bound.for_minutes:
        lasted = durations(record).get(DurationName.HARM)
        if not isinstance(lasted, Duration) or lasted.shortest < timedelta(minutes=bound.for_minutes):
            return ""
    impact = known(record.impact)
    value = getattr(impact, bound.measure) if impact else None
    if impact and bound.measure == "users" and (people := people_affected(impact)):
        value = tuple(measure for _, _, measure in people)
    match value:
        case NotKnown(is_unknown=True) if bound.or_unknown:
            return f"{bound.measure} unknown"
        case str():
            return f"{bound.measure} to people"
        case tuple():
            for measure in value:
                if measure.certain_amount >= bound.at_least and measure.unit.startswith("%") == bound.percent:
                    return f"{measure.certain_amount:f} {measure.unit}"
    return ""
