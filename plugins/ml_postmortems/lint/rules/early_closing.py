"""PM3 for records of ours that are closed while the work on them goes on."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.terms import HypothesisState, Status
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM341")
def closed_under_investigation(file: RecordFile) -> Iterator[Problem]:
    """A closed record of ours is no longer investigated.

    What it does
        Looks in our own closed records for hypotheses that are all still `open`.
    Why it matters
        Closed means that the causes are known as well as they will be. What is found later would be read by nobody.
    Example
        `status: closed`, with three hypotheses that nobody tested
    Instead
        `status: validating` until one is supported or the others are refuted
    """
    record = file.record
    if not record or not record.is_own or record.status is not Status.CLOSED:
        return
    hypotheses = known_items(record.hypotheses)
    if hypotheses and all(each.state is HypothesisState.OPEN for each in hypotheses):
        yield at_field(
            file,
            ("hypotheses",),
            "must not all be open in a closed record",
            f"{len(hypotheses)} that nobody supported or refuted",
            "say which one became the cause and what refutes the others, or keep the record at `validating`",
        )
