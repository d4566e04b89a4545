"""How postmortems are kept: how soon they are published, whether reviews are held, and how whole they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ml_postmortems.analytics.archive import Archive, began, begin_date
from ml_postmortems.analytics.survival import Median, Observation, kaplan_meier, median_time
from ml_postmortems.analytics.thresholds import MIN_TREND
from ml_postmortems.analytics.times import TimeName, Times, measure_time
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.due_day import has_passed
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.incident_log import LoggedIncident, told_by
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.promised_update import promised_update
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant, Status
from ml_postmortems.model.tiers import SEVERE
from ml_postmortems.reading.publication_days import PublicationDays


@dataclass(frozen=True, slots=True)
class Publication:
    """How long one of our records took from the day the incident was noticed until it was published."""

    record: str
    days: int
    is_published: bool
    """False where it is not published yet: it has waited for so long."""


@dataclass(frozen=True, slots=True)
class Publications:
    """The same of all of them; those not published are censored."""

    records: tuple[Publication, ...]
    """The longest first."""
    median: Median | None
    """In days; None below the least number of published records, and where fewer than half are published."""
    unavailable: str | None
    """Why it is not known."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of the incidents that owe a postmortem, by the log of the incident tool; the newest first."""

    told: int
    """How many have a published record."""
    in_review: tuple[LoggedIncident, ...]
    missing: tuple[LoggedIncident, ...]
    records: Mapping[str, str]
    """By incident in review or missing the record that tells of it: one in review, or one that was taken back."""

    @property
    def total(self) -> int:
        """How many owe one."""
        return self.told + len(self.in_review) + len(self.missing)


@dataclass(frozen=True, slots=True)
class Reviews:
    """Whether review meetings were held of our gravest incidents."""

    held: tuple[str, ...]
    missing: tuple[str, ...]
    """None is told of a closed one, or it is said that it is not known."""
    not_due: tuple[str, ...]
    """None is told yet: a record has to tell by the time when it is closed."""


@dataclass(frozen=True, slots=True)
class OverdueUpdate:
    """A message that was promised and not sent."""

    record: str
    title: str
    due: Instant


@dataclass(frozen=True, slots=True)
class Period:
    """A year, and how long its incidents stayed unseen and took to end."""

    year: int
    incidents: int
    detect: Times
    mitigate: Times


@dataclass(frozen=True, slots=True)
class TeamCompleteness:
    """How much of what a published record needs is answered in the records that a team owns."""

    team: str
    records: int
    answered: int
    unknown: int
    missing: int

    @property
    def percent(self) -> int:
        """Of all places of its records that apply, in whole per cent, rounded down: an unknown is no answer."""
        return 100 * self.answered // (self.answered + self.unknown + self.missing)


@dataclass(frozen=True, slots=True)
class Practice:
    """How an archive is kept; lists of records have the newest first where nothing else is said."""

    own: int
    """Incidents of our own that count."""
    coverage: Coverage | None
    """None where no log is kept, or the audience may not see it."""
    publications: Publications
    reviews: Reviews
    overdue_updates: tuple[OverdueUpdate, ...]
    """The longest overdue first."""
    periods: tuple[Period, ...]
    teams: tuple[TeamCompleteness, ...]
    """In the order of the catalog."""


def practice(
    archive: Archive, log: Sequence[LoggedIncident], uncounted: Sequence[Record], published: PublicationDays
) -> Practice:
    """How the records of an archive are kept.

    `log` are the incidents that owe a postmortem, `uncounted` the records in review and those taken back.
    """
    own = [record for record in reversed(archive.incidents) if record.is_own]
    others = [record for record in uncounted if record.is_own and begin_date(record) <= archive.as_of]
    waiting = [record for record in others if not record.status.is_taken_back]
    counted = {record.id for record in own}
    replaced = [record for record in others if record.superseded_by in counted]
    return Practice(
        own=len(own),
        coverage=_coverage(log, [*own, *replaced], waiting, others, archive.as_of) if log else None,
        publications=_publications(own, waiting, published, archive.as_of),
        reviews=_reviews(own),
        overdue_updates=tuple(sorted(_overdue(own, archive.as_of), key=lambda each: each.due.last_day)),
        periods=tuple(_periods(archive)),
        teams=tuple(_teams(archive)),
    )


def _coverage(
    log: Sequence[LoggedIncident],
    telling: Sequence[Record],
    waiting: Sequence[Record],
    uncounted: Sequence[Record],
    as_of: date,
) -> Coverage:
    published = frozenset(name for record in telling for name in told_by(record))
    reviewed = frozenset(name for record in waiting for name in told_by(record))
    owed = sorted((each for each in log if each.day <= as_of), key=lambda each: (each.day, each.incident), reverse=True)
    left = [each for each in owed if not each.has_hidden_record and not each.names & published]
    record_of = {name: record.id for record in (*uncounted, *waiting) for name in told_by(record)}
    return Coverage(
        told=len(owed) - len(left),
        in_review=tuple(each for each in left if each.names & reviewed),
        missing=tuple(each for each in left if not each.names & reviewed),
        records={each.incident: record_of[name] for each in left for name in sorted(each.names & record_of.keys())},
    )


def _publications(
    own: Sequence[Record], waiting: Sequence[Record], published: PublicationDays, as_of: date
) -> Publications:
    days: Mapping[str, date] = published.days
    told = [(record, days[record.id]) for record in own if record.id in days and days[record.id] <= as_of]
    records = [
        *(Publication(record.id, (day - noticed).days, True) for record, day in told if (noticed := _noticed(record))),
        *(Publication(each.id, (as_of - noticed).days, False) for each in waiting if (noticed := _noticed(each))),
    ]
    records = [each for each in records if each.days >= 0]
    median = None
    if sum(each.is_published for each in records) >= MIN_TREND:
        observed = [Observation(float(each.days), each.is_published) for each in records]
        median = median_time(kaplan_meier(observed))
    return Publications(
        tuple(sorted(records, key=lambda each: (-each.days, each.record))), median, published.unavailable
    )


def _noticed(record: Record) -> date | None:
    detected = key_instants(record).get(KeyInstant.DETECTED)
    return detected.sort_key().date() if isinstance(detected, Span) else None


def _reviews(own: Sequence[Record]) -> Reviews:
    severe = [record for record in own if record.tier in SEVERE]
    held: list[str] = []
    missing: list[str] = []
    not_due: list[str] = []
    for record in severe:
        people = known(record.people)
        if people and known_items(people.reviews):
            held.append(record.id)
        elif people and people.reviews is None and record.status is not Status.CLOSED:
            not_due.append(record.id)
        else:
            missing.append(record.id)
    return Reviews(tuple(held), tuple(missing), tuple(not_due))


def _overdue(own: Sequence[Record], as_of: date) -> Iterator[OverdueUpdate]:
    for record in own:
        due = promised_update(record)
        if due and has_passed(due, as_of):
            yield OverdueUpdate(record.id, record.title, due)


def _periods(archive: Archive) -> Iterator[Period]:
    by_year: dict[int, list[Record]] = {}
    for record in archive.incidents:
        by_year.setdefault(began(record).year, []).append(record)
    for year in sorted(by_year, reverse=True):
        detect, mitigate = (
            measure_time(name, by_year[year], with_intervals=archive.is_census)
            for name in (TimeName.DETECT, TimeName.MITIGATE)
        )
        yield Period(year, len(by_year[year]), detect, mitigate)


def _teams(archive: Archive) -> Iterator[TeamCompleteness]:
    by_team: dict[str, list[Record]] = {}
    for record in archive.incidents:
        by_team.setdefault(record.teams.owner, []).append(record)
    for team in archive.catalog.teams:
        if team in by_team:
            counts = [completeness(record) for record in by_team[team]]
            yield TeamCompleteness(
                team,
                len(counts),
                sum(len(each.answered) for each in counts),
                sum(len(each.unknown) for each in counts),
                sum(len(each.missing) for each in counts),
            )
