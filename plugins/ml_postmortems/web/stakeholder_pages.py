"""Plain summaries of incidents by month, with what is owed, for readers outside of the teams and for print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ActionState
from ml_postmortems.analytics.owed import ListedExtent, ListedReport, ReportStanding
from ml_postmortems.model.counted_people import most_affected
from ml_postmortems.model.due_day import has_passed
from ml_postmortems.model.durations import DurationName, durations, happened
from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.model.instant import Duration, Instant, Precision
from ml_postmortems.model.not_known import known
from ml_postmortems.model.promised_update import promised_update
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Severity
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import STAKEHOLDERS, month_url
from ml_postmortems.wording import date_text, day_text, duration_text, measure_text


@dataclass(frozen=True, slots=True)
class PlainIncident:
    """What somebody outside of the teams is told of an incident; texts are empty where nothing is known."""

    record: Record
    lasted: str
    """How long it did harm."""
    people: str
    """How many were hit, by the largest count."""
    actions: dict[ActionState, int]
    """Its actions by state, none of them zero."""
    extents: tuple[ListedExtent, ...]
    """Other artifacts that could have the same fault and are owed an answer or a repair."""
    reports: tuple[ListedReport, ...]
    """Its duties to report, as far as the audience may know of them."""
    next_update: Instant | None
    is_update_overdue: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The incidents that began in a month, or in a year where no month is known."""

    key: str
    """`2026-06` or `2026`."""
    name: str
    incidents: tuple[PlainIncident, ...]
    """The newest first."""

    @property
    def gravest(self) -> Severity:
        """The highest severity."""
        return min((each.record.severity for each in self.incidents), key=lambda severity: severity.value)

    @property
    def owed(self) -> int:
        """How many actions are not finished."""
        return sum(number for each in self.incidents for state, number in each.actions.items() if state.is_owed)

    @property
    def overdue(self) -> int:
        """How many of them are overdue."""
        return sum(each.actions.get(ActionState.OVERDUE, 0) for each in self.incidents)

    @property
    def late_reports(self) -> int:
        """How many reports to authorities were not sent by their day."""
        return sum(report.standing is ReportStanding.OVERDUE for each in self.incidents for report in each.reports)


def stakeholder_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The list of months, and a page for each."""
    months = months_of(index)
    yield _overview(index, months)
    for place, month in enumerate(months):
        yield _month_page(index, month, months[place - 1] if place else None, next(iter(months[place + 1 :]), None))


def months_of(index: SiteIndex) -> tuple[Month, ...]:
    """Every month in which an incident began, the newest first."""
    found: dict[str, list[Record]] = {}
    for record in index.incidents:
        found.setdefault(_month_of(record), []).append(record)
    return tuple(
        Month(key, day_text(Instant.parse(key)), tuple(_plain(record, index) for record in records))
        for key, records in sorted(found.items(), reverse=True)
    )


def _month_of(record: Record) -> str:
    began = happened(record).earliest
    return f"{began.year}" if began.precision is Precision.YEAR else f"{began.year}-{began.month:02}"


def _plain(record: Record, index: SiteIndex) -> PlainIncident:
    harm = durations(record).get(DurationName.HARM)
    owed = index.owed.of_record(record.id)
    states = [action.state for action in owed.actions]
    due = promised_update(record)
    return PlainIncident(
        record=record,
        lasted=duration_text(harm) if isinstance(harm, Duration) and not harm.is_negative else "",
        people=_people(record),
        actions={state: states.count(state) for state in ActionState if state in states},
        extents=tuple(each for each in owed.extents if each.standing.is_owed),
        reports=tuple(owed.reports),
        next_update=due,
        is_update_overdue=due is not None and has_passed(due, index.as_of),
    )


def _people(record: Record) -> str:
    largest = most_affected(known(record.impact))
    return measure_text(largest) if largest else ""


def _overview(index: SiteIndex, months: Sequence[Month]) -> SitePage:
    def content() -> Content:
        html = render(
            "stakeholders.html",
            STAKEHOLDERS,
            index=index,
            facets=FACETS_BY_KEY,
            months=months,
            as_of=date_text(index.as_of),
        )
        return Content(html)

    return SitePage(STAKEHOLDERS, "For stakeholders", "Incidents in plain words, by month.", content)


def _month_page(index: SiteIndex, month: Month, later: Month | None, earlier: Month | None) -> SitePage:
    url = month_url(month.key)

    def content() -> Content:
        html = render(
            "stakeholder_month.html",
            url,
            index=index,
            facets=FACETS_BY_KEY,
            month=month,
            later=later,
            earlier=earlier,
            as_of=date_text(index.as_of),
        )
        return Content(html, tuple(TocEntry(each.record.title, each.record.id.lower()) for each in month.incidents))

    return SitePage(url, f"Incidents of {month.name}", "What happened, and what is done about it.", content)
