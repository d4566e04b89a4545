"""What happened in an archive since a day, and what is due: for a message that a team reads once a week."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ml_postmortems.analytics.actions import ActionReport, ActionState, ListedAction
from ml_postmortems.analytics.owed import ListedExtent, ListedReport
from ml_postmortems.analytics.record_days import RecordDays
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Severity


@dataclass(frozen=True, slots=True)
class ToldRecord:
    """A record as a digest names it."""

    id: str
    title: str
    severity: Severity
    published: date
    changed: date
    repeats: tuple[str, ...]
    """The earlier records that it says it repeats."""


@dataclass(slots=True)
class TeamDigest:
    """What a team is told."""

    team: str
    new: list[ToldRecord] = field(default_factory=list)
    changed: list[ToldRecord] = field(default_factory=list)
    came_back: list[ToldRecord] = field(default_factory=list)
    """Those of the new ones that repeat earlier records."""
    overdue: list[ListedAction] = field(default_factory=list)
    due: list[ListedAction] = field(default_factory=list)
    extents: list[ListedExtent] = field(default_factory=list)
    """Answers that are overdue."""
    reports: list[ListedReport] = field(default_factory=list)
    """Reports to authorities that are overdue."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        lists = (self.new, self.changed, self.came_back, self.overdue, self.due, self.extents, self.reports)
        return not any(lists)


@dataclass(frozen=True, slots=True)
class Digest:
    """What every team is told, by the name of the team."""

    since: date
    as_of: date
    teams: tuple[TeamDigest, ...]


def digest(
    records: Iterable[Record], days: RecordDays, report: ActionReport, since: date, team: str | None = None
) -> Digest:
    """What was published or changed on `since` or later, and what is overdue or due soon on the day of `report`.

    `records` are those that count. A record stands with the team that owns it, an action with the team that owes it;
    `team` leaves all others out.
    """
    found: dict[str, TeamDigest] = {}

    def of(name: str) -> TeamDigest:
        return found.setdefault(name, TeamDigest(name))

    for record in sorted(records, key=lambda each: (days.published[each.id], each.id), reverse=True):
        team_digest, told = of(record.teams.owner), _told_record(record, days)
        if told.published >= since:
            team_digest.new.append(told)
            if told.repeats:
                team_digest.came_back.append(told)
        elif told.changed >= since:
            team_digest.changed.append(told)
    for action in report.actions:
        if action.state is ActionState.OVERDUE:
            of(action.team).overdue.append(action)
        elif action.state is ActionState.DUE_SOON:
            of(action.team).due.append(action)
    for extent in report.late_extents:
        of(extent.team).extents.append(extent)
    for duty in report.late_reports:
        of(duty.team).reports.append(duty)
    return Digest(since, report.as_of, tuple(_told(found, team)))


def _told_record(record: Record, days: RecordDays) -> ToldRecord:
    recurrence = known(record.recurrence)
    return ToldRecord(
        record.id,
        record.title,
        record.severity,
        days.published[record.id],
        days.changed[record.id],
        recurrence.of if recurrence else (),
    )


def _told(found: Mapping[str, TeamDigest], team: str | None) -> Iterator[TeamDigest]:
    for name in sorted(found):
        if not found[name].is_empty and team in (None, name):
            yield found[name]
