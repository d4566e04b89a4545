"""The bounds of severities that are in force, and which of them a record reaches for certain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import timedelta
from decimal import Decimal

from ml_postmortems.model.counted_people import is_of_people, measures_under
from ml_postmortems.model.durations import DurationName, durations
from ml_postmortems.model.impact import Measure
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.not_known import NotKnown, known
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import SeverityBound, Taxonomy
from ml_postmortems.model.terms import Severity


def certain_severity(record: Record, taxonomies: Sequence[Taxonomy]) -> tuple[Severity, SeverityBound, str] | None:
    """The worst severity whose bound is reached by what is certain, and by what; None if none is."""
    categories = cause_names(record, taxonomies)
    for severity in worse_severities(record):
        for bound in severity_bounds(severity, taxonomies):
            if reached := _reached(bound, record, categories):
                return severity, bound, reached
    return None


def worse_severities(record: Record) -> Sequence[Severity]:
    """Every severity above that of the record, the worst first."""
    order = list(Severity)
    return order[: order.index(record.severity)]


def severity_bounds(severity: Severity, taxonomies: Sequence[Taxonomy]) -> Iterator[SeverityBound]:
    """What each taxonomy sets for a severity, in their order."""
    criteria = (each.severities.get(severity) for each in taxonomies)
    yield from (bound for each in criteria if each for bound in each.bounds)


def cause_names(record: Record, taxonomies: Sequence[Taxonomy]) -> frozenset[str]:
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
    if not impact:
        return ""
    measures = measures_under(impact, bound.measure) if bound.measure != "harm" else ()
    if measures:
        return amount_reaching(bound, measures, bound.at_least)
    match getattr(impact, bound.measure):
        case NotKnown(is_unknown=True) if bound.or_unknown:
            return f"{bound.measure} unknown"
        case str():
            return f"{bound.measure} to people"
    return ""


def _counts_no_people(measure: Measure) -> bool:
    return not measure.unit.startswith("%") and not is_of_people(measure)


def amount_reaching(bound: SeverityBound, measures: Iterable[Measure], least: Decimal) -> str:
    """The first of some measures that certainly is so much, of the kind of number that the bound asks for; else ""."""
    for each in measures:
        if each.certain_amount >= least and each.unit.startswith("%") == bound.percent:
            counts_as = ", counted as users" if bound.measure == "users" and _counts_no_people(each) else ""
            return f"{each.certain_amount:f} {each.unit}{counts_as}"
    return ""
