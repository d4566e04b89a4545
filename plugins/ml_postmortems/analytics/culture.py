"""What a team does well, what is taken as true, and which views and explanations were set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ml_postmortems.analytics.actions import ActionState, ListedAction
from ml_postmortems.analytics.owed import DUE_SOON_DAYS
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.due_day import has_passed
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.people import Recognition
from ml_postmortems.model.reasoning import Assumption
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.terms import AssumptionState, HypothesisState, Kind, Term


@dataclass(frozen=True, slots=True)
class Save:
    """A failure that did no harm."""

    record: Record
    controls: tuple[str, ...]
    """Those that caught it, where the record names them."""


@dataclass(frozen=True, slots=True)
class TeamCredit:
    """What a team is thanked for; every list has the newest record first."""

    team: str
    verified: tuple[ListedAction, ...]
    """Its lasting actions that a trial confirmed."""
    noticed: tuple[Record, ...]
    """Failures of what it owns that the operator noticed before anybody outside."""
    thanks: tuple[tuple[Record, Recognition], ...]


class AssumptionGroup(Term):
    """How an assumption stands on a day, what presses most first."""

    EXPIRED = "expired", "It was to be looked at again, and the day has passed."
    DUE_SOON = "due-soon", f"It is to be looked at again within {DUE_SOON_DAYS} days."
    LATER = "later", f"It is to be looked at again, in more than {DUE_SOON_DAYS} days."
    UNDATED = "undated", "No day is set on which it is looked at again."
    BROKEN = "broken", AssumptionState.BROKEN.doc


@dataclass(frozen=True, slots=True)
class ListedAssumption:
    """An assumption of a record, as it stands on a day."""

    record: Record
    group: AssumptionGroup
    assumption: Assumption
    broken_by: str | None
    """The incident that showed that it was false; None where it was not shown."""


class DoubtKind(Term):
    """What was set against the story of a record."""

    DISSENT = "dissent", "A view that differs from that of the record, in the words of who holds it."
    REFUTED = "refuted", "An explanation that the evidence speaks against."


@dataclass(frozen=True, slots=True)
class Doubt:
    """A view that differs, or an explanation that did not hold."""

    record: Record
    kind: DoubtKind
    text: str
    by_role: str | None
    against: tuple[str, ...]
    """The evidence of the record that speaks against an explanation, by its ids."""


def find_saves(records: Sequence[Record]) -> tuple[Save, ...]:
    """The near misses, in the order of the records."""
    return tuple(Save(record, record.caught_by) for record in records if record.kind is Kind.NEAR_MISS)


def team_credits(
    records: Sequence[Record], actions: Sequence[ListedAction], catalog: Catalog
) -> tuple[TeamCredit, ...]:
    """Every team of the catalog that is thanked for something, in the order of the catalog, which ranks nobody.

    Thanks to a person stand with the team that owns the record, since a record does not tell the person's.
    """
    verified: dict[str, list[ListedAction]] = {}
    for action in actions:
        if action.state is ActionState.VERIFIED and action.type in LASTING_TYPES:
            verified.setdefault(action.team, []).append(action)
    noticed: dict[str, list[Record]] = {}
    thanks: dict[str, list[tuple[Record, Recognition]]] = {}
    for record in records:
        detection = known(record.detection)
        source = known(detection.source) if detection else None
        if source and not source.is_outside and record.kind in (Kind.INCIDENT, Kind.NEAR_MISS):
            noticed.setdefault(record.teams.owner, []).append(record)
        for each in record.recognition:
            team = each.to if each.to in catalog.teams else record.teams.owner
            thanks.setdefault(team, []).append((record, each))
    return tuple(
        TeamCredit(team, tuple(verified.get(team, ())), tuple(noticed.get(team, ())), tuple(thanks.get(team, ())))
        for team in catalog.teams
        if team in verified or team in noticed or team in thanks
    )


def list_assumptions(records: Sequence[Record], as_of: date) -> tuple[ListedAssumption, ...]:
    """Every assumption of the records, what expired first, and in each group the earliest day first."""
    listed = [_listed(record, each, as_of) for record in records for each in record.assumptions]
    return tuple(sorted(listed, key=_order))


def _listed(record: Record, assumption: Assumption, as_of: date) -> ListedAssumption:
    is_broken = assumption.state is AssumptionState.BROKEN
    group = AssumptionGroup.BROKEN if is_broken else _group(assumption.recheck_by, as_of)
    return ListedAssumption(record, group, assumption, (assumption.broken_by or record.id) if is_broken else None)


def _group(recheck_by: Instant | None, as_of: date) -> AssumptionGroup:
    if recheck_by is None:
        return AssumptionGroup.UNDATED
    if has_passed(recheck_by, as_of):
        return AssumptionGroup.EXPIRED
    is_soon = has_passed(recheck_by, as_of + timedelta(days=DUE_SOON_DAYS + 1))
    return AssumptionGroup.DUE_SOON if is_soon else AssumptionGroup.LATER


def _order(listed: ListedAssumption) -> tuple[int, date, str]:
    day = listed.assumption.recheck_by
    return list(AssumptionGroup).index(listed.group), day.last_day if day else date.max, listed.record.id


def list_doubts(records: Sequence[Record]) -> tuple[Doubt, ...]:
    """Views that differ and explanations that were refuted, in the order of the records."""
    return tuple(doubt for record in records for doubt in _doubts(record))


def _doubts(record: Record) -> Iterator[Doubt]:
    for dissent in record.dissent:
        yield Doubt(record, DoubtKind.DISSENT, dissent.text, dissent.by_role, ())
    for hypothesis in known_items(record.hypotheses):
        if hypothesis.state is HypothesisState.REFUTED:
            yield Doubt(record, DoubtKind.REFUTED, hypothesis.text, None, hypothesis.evidence_against)
