"""What a reviewer sees of the regression cases: a line for each, and for each immediate cause that has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ml_postmortems.authoring.review.markdown_text import code, plain
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.model.regression_case import CaseState
from ml_postmortems.model.required_cases import asks_for_cases, cases_of, immediate_causes
from ml_postmortems.plurals import words


def case_lines(record: Record, as_of: date) -> Iterator[str]:
    """The section on regression cases; nothing where there is none and none is asked for."""
    lines = [*_cases(record, as_of), *_without(record)]
    if lines:
        yield from ("**Regression cases**", "", *lines, "")


def _cases(record: Record, as_of: date) -> Iterator[str]:
    for _, action, case in cases_of(record):
        state, ran = case.state(as_of), known(case.date)
        told = words(state)
        told = told if state is CaseState.PASSING else f"**{told}**"
        causes = f" for {', '.join(action.addresses)}" if action.addresses else ""
        when = f", ran {ran.last_day}" if ran else ""
        name = f"{code(case.case)} of {plain(case.suite, 80)}"
        yield f"- {action.id}{causes}: {name}, {told}{when}: {plain(case.asserts, 160)}"


def _without(record: Record) -> Iterator[str]:
    covered = {cause for _, action, _ in cases_of(record) for cause in action.addresses}
    for _, cause in immediate_causes(record):
        if cause.id in covered:
            continue
        if cause.no_regression_case:
            yield f"- {cause.id}: none can exist: {plain(cause.no_regression_case, 160)}"
        elif asks_for_cases(record):
            yield f"- {cause.id}: **none**"
