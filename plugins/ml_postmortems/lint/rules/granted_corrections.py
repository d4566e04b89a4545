"""PM9 for acknowledgements: history is rewritten only where somebody who is no author agreed."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.approvals import is_author
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.corrections import merged_before
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM912")
def self_granted_correction(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A new correction of our own merged record names somebody who agreed to it and is no author.

    What it does
        With `check --changed`, looks at each entry of `corrections` that the base does not have: it needs
        `approved_by`, with a person who is not among `people.authors`, of the record now and at the base. An external
        record names no people; there it is the reviewer of the pull request, whose report begins with the change.
    Why it matters
        Who can lower a severity, take out a number and move all times with reasons of their own can rewrite any
        incident. The approval of another person is what a correction is worth.
    Example
        `- {field: severity, was: SEV1, date: 2025-05-30, reason: No criterion is met.}`
    Instead
        The same entry with `approved_by` and the handle of the reviewer who compared both versions
    """
    former = merged_before(file, context)
    record = file.record
    if not record or not former or not record.is_own:
        return
    for index, correction in enumerate(record.corrections):
        if correction in former.corrections:
            continue
        person = correction.approved_by
        if not person or is_author(record, person) or is_author(former, person):
            yield at_field(
                file,
                ("corrections", index, "approved_by") if person else ("corrections", index),
                "must name under `approved_by` somebody who is no author",
                f"{shown(person)}, who is one" if person else "nobody",
                "ask a reviewer to compare both versions, and add their handle",
            )
