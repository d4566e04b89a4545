"""What `postmortems actions` prints besides actions: where else the fault could be, and what must be reported."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.analytics.actions import ActionReport
from ml_postmortems.analytics.owed import ExtentStanding, ListedExtent, ListedReport
from ml_postmortems.plurals import counted, words
from ml_postmortems.wording import day_text

_UNANSWERED = (ExtentStanding.OVERDUE, ExtentStanding.OPEN, ExtentStanding.NOT_TOLD)


def owed_text(report: ActionReport, *, also_finished: bool) -> Iterator[str]:
    """The lines of both lists; empty where nothing is owed and finished entries are not asked for."""
    extents = report.extents if also_finished else report.owed_extents
    if extents:
        yield ""
        yield f"Where else it could be ({len(extents)}): other artifacts that could have the same fault."
        for extent in extents:
            yield from _extent_lines(extent)
    reports = report.reports if also_finished else report.owed_reports
    if reports:
        yield ""
        yield f"Reports to authorities ({len(reports)}): as people judged it."
        for duty in reports:
            yield from _report_lines(duty)


def _extent_lines(extent: ListedExtent) -> Iterator[str]:
    yield f"  {extent.record} {extent.artifact}  {extent.record_title}"
    facts = [extent.standing.value, extent.team, _overdue(extent.days_overdue)]
    if extent.due:
        facts.append(f"due {day_text(extent.due)}")
    if extent.date:
        facts.append(
            f"asked {day_text(extent.date)}" if extent.standing in _UNANSWERED else f"found {day_text(extent.date)}"
        )
    facts.append(" ".join(extent.actions))
    yield f"      {', '.join(filter(None, facts))}"


def _report_lines(duty: ListedReport) -> Iterator[str]:
    yield f"  {duty.record} {duty.regime}  {duty.record_title}"
    facts = [words(duty.standing), duty.team, _overdue(duty.days_overdue)]
    if duty.due:
        facts.append(f"due {day_text(duty.due)}")
    if duty.sent:
        facts.append(f"sent {day_text(duty.sent)}")
    yield f"      {', '.join(filter(None, facts))}"


def _overdue(days: int) -> str:
    return f"{counted(days, 'day')} overdue" if days else ""
