"""The controls that actions put in place, and what became of each when a failure it covers came again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ml_postmortems.analytics.archive import began, begin_date
from ml_postmortems.analytics.catch_rates import CatchRate, catch_rate
from ml_postmortems.model.action import Action
from ml_postmortems.model.catches import NO_CATCHES, Catch, CatchLog
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus, ArtifactRole, ControlOutcome, Coverage, Term, ValidationResult

_COVERED = (ArtifactRole.ORIGIN, ArtifactRole.FAILED)


class ControlState(Term):
    """How far a control has come, the furthest first."""

    VERIFIED = "verified", "In place, and a validation round showed that it works."
    DONE = "done", "In place, and not shown to work."
    ANNOUNCED = "announced", "An operator said publicly that it would come; what became of it is not told."
    OWED = "owed", "Not in place yet."
    GIVEN_UP = "given-up", "It will not come."


_STATES = {
    ActionStatus.VERIFIED: ControlState.VERIFIED,
    ActionStatus.DONE: ControlState.DONE,
    ActionStatus.ANNOUNCED: ControlState.ANNOUNCED,
    ActionStatus.OPEN: ControlState.OWED,
    ActionStatus.IN_PROGRESS: ControlState.OWED,
    ActionStatus.WONT_DO: ControlState.GIVEN_UP,
}


_IN_PLACE = (ControlState.VERIFIED, ControlState.DONE)


class Outcome(Term):
    """What a control did when a failure that it covers came, as the author of the later record says."""

    CAUGHT = "caught", "It stopped the failure before it did harm."
    TOO_LATE = "too-late", ControlOutcome.TOO_LATE.doc
    MISSED = "missed", ControlOutcome.MISSED.doc
    BYPASSED = "bypassed", ControlOutcome.BYPASSED.doc
    DISABLED = "disabled", ControlOutcome.DISABLED.doc
    ABSENT = "absent", ControlOutcome.ABSENT.doc
    NOT_SAID = "not-said", "The later record does not say what it did."

    @property
    def is_of_rate(self) -> bool:
        """Whether the control was there and it is known what it did."""
        return self not in (Outcome.ABSENT, Outcome.NOT_SAID)


@dataclass(frozen=True, slots=True)
class ControlSource:
    """An action that puts a control in place."""

    record: str
    action: str
    title: str
    team: str
    state: ControlState
    since: Instant | None
    """When the action was completed; None where it is not, or nobody says when."""
    verified: date | None
    """The day of the first passing round that tried it."""
    failing_case: str | None
    """Its regression case, where that failed when it ran last."""
    causes: tuple[str, ...]
    """The leaves that the action answers, by their present names."""
    artifacts: tuple[str, ...]
    """Where the failure began or broke, so where the control should stop it; all that the record names, if it does
    not say."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A later incident or near miss that a control should have stopped."""

    record: str
    day: date
    outcome: Outcome
    is_named: bool
    """Whether the later record names the control; else cause and artifact alone say that they met."""


@dataclass(frozen=True, slots=True)
class ControlLedger:
    """One control: what it is, who put it in place, and its meetings and catches, the latest first.

    They are counted and nothing is divided: records of incidents hold what a control let through and seldom what it
    stopped, so that a share of success would be wrong whatever it said. Only a complete log of catches mends that.
    """

    id: str
    kind: str
    where: str | None
    threshold: str | None
    runbook: str | None
    sources: tuple[ControlSource, ...]
    meetings: tuple[Meeting, ...]
    catches: tuple[Catch, ...]
    """Those of `catches.csv` that no near miss tells: one of the same day is the same."""
    rate: CatchRate | None
    """None without a census, and where it met nothing of which it is known what it did; see `CatchRate`."""

    @property
    def state(self) -> ControlState:
        """The furthest that any of its actions has brought it."""
        return furthest(source.state for source in self.sources)

    @property
    def failing_cases(self) -> tuple[str, ...]:
        """Its regression cases that failed when they ran last, whatever its state."""
        return tuple(dict.fromkeys(source.failing_case for source in self.sources if source.failing_case))

    @property
    def causes(self) -> tuple[str, ...]:
        """The leaves that it covers."""
        return tuple(dict.fromkeys(leaf for source in self.sources for leaf in source.causes))

    @property
    def artifacts(self) -> tuple[str, ...]:
        """The artifacts that it covers, besides what is made of them."""
        return tuple(dict.fromkeys(each for source in self.sources for each in source.artifacts))

    @property
    def teams(self) -> tuple[str, ...]:
        """Who put it in place, or owes it."""
        return tuple(dict.fromkeys(source.team for source in self.sources))

    @property
    def outcomes(self) -> dict[Outcome, int]:
        """How many meetings and catches ended in which way; what did not happen is left out."""
        return count_outcomes([self])


def count_outcomes(ledgers: Sequence[ControlLedger]) -> dict[Outcome, int]:
    """How many meetings and catches of some controls ended in which way; what did not happen is left out."""
    found = [meeting.outcome for ledger in ledgers for meeting in ledger.meetings]
    found += [Outcome.CAUGHT for ledger in ledgers for _ in ledger.catches]
    return {outcome: number for outcome in Outcome if (number := found.count(outcome))}


def count_states(ledgers: Sequence[ControlLedger]) -> dict[ControlState, int]:
    """How many of some controls have come how far; what none has is left out."""
    found = [ledger.state for ledger in ledgers]
    return {state: number for state in ControlState if (number := found.count(state))}


def count_failing(ledgers: Sequence[ControlLedger]) -> int:
    """How many of some controls have a regression case that failed when it ran last."""
    return sum(bool(ledger.failing_cases) for ledger in ledgers)


def control_ledgers(
    records: Sequence[Record], vocabulary: Vocabulary, log: CatchLog = NO_CATCHES
) -> tuple[ControlLedger, ...]:
    """Every control of records that count, in the order of the ids; records and log are as they were known on a day.

    A control meets a later record of the same operator that has a cause, not ruled out, which an action behind the
    control answers, at an artifact which it covers or one made of it, and that began after the action was completed. It
    also meets every later record that names it. One pass over the records: each looks its causes and artifacts up.
    """
    sources: dict[str, list[ControlSource]] = {}
    first: dict[str, Action] = {}
    for record in records:
        for action in known_items(record.actions):
            if action.control:
                first.setdefault(action.control.id, action)
                sources.setdefault(action.control.id, []).append(_source(record, action, vocabulary))
    covering = _covering(sources, vocabulary)
    meetings: dict[str, dict[str, Meeting]] = {}
    for record in records:
        for control, meeting in _meetings(record, sources, covering, vocabulary):
            meetings.setdefault(control, {})[record.id] = meeting
    caught: dict[str, list[Catch]] = {}
    for catch in log.catches:
        caught.setdefault(catch.control, []).append(catch)
    complete_since = log.complete_since if vocabulary.catalog.corpus is Coverage.CENSUS else None
    return tuple(
        _ledger(first[id], sources[id], meetings.get(id, {}), caught.get(id, ()), complete_since)
        for id in sorted(sources)
    )


def _ledger(
    action: Action,
    sources: Sequence[ControlSource],
    meetings: Mapping[str, Meeting],
    logged: Sequence[Catch],
    complete_since: date | None,
) -> ControlLedger:
    control = action.control
    assert control
    latest_first = sorted(meetings.values(), key=lambda meeting: (meeting.day, meeting.record), reverse=True)
    catches = _catches_without_record(logged, latest_first)
    return ControlLedger(
        control.id,
        control.kind,
        known(control.where),
        known(control.threshold),
        control.runbook,
        tuple(sources),
        tuple(latest_first),
        catches,
        _rate(sources, latest_first, catches, complete_since),
    )


def _catches_without_record(logged: Sequence[Catch], meetings: Sequence[Meeting]) -> tuple[Catch, ...]:
    """The catches of a log, the latest first, less one for each near miss of that day which the control caught."""
    told = Counter(meeting.day for meeting in meetings if meeting.outcome is Outcome.CAUGHT)
    found = []
    for catch in logged:
        told[catch.day] -= 1
        if told[catch.day] < 0:
            found.append(catch)
    return tuple(sorted(found, key=lambda catch: catch.day, reverse=True))


def _rate(
    sources: Sequence[ControlSource], meetings: Sequence[Meeting], catches: Sequence[Catch], complete_since: date | None
) -> CatchRate | None:
    days = [source.since.last_day for source in sources if source.since and source.state in _IN_PLACE]
    if not complete_since or not days:
        return None
    since = max(complete_since, min(days))
    met = [meeting.outcome for meeting in meetings if meeting.day >= since]
    logged = sum(catch.day >= since for catch in catches)
    return catch_rate(
        since,
        met.count(Outcome.CAUGHT) + logged,
        sum(outcome.is_of_rate for outcome in met) + logged,
        met.count(Outcome.NOT_SAID),
    )


def _source(record: Record, action: Action, vocabulary: Vocabulary) -> ControlSource:
    leaves = {cause.id: vocabulary.taxonomy.current_name(cause.category) for cause in record.real_causes}
    uses = known_items(record.artifacts)
    broke_at = [use.id for use in uses if use.role in _COVERED] or [use.id for use in uses]
    return ControlSource(
        record=record.id,
        action=action.id,
        title=action.title,
        team=action.team,
        state=control_state(action),
        since=action.completed,
        verified=verified_day(record, action),
        failing_case=action.failing_case,
        causes=tuple(dict.fromkeys(leaves[id] for id in action.addresses if id in leaves)),
        artifacts=tuple(dict.fromkeys(broke_at)),
    )


def control_state(action: Action) -> ControlState:
    """How far an action has brought its control."""
    return _STATES[action.status]


def furthest(states: Iterable[ControlState]) -> ControlState:
    """The furthest of some states, at least one."""
    return min(states, key=list(ControlState).index)


def verified_day(record: Record, action: Action) -> date | None:
    """The day of the first passing round that tried an action; None where there is none."""
    passed = (
        each.date.last_day
        for each in known_items(record.validation)
        if each.result is ValidationResult.PASS and action.id in each.actions
    )
    return min(passed, default=None)


_Covering = Mapping[tuple[str | None, str, str], list[tuple[str, ControlSource]]]
"""By operator, leaf and artifact the controls that cover them."""


def _covering(sources: Mapping[str, Sequence[ControlSource]], vocabulary: Vocabulary) -> _Covering:
    found: dict[tuple[str | None, str, str], list[tuple[str, ControlSource]]] = {}
    for control, each in sources.items():
        for source in each:
            operator = vocabulary.catalog.operator_of(source.team)
            for leaf in source.causes:
                for artifact in source.artifacts:
                    found.setdefault((operator, leaf, artifact), []).append((control, source))
    return found


def _meetings(
    record: Record, sources: Mapping[str, Sequence[ControlSource]], covering: _Covering, vocabulary: Vocabulary
) -> Iterator[tuple[str, Meeting]]:
    said = said_of_broken_controls(record) | dict.fromkeys(record.caught_by, Outcome.CAUGHT)
    start, day = began(record), begin_date(record)
    operator = vocabulary.catalog.operator_of(record.teams.owner)
    leaves = {vocabulary.taxonomy.current_name(cause.category) for cause in record.real_causes}
    used = [use.id for use in known_items(record.artifacts)]
    met = {
        control
        for artifact in (*used, *vocabulary.catalog.upstream_of(used))
        for leaf in leaves
        for control, source in covering.get((operator, leaf, artifact), ())
        if source.record != record.id and _was_in_place(source, start)
    }
    for control in sorted(met | (said.keys() & sources.keys())):
        yield control, Meeting(record.id, day, said.get(control, Outcome.NOT_SAID), control in said)


def _was_in_place(source: ControlSource, start: datetime) -> bool:
    """Whether its action had certainly been completed when an incident began."""
    if source.state not in _IN_PLACE or source.since is None:
        return False
    return source.since.bounds(source.since.zone or UTC)[1] <= start


def said_of_broken_controls(record: Record) -> dict[str, Outcome]:
    """What a record of a failure says of controls of earlier ones; one to which the question does not apply is none."""
    recurrence = known(record.recurrence)
    said = {}
    for each in recurrence.broken_controls if recurrence else ():
        match each.outcome:
            case ControlOutcome() as outcome:
                said[each.id] = Outcome[outcome.name]
            case reason if reason.is_unknown:
                said[each.id] = Outcome.NOT_SAID
    return said
