"""Where to invest: for each cause the harm that is known, what came back, what is owed, and what covers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from ml_postmortems.analytics.actions import ActionState, ListedAction
from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.controls import (
    ControlLedger,
    ControlState,
    Outcome,
    count_failing,
    count_outcomes,
    count_states,
)
from ml_postmortems.analytics.patterns import Pattern
from ml_postmortems.model.counted_people import most_affected
from ml_postmortems.model.durations import DurationName, durations, harm_in_windows, harm_windows
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES


@dataclass(frozen=True, slots=True)
class KnownHarm:
    """An amount of harm, added up over the incidents that tell it, and how many do not."""

    amount: Decimal
    """At least so much, by every source; of a range its lower end."""
    told: int
    unknown: int
    """Incidents that had such harm, or may have had, and do not tell how much."""


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One cause as somebody sees it who decides where to invest."""

    leaf: str
    incidents: tuple[str, ...]
    """Those with the cause as primary one, so that harm adds up; the oldest first."""
    lasted: timedelta
    """How long their harm lasted at least, added up over those of which it is known."""
    lasted_unknown: int
    users: KnownHarm
    money: Mapping[str, KnownHarm]
    """By currency, as the records give it."""
    money_unknown: int
    patterns: int
    """Patterns of the cause that can be told from chance."""
    owed: int
    """Lasting actions against it, in records of any primary cause, that are not finished."""
    overdue: int
    states: Mapping[ControlState, int]
    """The controls that cover it."""
    failing: int
    """How many of these have a regression case that failed when it ran last."""
    outcomes: Mapping[Outcome, int]


def cause_lines(
    archive: Archive,
    patterns: Iterable[Pattern],
    actions: Iterable[ListedAction],
    ledgers: Iterable[ControlLedger],
) -> tuple[CauseLine, ...]:
    """A line for each leaf that is the primary cause of an incident, those with the most incidents first.

    There is no score: what an hour, a user and a euro weigh against each other is for the reader to say.
    """
    by_leaf: dict[str, list[Record]] = {}
    for record in archive.incidents:
        if leaf := archive.primary_leaf(record):
            by_leaf.setdefault(leaf, []).append(record)
    beyond: dict[str, int] = {}
    for pattern in patterns:
        beyond[pattern.leaf] = beyond.get(pattern.leaf, 0) + pattern.is_beyond_chance
    owed: dict[str, list[ListedAction]] = {}
    for action in actions:
        if action.type in LASTING_TYPES and action.state.is_owed:
            for leaf in action.causes:
                owed.setdefault(leaf, []).append(action)
    covering: dict[str, list[ControlLedger]] = {}
    for ledger in ledgers:
        for leaf in ledger.causes:
            covering.setdefault(leaf, []).append(ledger)
    lines = [
        _line(leaf, records, beyond.get(leaf, 0), owed.get(leaf, ()), covering.get(leaf, ()))
        for leaf, records in by_leaf.items()
    ]
    return tuple(sorted(lines, key=lambda line: (-len(line.incidents), line.leaf)))


def _line(
    leaf: str,
    records: Sequence[Record],
    patterns: int,
    owed: Sequence[ListedAction],
    ledgers: Sequence[ControlLedger],
) -> CauseLine:
    lasted = [_lasted(record) for record in records]
    money, money_unknown = _money(records)
    return CauseLine(
        leaf=leaf,
        incidents=tuple(record.id for record in records),
        lasted=sum((each for each in lasted if each is not None), timedelta(0)),
        lasted_unknown=lasted.count(None),
        users=_users(records),
        money=money,
        money_unknown=money_unknown,
        patterns=patterns,
        owed=len(owed),
        overdue=sum(action.state is ActionState.OVERDUE for action in owed),
        states=count_states(ledgers),
        failing=count_failing(ledgers),
        outcomes=count_outcomes(ledgers),
    )


def _lasted(record: Record) -> timedelta | None:
    """How long the harm lasted at least; None where that is not known."""
    if windows := harm_windows(record):
        return harm_in_windows(windows).shortest
    match durations(record).get(DurationName.HARM):
        case Duration() as duration:
            return max(duration.shortest, timedelta(0))
        case _:
            return None


def _users(records: Sequence[Record]) -> KnownHarm:
    """The largest count of each record, since one record may count the same people in several ways."""
    counts: list[Decimal | None] = []
    for record in records:
        impact = known(record.impact)
        if largest := most_affected(impact):
            counts.append(largest.certain_amount)
        elif not (impact and _does_not_apply(impact.users)):
            counts.append(None)
    told = [count for count in counts if count is not None]
    return KnownHarm(sum(told, Decimal(0)), len(told), len(counts) - len(told))


def _money(records: Sequence[Record]) -> tuple[Mapping[str, KnownHarm], int]:
    amounts: dict[str, list[Decimal]] = {}
    unknown = 0
    for record in records:
        impact = known(record.impact)
        measures = known_items(impact.money) if impact else ()
        if not measures and not (impact and _does_not_apply(impact.money)):
            unknown += 1
        largest: dict[str, Decimal] = {}
        for measure in measures:
            largest[measure.unit] = max(largest.get(measure.unit, Decimal(0)), measure.certain_amount)
        for unit, amount in largest.items():
            amounts.setdefault(unit, []).append(amount)
    return {unit: KnownHarm(sum(all_of, Decimal(0)), len(all_of), 0) for unit, all_of in amounts.items()}, unknown


def _does_not_apply(value: object) -> bool:
    return isinstance(value, NotKnown) and not value.is_unknown
