"""The page that shows where to invest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.patterns import Pattern
from ml_postmortems.analytics.programme import CauseLine, cause_lines
from ml_postmortems.analytics.risk_progress import RiskProgress, risk_progress
from ml_postmortems.analytics.trends import Series
from ml_postmortems.model.facets import CAUSE, FACETS_BY_KEY
from ml_postmortems.model.instant import Duration
from ml_postmortems.web.contents import Contents
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.rendering import render
from ml_postmortems.web.scoped_page import SAMPLE
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import PROGRAMME
from ml_postmortems.wording import amount_text, at_least_text, date_text, duration_text

_MOST_YEARS = 3
"""How many years the trend tells one by one: more cannot be read in a cell."""


class ProgrammePage:
    """What the template gets: a line for each cause, with its texts."""

    def __init__(
        self, archive: Archive, index: SiteIndex, patterns: tuple[Pattern, ...], trends: tuple[Series, ...]
    ) -> None:
        self.archive = archive
        self._index = index
        self._patterns = patterns
        self._trends = trends

    @cached_property
    def lines(self) -> tuple[CauseLine, ...]:
        """Those with the most incidents first."""
        index = self._index
        return cause_lines(self.archive, self._patterns, index.actions, index.controls.values(), self._trends)

    @cached_property
    def currencies(self) -> tuple[str, ...]:
        """Those of all lines, a column for each: nobody exchanges them here, so they cannot be sorted together."""
        return tuple(sorted({unit for line in self.lines for unit in line.money}))

    @cached_property
    def risk(self) -> RiskProgress:
        """Which way the risks of all incidents went."""
        return risk_progress(self.archive.incidents)

    def name(self, line: CauseLine) -> str:
        """The name of a cause."""
        return self._index.name(CAUSE, line.leaf)

    def lasted(self, line: CauseLine) -> str:
        """How long its harm lasted, as a range where times are; empty where that is known of no incident."""
        if line.lasted_unknown == len(line.incidents):
            return ""
        if line.lasted_at_most is None:
            return f"at least {at_least_text(Duration(line.lasted, line.lasted))}" if line.lasted else "not over"
        return duration_text(Duration(line.lasted, line.lasted_at_most))

    def years(self, line: CauseLine) -> list[tuple[str, int]]:
        """How many of its incidents began in each of the latest years, and in all before these."""
        years = sorted(line.by_year.items())
        earlier = sum(number for _, number in years[:-_MOST_YEARS])
        latest = [(str(year), number) for year, number in years[-_MOST_YEARS:]]
        return [("before", earlier), *latest] if len(years) > _MOST_YEARS else latest

    def money(self, line: CauseLine, unit: str) -> str:
        """What it cost in the currency of the column; empty where nothing of that is told."""
        if unit not in line.money:
            return ""
        return amount_text(line.money[unit].amount, "").strip()

    def trend_order(self, line: CauseLine) -> int:
        """What sorts by the last year against the one before; a thousand where they are equal."""
        latest, before = line.last_year or (0, 0)
        return 1000 + latest - before


def programme_page(
    archive: Archive,
    index: SiteIndex,
    patterns: Callable[[], tuple[Pattern, ...]],
    trends: Callable[[], tuple[Series, ...]],
    as_of: date,
) -> SitePage:
    """A table of causes, sorted by what matters to the reader; what it is made of is asked for with its content."""

    def content() -> Content:
        page = ProgrammePage(archive, index, patterns(), trends())
        html = render(
            "programme.html",
            PROGRAMME,
            page=page,
            index=index,
            facets=FACETS_BY_KEY,
            as_of=date_text(as_of),
            sample="" if archive.is_census else SAMPLE,
            contents=Contents(),
        )
        return Content(html)

    about = "Known harm, trend, what came back, what is owed and what covers it, by cause."
    return SitePage(PROGRAMME, "Where to invest", about, content)
