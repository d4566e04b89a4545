"""Where controls failed: one list for the pages, the command line and JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ml_postmortems.analytics.controls import ControlLedger, ControlState, Outcome

FAILURES = (Outcome.TOO_LATE, Outcome.MISSED, Outcome.BYPASSED, Outcome.DISABLED, Outcome.ABSENT)
"""What a record says of a control that did not stop a failure, also where it was believed to be there and was not.

Where no record says what it did it may have held.
"""


@dataclass(frozen=True, slots=True)
class ControlFailure:
    """A later incident or near miss in which a control failed, as the author of its record says."""

    control: str
    title: str
    records: tuple[str, ...]
    """Those whose actions put the control in place."""
    state: ControlState
    verified: date | None
    """The day of the first round that showed that it works; None where there was none."""
    failed_in: str
    day: date
    outcome: Outcome


def control_failures(ledgers: Iterable[ControlLedger]) -> tuple[ControlFailure, ...]:
    """Every failure of some controls, the latest first."""
    found = [
        ControlFailure(
            control=ledger.id,
            title=ledger.sources[0].title,
            records=tuple(dict.fromkeys(source.record for source in ledger.sources)),
            state=ledger.state,
            verified=min((source.verified for source in ledger.sources if source.verified), default=None),
            failed_in=meeting.record,
            day=meeting.day,
            outcome=meeting.outcome,
        )
        for ledger in ledgers
        for meeting in ledger.meetings
        if meeting.outcome in FAILURES
    ]
    return tuple(sorted(found, key=lambda each: (each.day, each.failed_in, each.control), reverse=True))
