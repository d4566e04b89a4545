"""Where controls failed: one list for the pages, the command line and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ml_postmortems.analytics.archive import begin_date
from ml_postmortems.analytics.controls import (
    ControlState,
    Outcome,
    control_state,
    furthest,
    said_of_broken_controls,
    verified_day,
)
from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record

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


class _Control(NamedTuple):
    """What every failure of a control says of it."""

    title: str
    records: tuple[str, ...]
    state: ControlState
    verified: date | None


def control_failures(records: Sequence[Record]) -> tuple[ControlFailure, ...]:
    """Every failure of the controls of some records that count, the latest first."""
    sources: dict[str, list[tuple[Record, Action]]] = {}
    for record in records:
        for action in known_items(record.actions):
            if action.control:
                sources.setdefault(action.control.id, []).append((record, action))
    controls: dict[str, _Control] = {}
    found = []
    for later in records:
        for control, outcome in said_of_broken_controls(later).items():
            if control in sources and outcome in FAILURES:
                if control not in controls:
                    controls[control] = _control(sources[control])
                found.append(ControlFailure(control, *controls[control], later.id, begin_date(later), outcome))
    return tuple(sorted(found, key=lambda each: (each.day, each.failed_in, each.control), reverse=True))


def _control(sources: Sequence[tuple[Record, Action]]) -> _Control:
    days = (verified_day(record, action) for record, action in sources)
    return _Control(
        title=sources[0][1].title,
        records=tuple(dict.fromkeys(record.id for record, _ in sources)),
        state=furthest(control_state(action) for _, action in sources),
        verified=min(filter(None, days), default=None),
    )
