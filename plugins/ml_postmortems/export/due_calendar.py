"""A calendar (RFC 5545) of what is due: actions, messages, reports, answers and assumptions to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from ml_postmortems.analytics.actions import ActionReport, ActionState, ListedAction
from ml_postmortems.analytics.owed import ListedExtent, ListedReport
from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.promised_update import promised_update
from ml_postmortems.model.record import Record
from ml_postmortems.plurals import words


@dataclass(frozen=True, slots=True)
class DueDay:
    """Something that is due on a day."""

    key: str
    """What tells it from everything else, for ever."""
    day: date
    title: str
    about: str
    record: str


def due_days(records: Iterable[Record], report: ActionReport) -> Iterator[DueDay]:
    """All that is not finished and has a day, from the records that an audience may see; overdue days stay."""
    for action in report.actions:
        if action.state.is_owed or action.state is ActionState.ANNOUNCED:
            about = f"{action.record} {action.id}, {words(action.state)}"
            yield from _owed(action, action.id, f"Due: {action.title}", about)
    for extent in report.owed_extents:
        asked = f"Answer due: has {extent.artifact} the same fault?"
        yield from _owed(extent, f"extent/{extent.artifact}", asked, f"{extent.record}, {words(extent.standing)}")
    for duty in report.owed_reports:
        about = f"{duty.record}, {words(duty.standing)}"
        yield from _owed(duty, f"reporting/{duty.regime}", f"Report due: {duty.regime_name}", about)
    for record in records:
        if record.status.is_counted:
            yield from _of_record(record)


def _owed(owed: ListedAction | ListedExtent | ListedReport, place: str, title: str, about: str) -> Iterator[DueDay]:
    if owed.due:
        key = f"{owed.record}/{place}"
        yield DueDay(key, owed.due.last_day, title, f"{about}, team {owed.team}", owed.record)


def _of_record(record: Record) -> Iterator[DueDay]:
    if update := promised_update(record):
        yield DueDay(f"{record.id}/update", update.last_day, f"Message due: {record.title}", record.id, record.id)
    for place, assumption in enumerate(known_items(record.assumptions), start=1):
        recheck: Instant | None = assumption.recheck_by
        if recheck:
            yield DueDay(
                f"{record.id}/assumption/{place}",
                recheck.last_day,
                f"Look again: {assumption.text}",
                f"{record.id}, an assumption",
                record.id,
            )


def calendar_text(days: Iterable[DueDay], context: DataContext) -> bytes:
    """The calendar, sorted by day; an entry lasts one whole day and blocks no time."""
    calendar = Calendar()
    calendar.add("prodid", "-//ml-postmortems//due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Postmortems: what is due")
    stamp = datetime.combine(context.as_of, time.min, UTC)
    for each in sorted(days, key=lambda each: (each.day, each.key)):
        event = Event()
        event.add("uid", f"{uuid5(NAMESPACE_URL, context.site + each.key)}@postmortems")
        event.add("dtstamp", stamp)
        event.add("dtstart", each.day)
        event.add("dtend", each.day + timedelta(days=1))
        event.add("summary", each.title)
        event.add("description", each.about)
        event.add("transp", "TRANSPARENT")
        if context.site:
            event.add("url", context.page(each.record))
        calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text
