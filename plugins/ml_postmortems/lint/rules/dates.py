"""PM2 for dates that cannot be: far ahead of the as-of date, or in another year than the id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.texts import record_instants
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

DAYS_AHEAD, YEARS_AHEAD = 31, 3
"""How far what happened may lie after the as-of date, in a file that the pull request changes and in any other.

The as-of date can be that of the newest commit of a quiet base; for sites and numbers of the past it is an early one.
"""
YEARS_PLANNED = 10
_PLANNED_FIELDS = frozenset({"due", "recheck_by", "next_update"})


@record_rule("PM220")
def date_far_ahead(file: RecordFile, context: Context) -> Iterator[Problem]:
    """What happened is not dated after the as-of date, and what is planned lies within ten years of it.

    What it does
        Compares every date, and the year of the id, with the as-of date. In what the pull request changes, 31 days are
        allowed, and three years elsewhere: a site of the past is built with an early as-of date.
    Why it matters
        It is a slip of the pen, and the record stands first on every page that begins with the newest.
    Example
        `at: 2062-11-18T11:20:00Z`
    Instead
        `at: 2026-11-18T11:20:00Z`
    """
    if not file.record:
        return
    as_of = context.as_of
    latest = latest_day(file, context)
    latest_planned = date(as_of.year + YEARS_PLANNED, 12, 31)
    if file.record.year > latest.year:
        condition = f"must not be of a year after {as_of.isoformat()}"
        yield at_field(file, ("id",), condition, shown(file.record.id), "give it a number of the right year")
    for path, instant in record_instants(file.record):
        day = instant.first_day
        if _is_planned(path) and day > latest_planned:
            condition = f"must not be after {latest_planned.isoformat()}"
        elif day > latest and path[-1] != "completed" and not _is_planned(path):
            condition = f"must not be after {as_of.isoformat()}"
        else:
            continue
        yield at_field(file, path, condition, shown(instant.text), "correct the date")


def latest_day(file: RecordFile, context: Context) -> date:
    """The last day on which something that a file tells of can have happened."""
    if file.path in context.changed:
        return context.as_of + timedelta(days=DAYS_AHEAD)
    return date(context.as_of.year + YEARS_AHEAD, 12, 31)


@file_rule("PM221")
def id_of_another_year(file: RecordFile) -> Iterator[Problem]:
    """The year of the id is one in which the incident went on, or the one after.

    What it does
        Compares the year of the id with the first and the last entry of the timeline.
    Why it matters
        Lists, pages of years and the folder go by the id: a record under a wrong year is one that nobody finds.
    Example
        `id: PM-2019-0004` with a timeline of March 2025
    Instead
        `postmortems new --year 2025` gives the next free number.
    """
    if not file.record:
        return
    years = [instant.year for path, instant in record_instants(file.record) if path[0] == "timeline"]
    if years and not min(years) <= file.record.year <= max(years) + 1:
        span = f"{min(years)}" if min(years) == max(years) else f"{min(years)} to {max(years)}"
        yield at_field(
            file,
            ("id",),
            "must be of a year of the timeline",
            f"{shown(file.record.id)} with a timeline of {span}",
            "correct the dates, or give the record a number of the right year",
        )


def _is_planned(path: FieldPath) -> bool:
    """Whether a date may lie ahead: what is to be done, and a duty towards an authority."""
    return path[-1] in _PLANNED_FIELDS or path[0] == "regulatory"
