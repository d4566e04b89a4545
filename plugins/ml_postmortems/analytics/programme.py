"""Where to invest: for each cause the harm that is known, what came back, what is owed, and what covers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from ml_postmortems.analytics.actions import ActionReport, ActionState, ListedAction
from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.analytics.controls import (
    ControlLedger,
    ControlState,
    Outcome,
    count_failing,
    count_outcomes,
    count_states,
)
from ml_postmortems.analytics.owed import ExtentStanding, ListedExtent
from ml_postmortems.analytics.patterns import Pattern
from ml_postmortems.analytics.recurrences import declared_recurrences
from ml_postmortems.analytics.trends import Series, Verdict
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
    lasted_at_most: timedelta | None
    """The same at most; None where some of it is not over."""
    lasted_unknown: int
    users: KnownHarm
    money: Mapping[str, KnownHarm]
    """By currency, as the records give it."""
    money_unknown: int
    by_year: Mapping[int, int]
    """How many of these began in each year, from that of the first incident of all to that of the day."""
    trend: Verdict | None
    """What the page of trends says of them; None where nobody asked."""
    last_year: tuple[int, int] | None
    """In the last 365 days, and in the 365 days before; None of a collection."""
    declared: int
    """Incidents of these whose authors say that they repeat an earlier one."""
    sets: int
    """Patterns of the cause: it met one artifact, or team, in two incidents or more."""
    patterns: int
    """Those of them that can be told from chance."""
    owed: int
    """Lasting actions against it, in records of any primary cause, that are not finished."""
    overdue: int
    unlooked: int
    """Artifacts that could have the fault of a record of the cause: nobody has looked, or no action mends it there."""
    unlooked_overdue: int
    states: Mapping[ControlState, int]
    """The controls that cover it, of records of any primary cause."""
    failing: int
    """How many of these have a regression case that failed when it ran last."""
    outcomes: Mapping[Outcome, int]

    @property
    def in_place(self) -> int:
        """How many of the controls are there, verified or not."""
        return self.states.get(ControlState.VERIFIED, 0) + self.states.get(ControlState.DONE, 0)


def cause_lines(
    archive: Archive,
    patterns: Iterable[Pattern],
    report: ActionReport,
    ledgers: Iterable[ControlLedger],
    trends: Iterable[Series] = (),
) -> tuple[CauseLine, ...]:
    """A line for each leaf that is the primary cause of an incident, those with the most incidents first.

    There is no score: what an hour, a user and a euro weigh against each other is for the reader to say.
    """
    by_leaf: dict[str, list[Record]] = {}
    for record in archive.incidents:
        if leaf := archive.primary_leaf(record):
            by_leaf.setdefault(leaf, []).append(record)
    lasting = (each for each in report.actions if each.type in LASTING_TYPES and each.state.is_owed)
    about = _About(
        patterns=_grouped(patterns, lambda pattern: (pattern.leaf,)),
        owed=_grouped(lasting, lambda action: action.causes),
        extents=_grouped(report.owed_extents, lambda extent: extent.causes),
        covering=_grouped(ledgers, lambda ledger: ledger.causes),
        series={each.group: each for each in trends},
        repeating=frozenset(each.later for each in declared_recurrences(archive)),
        years=_years(archive),
    )
    lines = [_line(leaf, records, about) for leaf, records in by_leaf.items()]
    return tuple(sorted(lines, key=lambda line: (-len(line.incidents), line.leaf)))


_T = TypeVar("_T")


def _grouped(things: Iterable[_T], leaves_of: Callable[[_T], Iterable[str]]) -> Mapping[str, Sequence[_T]]:
    found: dict[str, list[_T]] = {}
    for each in things:
        for leaf in leaves_of(each):
            found.setdefault(leaf, []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class _About:
    """What is known besides the incidents, by leaf."""

    patterns: Mapping[str, Sequence[Pattern]]
    owed: Mapping[str, Sequence[ListedAction]]
    extents: Mapping[str, Sequence[ListedExtent]]
    covering: Mapping[str, Sequence[ControlLedger]]
    series: Mapping[str, Series]
    repeating: frozenset[str]
    """The incidents that repeat an earlier one, as their authors say."""
    years: range


def _years(archive: Archive) -> range:
    if not archive.incidents:
        return range(0)
    return range(min(begin_date(record).year for record in archive.incidents), archive.as_of.year + 1)


def _line(leaf: str, records: Sequence[Record], about: _About) -> CauseLine:
    owed, ledgers = about.owed.get(leaf, ()), about.covering.get(leaf, ())
    patterns, extents = about.patterns.get(leaf, ()), about.extents.get(leaf, ())
    series = about.series.get(leaf)
    began_in = [begin_date(record).year for record in records]
    lasted = [_lasted(record) for record in records]
    known_harm = [each for each in lasted if each is not None]
    longest = [each for _, each in known_harm if each is not None]
    money, money_unknown = _money(records)
    return CauseLine(
        leaf=leaf,
        incidents=tuple(record.id for record in records),
        lasted=sum((shortest for shortest, _ in known_harm), timedelta(0)),
        lasted_at_most=sum(longest, timedelta(0)) if len(longest) == len(known_harm) else None,
        lasted_unknown=lasted.count(None),
        users=_users(records),
        money=money,
        money_unknown=money_unknown,
        by_year={year: began_in.count(year) for year in about.years},
        trend=series.verdict if series else None,
        last_year=series.last_year if series else None,
        declared=sum(record.id in about.repeating for record in records),
        sets=len(patterns),
        patterns=sum(pattern.is_beyond_chance for pattern in patterns),
        owed=len(owed),
        overdue=sum(action.state is ActionState.OVERDUE for action in owed),
        unlooked=len(extents),
        unlooked_overdue=sum(extent.standing is ExtentStanding.OVERDUE for extent in extents),
        states=count_states(ledgers),
        failing=count_failing(ledgers),
        outcomes=count_outcomes(ledgers),
    )


def _lasted(record: Record) -> tuple[timedelta, timedelta | None] | None:
    """How long the harm lasted at least and, if it is over, at most; None where that is not known."""
    if windows := harm_windows(record):
        ended = harm_in_windows(windows)
        return ended.shortest, ended.longest if all(each.end for each in windows) else None
    match durations(record).get(DurationName.HARM):
        case Duration() as duration:
            shortest = max(duration.shortest, timedelta(0))
            return shortest, max(duration.longest, shortest)
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
