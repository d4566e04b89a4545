"""The trends page: incidents over time by cause, what rises and falls, causes against teams, stages, detection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from ml_postmortems.analytics.cross_tables import UNKNOWN, CrossTable
from ml_postmortems.analytics.periods import Period
from ml_postmortems.analytics.report import TrendReport, trend_report
from ml_postmortems.analytics.thresholds import MIN_CHART
from ml_postmortems.analytics.trends import Movement, Series, changing_series, movements
from ml_postmortems.analytics.words import MIN_EVENTS, MOST_ALSO, MOST_RECORDS, RisingWord, WordGroup
from ml_postmortems.model.facets import CAUSE, CAUSE_FAMILY, DETECTION, STAGE, TEAM, Facet
from ml_postmortems.model.terms import Kind
from ml_postmortems.plurals import counted
from ml_postmortems.web.charts.drawing import Cell, Chart, NotEnoughData
from ml_postmortems.web.charts.findings import leading, making_up_half
from ml_postmortems.web.charts.heat_map import HeatMap, heat_cells
from ml_postmortems.web.charts.panels import Row, panels
from ml_postmortems.web.long_lists import LongList, table_of_chart
from ml_postmortems.web.scoped_page import ScopedPage, drawn
from ml_postmortems.web.urls import TRENDS, search_url

_INCIDENT = ("kind", Kind.INCIDENT.value)
_MOST_COLUMNS = 12
_COLUMNS_OF_LEAVES, _MOST_PANELS = 3, 9
_COLUMN_WORDS = {
    TEAM.key: ("owns", "team"),
    STAGE.key: ("holds", "stage"),
    DETECTION.key: ("noticed", "source"),
}
"""What a column does with its incidents, and what it is."""


@dataclass(frozen=True)
class TrendPage(ScopedPage):
    """What the template of the trends page gets; every number is made of the same series."""

    has_words: bool = False
    """Whether it tells the words that rise in all incidents, for which an index is read."""

    @cached_property
    def report(self) -> TrendReport:
        """What the page says; `postmortems trends` says the same."""
        report = trend_report(self.archive, self.scope)
        return replace(report, words=self.index.rising_words) if self.has_words else report

    @property
    def word_sections(self) -> tuple[tuple[str, tuple[RisingWord, ...]], ...]:
        """The words that rise: in all incidents, by primary cause and by owning team."""
        found = self.report.words.rising if self.report.words else ()
        headings = {"all": "In all incidents", "cause": "By primary cause", "team": "By owning team"}
        parts = ((headings[kind], tuple(each for each in found if each.group.kind == kind)) for kind in headings)
        return tuple((heading, words) for heading, words in parts if words)

    @property
    def word_limits(self) -> tuple[int, int, int]:
        """Events before which words are not compared; other words and records that a line shows."""
        return MIN_EVENTS, MOST_ALSO, MOST_RECORDS

    def word_group(self, group: WordGroup) -> Cell:
        """The name of a group of words, with its page."""
        if group.kind == "team":
            return self._heading(TEAM, group.key)
        return Cell(self.name(group.key), self.url(group.key))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The stretches of time on every axis."""
        return self.report.periods

    @property
    def series(self) -> tuple[Series, ...]:
        """All, families and leaves; the tests of all of them are adjusted together."""
        return self.report.series

    @property
    def families(self) -> tuple[Series, ...]:
        """The series of all incidents and of each family."""
        return tuple(series for series in self.series if "/" not in series.group)

    @property
    def leaves(self) -> tuple[Series, ...]:
        """The series of each leaf, the largest first."""
        return tuple(sorted((each for each in self.series if "/" in each.group), key=lambda each: -each.n))

    @property
    def changing(self) -> tuple[Series, ...]:
        """What may be called rising or falling, or what changed since the year before."""
        return changing_series(self.series)

    @property
    def movements(self) -> tuple[Movement, ...]:
        """The same, each told once: a family with the leaves through which it moves."""
        return movements(self.series)

    @property
    def tests(self) -> int:
        """How many tests the page makes, all adjusted together."""
        return self.report.tests

    @property
    def over_time(self) -> Chart | NotEnoughData:
        """Incidents by period, one panel a family."""
        incidents = counted(self.families[0].n, "incident")
        chart = panels(
            id="over-time",
            title=self._of_families,
            subject=f"Incidents by {self.unit} and family of the primary cause",
            definition=f"N = {incidents}, by the {self.unit} in which each began and the family of its primary cause. "
            f"{self._unfinished}Bars lead to the records behind them.",
            periods=[period.name for period in self.periods],
            rows=[self._row(series) for series in self.families],
        )
        return drawn(chart, self.families[0].n)

    @cached_property
    def by_leaf(self) -> Chart | NotEnoughData:
        """Small multiples: a panel for each leaf."""
        movable = [place for place, each in enumerate(self.leaves) if place < _MOST_PANELS or each.verdict.is_trend]
        left_out = len(self.leaves) - len(movable)
        told = f"Drawn are the {_MOST_PANELS} largest and what rises or falls; the table has all. " if left_out else ""
        chart = panels(
            id="by-cause",
            title=making_up_half(
                {self.name(each.group): each.n for each in self.leaves}, sum(each.n for each in self.leaves)
            ),
            subject=f"Incidents by primary cause and {self.unit}",
            definition="All panels have the same scale. An incident counts for its primary cause only, so they "
            f"add up to all incidents that name one. {told}{self._unfinished}",
            periods=[period.name for period in self.periods],
            rows=[self._row(series) for series in self.leaves],
            is_low=True,
            columns=_COLUMNS_OF_LEAVES,
        )
        chart = replace(chart, panels=tuple(chart.panels[place] for place in movable))
        return drawn(chart, sum(each.n for each in self.leaves))

    @property
    def lists(self) -> Mapping[str, LongList]:
        """What can be too long for the page."""
        tables = LongList(
            f"{TRENDS}tables/",
            "Causes by team, stage and detection source",
            "How often each primary cause met each team, each stage and each source of detection.",
            lambda: self.tables,
            "charts.html",
            "heat_maps",
        )
        causes = table_of_chart(f"{TRENDS}causes/", "Incidents by primary cause and time", lambda: self.by_leaf)
        return {"causes": causes, "tables": tables}

    @cached_property
    def tables(self) -> tuple[HeatMap, ...]:
        """Causes against each of the other facets."""
        return tuple(self._heat_map(table) for table in self.report.tables)

    @property
    def is_drawn(self) -> bool:
        """Whether there are incidents enough to draw anything."""
        return len(self.incidents) >= MIN_CHART

    @property
    def unit(self) -> str:
        """What a period is called."""
        return "quarter" if self.periods and "Q" in self.periods[0].name else "year"

    @property
    def _of_families(self) -> str:
        """What the drawing of families shows: a tested trend of all incidents, else which family has most."""
        everything, *families = self.families
        if everything.verdict.is_trend:
            return f"Incidents are {everything.verdict}: {everything.n} in all"
        whole = sum(each.n for each in families)
        return leading({f"{self.name(each.group)} causes": each.n for each in families}, whole, "are behind", "family")

    @property
    def _unfinished(self) -> str:
        last = self.periods[-1]
        return "" if last.is_complete else f"{last.name} had not ended on {self.archive.as_of.isoformat()}. "

    def name(self, group: str) -> str:
        """The name of a family or leaf, or `All incidents`."""
        if group == "all":
            return "All incidents"
        return self.index.name(CAUSE if "/" in group else CAUSE_FAMILY, group)

    def url(self, group: str) -> str:
        """The page of a family or leaf."""
        term = self.index.term(CAUSE if "/" in group else CAUSE_FAMILY, group)
        return term.url if term else ""

    def _row(self, series: Series) -> Row:
        cause = self.scope.cause if series.group == "all" else series.group
        hrefs = tuple(self._query(cause, (), period.first, period.last) for period in self.periods)
        remark = f"{series.n}, {series.verdict}" if series.verdict.is_trend else f"{series.n}"
        return Row(self.name(series.group), series.counts, hrefs, self.url(series.group), remark)

    def _query(
        self, cause: str | None, asked: tuple[str, str] | tuple[()], first: date | None, last: date | None
    ) -> str:
        """The search for the incidents of one cell: its cause, its other facet, its days, and the scope."""
        scope = self.scope
        model = self.archive.catalog.artifacts[scope.model] if scope.model else None
        since = max((day for day in (first, scope.since.first_day if scope.since else None) if day), default=None)
        terms = (
            ("primary", cause),
            asked or ("owner", scope.team),
            ("model" if model and model.kind.is_model else "artifact", scope.model),
            _INCIDENT,
            ("since", since and since.isoformat()),
            ("until", last and last.isoformat()),
        )
        return search_url(*((field, word) for field, word in terms if word))

    def _heat_map(self, table: CrossTable) -> HeatMap:
        shown, rest = _split_columns(table)
        lines: list[tuple[Cell, list[int], list[str]]] = []
        for leaf, cells in zip(table.rows, table.cells, strict=True):
            by_column = dict(zip(table.columns, cells, strict=True))
            counts = [len(by_column[key]) for key in shown]
            hrefs = [self._cell_url(leaf, table.column, key) for key in shown]
            if rest:
                counts.append(sum(len(by_column[key]) for key in rest))
                hrefs.append("")
            lines.append((Cell(self.name(leaf), self.url(leaf)), counts, hrefs))
        highest = max((count for _, counts, _ in lines for count in counts), default=0)
        rows = [(heading, heat_cells(counts, hrefs, highest), sum(counts)) for heading, counts, hrefs in lines]
        columns = [self._heading(table.column, key) for key in shown]
        if rest:
            columns.append(Cell(f"{len(rest)} others"))
        noun = "owning team" if table.column is TEAM else table.column.noun
        return HeatMap(
            f"cause-by-{table.column.key}",
            self._of_columns(table),
            f"Primary cause by {noun}",
            f"N = {counted(table.n, 'incident')} with a primary cause. A cell leads to its records."
            + (f" {noun.capitalize()}s with one incident are added up under “others”." if rest else ""),
            "Primary cause",
            tuple(columns),
            tuple(rows),
        )

    def _of_columns(self, table: CrossTable) -> str:
        """Which team, stage or source has most incidents of the table."""
        counts = {self._heading(table.column, key).text: n for key, n in _column_totals(table) if key != UNKNOWN}
        return leading(counts, table.n, *_COLUMN_WORDS[table.column.key])

    def _heading(self, facet: Facet, key: str) -> Cell:
        term = self.index.term(facet, key)
        return Cell(term.term.name, term.url) if term else Cell(key.capitalize())

    def _cell_url(self, leaf: str, facet: Facet, key: str) -> str:
        """The query that finds the incidents of a cell; what is not known cannot be asked for."""
        if key == UNKNOWN:
            return ""
        return self._query(leaf, ("owner" if facet is TEAM else facet.key, key), None, None)


def _split_columns(table: CrossTable) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that are shown, and those that are added up because there are too many."""
    if len(table.columns) <= _MOST_COLUMNS:
        return table.columns, ()
    totals: Mapping[str, int] = Counter(dict(_column_totals(table)))
    largest: Sequence[str] = sorted(table.columns, key=lambda key: -totals[key])[:_MOST_COLUMNS]
    kept = {key for key in largest if totals[key] > 1}
    return tuple(key for key in table.columns if key in kept), tuple(key for key in table.columns if key not in kept)


def _column_totals(table: CrossTable) -> Iterator[tuple[str, int]]:
    for place, key in enumerate(table.columns):
        yield key, sum(len(row[place]) for row in table.cells)
