"""What is owed besides actions: answers whether other artifacts have the same fault, and reports to authorities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ml_postmortems.model.due_day import day_after, days_late, has_passed
from ml_postmortems.model.extent import ExtentState
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.reporting import Duty, MustReport
from ml_postmortems.model.terms import ActionStatus, Term

DUE_SOON_DAYS = 30
"""How many days ahead of the as-of date a due date is soon."""


class ExtentStanding(Term):
    """How an artifact that could have the same fault stands on a day, what presses most first."""

    OVERDUE = "overdue", "Nobody has looked, and the answer was due."
    OPEN = "open", ExtentState.OPEN.doc
    UNCOVERED = "uncovered", "It has the same fault, and no action that is pursued mends it there."
    NOT_TOLD = "not-told", "Its operator does not tell whether it has the same fault."
    AFFECTED = "affected", "It has the same fault, and an action covers it."
    CLEAN = "clean", ExtentState.CLEAN.doc

    @property
    def is_owed(self) -> bool:
        """Whether somebody has to look, or to do something."""
        return self in (ExtentStanding.OVERDUE, ExtentStanding.OPEN, ExtentStanding.UNCOVERED)


class ReportStanding(Term):
    """How a duty to report stands on a day, what presses most first."""

    OVERDUE = "overdue", "Not sent, and its day has passed."
    DUE_SOON = "due-soon", f"Not sent, and due within {DUE_SOON_DAYS} days."
    TO_SEND = "to-send", "It must be reported, and is due later or on no known day."
    UNDER_REVIEW = "under-review", MustReport.UNDER_REVIEW.doc
    NOT_TOLD = "not-told", "Its operator does not tell whether it was reported."
    SENT_LATE = "sent-late", "Sent after its day."
    SENT = "sent", "The report was sent."
    NOT_REQUIRED = "not-required", MustReport.NOT_REQUIRED.doc

    @property
    def is_owed(self) -> bool:
        """Whether a report, or the decision about it, is still to come."""
        return list(ReportStanding).index(self) <= list(ReportStanding).index(ReportStanding.UNDER_REVIEW)


@dataclass(frozen=True, slots=True)
class ListedExtent:
    """An artifact that could have the same fault as the one of a record, as it stands on a day."""

    record: str
    record_title: str
    artifact: str
    standing: ExtentStanding
    team: str
    """The team that looked or has to look."""
    owner: str | None
    """The team that owns the artifact; None where the catalog does not have it."""
    date: Instant | None
    due: Instant | None
    days_overdue: int
    actions: tuple[str, ...]
    note: str | None
    causes: tuple[str, ...]
    """The leaves of the causes of the record, by their present names."""

    @property
    def teams(self) -> tuple[str, ...]:
        """On whose pages it stands: the team that looks, and the one that owns the artifact."""
        return tuple(dict.fromkeys((self.team, *((self.owner,) if self.owner else ()))))

    @property
    def artifacts(self) -> tuple[str, ...]:
        """The artifact, as a list."""
        return (self.artifact,)


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A duty to report, as it stands on a day."""

    record: str
    record_title: str
    regime: str
    regime_name: str
    link: str | None
    """Where the regime stands; None where the taxonomy does not have it."""
    standing: ReportStanding
    why: str
    team: str
    """The team that answers for it."""
    aware_since: Instant | None
    due: Instant | None
    sent: Instant | None
    days_overdue: int
    causes: tuple[str, ...]
    """The leaves of the causes of the record, by their present names."""
    artifacts: tuple[str, ...]
    """Those that the record names."""

    @property
    def teams(self) -> tuple[str, ...]:
        """The team, as a list."""
        return (self.team,)


def listed_extents(record: Record, vocabulary: Vocabulary, as_of: date) -> Iterator[ListedExtent]:
    """Each artifact that could have the fault; the record must be as it was known on the day."""
    pursued = {each.id for each in known_items(record.actions) if each.status is not ActionStatus.WONT_DO}
    for each in known_items(record.extent):
        match each.state:
            case ExtentState.CLEAN:
                standing = ExtentStanding.CLEAN
            case ExtentState.AFFECTED:
                is_covered = pursued & set(each.actions) or not record.is_own
                standing = ExtentStanding.AFFECTED if is_covered else ExtentStanding.UNCOVERED
            case ExtentState.OPEN:
                since = each.overdue_from()
                standing = ExtentStanding.OVERDUE if since and since <= as_of else ExtentStanding.OPEN
                standing = standing if record.is_own else ExtentStanding.NOT_TOLD
        artifact = vocabulary.catalog.artifacts.get(each.artifact)
        yield ListedExtent(
            record=record.id,
            record_title=record.title,
            artifact=each.artifact,
            standing=standing,
            team=each.by,
            owner=artifact.team if artifact else None,
            date=known(each.date),
            due=each.due,
            days_overdue=days_late(each.due, as_of) if each.due and standing is ExtentStanding.OVERDUE else 0,
            actions=each.actions,
            note=each.note,
            causes=_leaves(record, vocabulary),
        )


def listed_reports(record: Record, vocabulary: Vocabulary, as_of: date) -> Iterator[ListedReport]:
    """Each duty to report; the record must be as it was known on the day."""
    reporting = known(record.reporting)
    for duty in reporting.regimes if reporting else ():
        regime = vocabulary.taxonomy.regimes.get(duty.regime)
        due, standing = known(duty.due), report_standing(duty, as_of)
        standing = ReportStanding.NOT_TOLD if standing.is_owed and not record.is_own else standing
        yield ListedReport(
            record=record.id,
            record_title=record.title,
            regime=duty.regime,
            regime_name=regime.name if regime else duty.regime,
            link=regime.link if regime else None,
            standing=standing,
            why=duty.why,
            team=duty.team or record.teams.owner,
            aware_since=known(reporting.aware_since) if reporting else None,
            due=due,
            sent=known(duty.sent),
            days_overdue=days_late(due, as_of) if due and standing is ReportStanding.OVERDUE else 0,
            causes=_leaves(record, vocabulary),
            artifacts=tuple(dict.fromkeys(use.id for use in known_items(record.artifacts))),
        )


def report_standing(duty: Duty, as_of: date) -> ReportStanding:
    """How a duty stands on a day; what was sent on its day, or at its hour, was in time."""
    due, sent = known(duty.due), known(duty.sent)
    if duty.sent is not None:
        is_late = due and sent and sent.first_day >= day_after(due)
        return ReportStanding.SENT_LATE if is_late else ReportStanding.SENT
    if duty.must_report is MustReport.NOT_REQUIRED:
        return ReportStanding.NOT_REQUIRED
    if due and has_passed(due, as_of):
        return ReportStanding.OVERDUE
    if duty.must_report is not MustReport.REQUIRED:
        return ReportStanding.UNDER_REVIEW
    is_soon = due and has_passed(due, as_of + timedelta(days=DUE_SOON_DAYS + 1))
    return ReportStanding.DUE_SOON if is_soon else ReportStanding.TO_SEND


def _leaves(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    current = vocabulary.taxonomy.current_name
    return tuple(dict.fromkeys(current(cause.category) for cause in known_items(record.causes)))


def extent_order(extent: ListedExtent) -> tuple[int, int, str, str]:
    """What presses most first, then what is due first."""
    due = (extent.due.last_day if extent.due else date.max).toordinal()
    return list(ExtentStanding).index(extent.standing), due, extent.record, extent.artifact


def report_order(report: ListedReport) -> tuple[int, int, str, str]:
    """What presses most first, then what is due first."""
    due = (report.due.last_day if report.due else date.max).toordinal()
    return list(ReportStanding).index(report.standing), due, report.record, report.regime
