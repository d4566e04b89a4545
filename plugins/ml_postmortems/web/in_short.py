"""What stands on the first screen of a record page: what happened, how long it hurt, why, and what now stops it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ActionState
from ml_postmortems.model.impact import Measure
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.terms import ActionStatus
from ml_postmortems.web.sentences import Opening, opening

_MOST_OF_THE_SUMMARY = 220
_MOST_OF_THE_CAUSE = 180
"""How many letters of a text a phone shows; the rest is folded there."""
_SAID_FIRST = ("users", "requests", "predictions", "money")


@dataclass(frozen=True, slots=True)
class Remedy:
    """What is to keep the failure from coming back, and how far it has come."""

    preventions: Mapping[ActionState, int]
    """How many lasting actions there are of each state, those that press most first; none is 0."""
    unanswered: tuple[Cause, ...]
    """The causes that no action answers and whose risk nobody accepted."""
    controls: Mapping[str, ActionState]
    """The controls that it puts in place, each with the state of its action; none that was given up."""
    failing: int
    """How many of their regression cases failed when they ran last."""


@dataclass(frozen=True, slots=True)
class InShort:
    """The first screen, as far as it has to be computed."""

    summary: Opening | None
    """None where the summary is not known."""
    primary: Opening | None
    """The sentence of the primary cause; None where there is none yet."""
    number: Measure | None
    """The first known number of the impact, with the words that say of what."""
    remedy: Remedy


def in_short(record: Record, states: Mapping[str, ActionState]) -> InShort:
    """The first screen of a record whose actions stand so, by their ids."""
    summary = record.symptom if record.summary is None else known(record.summary)
    return InShort(
        summary=opening(summary, _MOST_OF_THE_SUMMARY) if summary else None,
        primary=opening(record.primary.text, _MOST_OF_THE_CAUSE) if record.primary else None,
        number=_first_number(record),
        remedy=remedy(record, states),
    )


def remedy(record: Record, states: Mapping[str, ActionState]) -> Remedy:
    """What is to keep it from coming back. A cause is unanswered until an action that was not given up addresses it."""
    actions = known_items(record.actions)
    lasting = Counter(states[each.id] for each in actions if each.type in LASTING_TYPES)
    return Remedy(
        preventions={state: lasting[state] for state in ActionState if lasting[state]},
        unanswered=unanswered_causes(record),
        controls={
            each.control.id: states[each.id]
            for each in actions
            if each.control and states[each.id] is not ActionState.GIVEN_UP
        },
        failing=sum(each.failing_case is not None for each in actions),
    )


def unanswered_causes(record: Record) -> tuple[Cause, ...]:
    """The causes that nothing answers: neither an action that is still meant, nor somebody who accepted the risk."""
    meant = (each for each in known_items(record.actions) if each.status is not ActionStatus.WONT_DO)
    answered = {cause for each in meant for cause in each.addresses}
    return tuple(each for each in record.real_causes if each.id not in answered and not known(each.accepted_risk))


def _first_number(record: Record) -> Measure | None:
    impact = known(record.impact)
    if not impact:
        return None
    return next((each for name in _SAID_FIRST for each in known_items(getattr(impact, name))), None)
