"""What the pages of numbers have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ml_postmortems.analytics.archive import EVERYTHING, Archive, Scope
from ml_postmortems.analytics.recurrence_curves import DAYS_A_MONTH
from ml_postmortems.analytics.thresholds import MIN_CHART, MIN_TREND
from ml_postmortems.model.record import Record
from ml_postmortems.plurals import counted
from ml_postmortems.web.charts.drawing import Chart, NotEnoughData
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.wording import days_text

SAMPLE = (
    "These records are a collection and not all incidents there were. Counts and gaps can be told from them; how often "
    "something comes back, and whether it becomes more or less, cannot."
)
"""Stands once on a page."""
NOT_DRAWN = "Not drawn: that cannot be told from a collection of records."
"""In the place of a chart; the page says elsewhere what a collection is."""


@dataclass(frozen=True)
class ScopedPage:
    """A page about the incidents of a scope, with the site around it for names and links."""

    archive: Archive
    index: SiteIndex
    scope: Scope = EVERYTHING

    @cached_property
    def incidents(self) -> tuple[Record, ...]:
        """The incidents of the scope, oldest first; what they repeat may lie outside of it."""
        return self.archive.within(self.scope)


def months_text(months: float) -> str:
    """A place on an axis of months as the table has it: in days, of which curves are made."""
    return days_text(months * DAYS_A_MONTH)


def too_few(found: int, noun: str, which: str = "", least: int = MIN_TREND) -> str:
    """Why a curve is not drawn; `which` follows the noun: `3 actions with a day of completion`."""
    return f"Too few to draw: {counted(found, noun)}{which and f' {which}'}, and it takes {least}."


def drawn(chart: Chart, found: int, noun: str = "incident", which: str = "") -> Chart | NotEnoughData:
    """The chart, or its table alone where fewer than `MIN_CHART` stand in it."""
    if found >= MIN_CHART:
        return chart
    return NotEnoughData(chart.id, chart.subject, too_few(found, noun, which, MIN_CHART), chart.table)
