"""PM2 for the severity: it agrees with the harm that the record tells of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.block import Gate
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
        end counts, and a bound with a duration counts where that duration is known.
    Why it matters
        The severity decides how much is asked of a record, and who hears of it. Counts by severity mean nothing where
        a level is a matter of taste.
    Example
        `severity: SEV5` with 120,000 visitors who got poor results for five hours
    Instead
        The severity that the taxonomy gives, or the number as it was.
    """
    record, taxonomy = file.record, context.corpus.taxonomy
    if not record or not taxonomy or not Gate.PUBLISHED.includes(record.status):
        return
    order = list(Severity)
    for severity in order[: order.index(record.severity)]:
        for bound in taxonomy.severities[severity].bounds if severity in taxonomy.severities else ():
            if reached := _reached(bound, record, taxonomy):
                yield at_field(
                    file,
                    ("severity",),
                    f"must be at least {severity} from {bound.text}",
                    f"{record.severity}, with {reached}",
                    f"write `severity: {severity}`, or mend what the record says of the harm",
                )
                return


def _reached(bound: SeverityBound, record: Record, taxonomy: Taxonomy) -> str:
    """What reaches the bound, in words; empty if nothing does."""
    if bound.categories and not {taxonomy.current_name(cause.category) for cause in record.real_causes} & set(
        bound.categories
    ):
        return ""
    if bound.for_minutes:
        lasted = durations(record).get(DurationName.HARM)
        if not isinstance(lasted, Duration) or lasted.shortest < timedelta(minutes=bound.for_minutes):
            return ""
    impact = known(record.impact)
    value = getattr(impact, bound.measure) if impact else None
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
