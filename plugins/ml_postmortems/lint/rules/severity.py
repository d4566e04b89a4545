"""PM2 for the severity: it agrees with the harm that the record tells of."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.lint.severity_bounds import certain_severity
from ml_postmortems.lint.subjects import published
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
    if found := certain_severity(record, context.taxonomies_in_force):
        severity, bound, reached = found
        yield at_field(
            file,
            ("severity",),
            f"must be {severity} or worse where {bound.text}",
            f"{record.severity}, with {reached}",
            f"write `severity: {severity}`, or correct what the record says of the harm"
            + ("; what counts no people stands under `impact.requests`" if reached.endswith("as users") else ""),
        )
