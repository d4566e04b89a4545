"""The regression cases of the records that count, and how each stands on the as-of date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ml_postmortems.model.action import Action
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.regression_case import CaseResult, CaseState, RegressionCase
from ml_postmortems.model.required_cases import cases_of


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A regression case, as it stands on a day."""

    record: str
    action: str
    """The id of the action that puts it in place."""
    control: str
    team: str
    """Who owns the action."""
    artifacts: tuple[str, ...]
    """Those that the record names."""
    suite: str
    case: str
    asserts: str
    result: CaseResult | None
    date: Instant | None
    version: str | None
    hash: str | None
    independent: bool | None
    state: CaseState


def listed_case(record: Record, action: Action, case: RegressionCase, as_of: datetime.date) -> ListedCase:
    """One case with what it belongs to."""
    assert action.control
    return ListedCase(
        record=record.id,
        action=action.id,
        control=action.control.id,
        team=action.team,
        artifacts=tuple(dict.fromkeys(use.id for use in known_items(record.artifacts))),
        suite=case.suite,
        case=case.case,
        asserts=case.asserts,
        result=known(case.result),
        date=known(case.date),
        version=known(case.version),
        hash=known(case.hash),
        independent=known(case.independent),
        state=case.state(as_of),
    )


def regression_cases(records: Sequence[Record], as_of: datetime.date) -> tuple[ListedCase, ...]:
    """Every case of some records, what presses most first, then in the order of the records."""
    order = list(CaseState)
    return tuple(sorted(_cases(records, as_of), key=lambda each: order.index(each.state)))


def _cases(records: Sequence[Record], as_of: datetime.date) -> Iterator[ListedCase]:
    for record in records:
        for _, action, case in cases_of(record):
            yield listed_case(record, action, case, as_of)
