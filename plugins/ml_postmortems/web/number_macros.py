"""Charts, tables and numbers of the trends, recurrence and times pages by name, for hand-written pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from markupsafe import Markup

from ml_postmortems.analytics.archive import Archive, Scope
from ml_postmortems.analytics.times import TimeName
from ml_postmortems.errors import UnknownName
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.record import Record
from ml_postmortems.plurals import words
from ml_postmortems.suggestion import closest
from ml_postmortems.web.charts.drawing import Chart, NotEnoughData
from ml_postmortems.web.charts.heat_map import HeatMap
from ml_postmortems.web.recurrence_page import RecurrencePage
from ml_postmortems.web.rendering import escape_markdown, render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.times_page import TimesPage
from ml_postmortems.web.trend_page import TrendPage
from ml_postmortems.wording import percent_text, quantile_text

T = TypeVar("T")
FILTERS = ("team", "model", "cause", "since")
TOO_FEW = "too few"
COLLECTION = "not told of a collection"

CHARTS: Mapping[str, Callable[[TrendPage, RecurrencePage, TimesPage], Chart | NotEnoughData]] = {
    "incidents": lambda trends, recurrence, times: trends.over_time,
    "causes": lambda trends, recurrence, times: trends.by_leaf,
    "time-to-recurrence": lambda trends, recurrence, times: recurrence.time_to_recurrence_chart,
    "incidents-by-age": lambda trends, recurrence, times: recurrence.incidents_by_age_chart,
    "times": lambda trends, recurrence, times: times.times_chart,
    "detection": lambda trends, recurrence, times: times.detection_chart,
    "action-completion": lambda trends, recurrence, times: times.completion_chart,
}
TABLES: Mapping[str, Callable[[TrendPage], HeatMap]] = {
    "cause-by-team": lambda trends: trends.tables[0],
    "cause-by-stage": lambda trends: trends.tables[1],
    "cause-by-detection": lambda trends: trends.tables[2],
}


def _recurrence_share(trends: TrendPage, recurrence: RecurrencePage, times: TimesPage) -> str:
    if not recurrence.archive.is_census:
        return COLLECTION
    share = recurrence.overall
    return TOO_FEW if share is None or share.value is None else percent_text(share.value)


def _share_by_chance(trends: TrendPage, recurrence: RecurrencePage, times: TimesPage) -> str:
    if not recurrence.archive.is_census:
        return COLLECTION
    share = recurrence.overall
    return TOO_FEW if share is None or share.chance is None else percent_text(share.chance.value)


def _median(name: TimeName) -> Callable[[TrendPage, RecurrencePage, TimesPage], str]:
    def median(trends: TrendPage, recurrence: RecurrencePage, times: TimesPage) -> str:
        found = next(each for each in times.times if each.name is name)
        return quantile_text(found.median) if found.median else TOO_FEW

    return median


def _in_patterns(recurrence: RecurrencePage) -> tuple[Record, ...]:
    """The incidents that stand in a pattern which the page of recurrence shows."""
    ids = {id for pattern in recurrence.patterns if pattern.is_shown for id in pattern.records}
    return tuple(record for record in recurrence.archive.incidents if record.id in ids)


def _operators_in_patterns(recurrence: RecurrencePage) -> set[str | None]:
    catalog = recurrence.index.vocabulary.catalog
    return {catalog.operator_of(record.teams.owner) for record in _in_patterns(recurrence)}


NUMBERS: Mapping[str, Callable[[TrendPage, RecurrencePage, TimesPage], str]] = {
    "incidents": lambda trends, recurrence, times: f"{len(trends.incidents)}",
    "declared-recurrences": lambda trends, recurrence, times: f"{len(recurrence.declared)}",
    "signature-recurrences": lambda trends, recurrence, times: f"{len(recurrence.by_signature)}",
    "dismissed-recurrences": lambda trends, recurrence, times: (
        f"{sum(each.is_dismissed for each in recurrence.by_signature)}"
    ),
    "recurrence-share": _recurrence_share,
    "patterns": lambda trends, recurrence, times: f"{sum(each.is_shown for each in recurrence.patterns)}",
    "pattern-incidents": lambda trends, recurrence, times: f"{len(_in_patterns(recurrence))}",
    "pattern-operators": lambda trends, recurrence, times: f"{len(_operators_in_patterns(recurrence))}",
    "came-back-after-a-fix": lambda trends, recurrence, times: (
        f"{len(recurrence.control_failures)}" if recurrence.archive.is_census else COLLECTION
    ),
    "may-have-come-back-after-a-fix": lambda trends, recurrence, times: (
        f"{len(recurrence.may_have_come_back)}" if recurrence.archive.is_census else COLLECTION
    ),
    "recurrence-share-by-chance": _share_by_chance,
    **{f"median-time-to-{name.value}": _median(name) for name in TimeName},
}


class NumberMacros:
    """The macros `chart`, `table` and `number` of one build.

    An unknown name, filter, team, model or cause raises UnknownName with what exists, which stops the build.
    """

    def __init__(self, index: SiteIndex, as_of: date) -> None:
        self._index = index
        self._archive = Archive(index.corpus, as_of, index.fragments.text)
        self._made: dict[Scope, tuple[TrendPage, RecurrencePage, TimesPage]] = {}
        self._charts = 0

    def chart(self, name: str, filters: Mapping[str, str], here: str) -> Markup:
        """A chart with its definition and its table; `here` is the address of the page."""
        make = _named("chart", name, CHARTS)
        if self._is_empty(filters):
            return self._nothing(name, here)
        return self._rendered("chart", make(*self._pages(filters)), here)

    def table(self, name: str, filters: Mapping[str, str], here: str) -> Markup:
        """A table of causes against another facet."""
        make = _named("table", name, TABLES)
        if self._is_empty(filters):
            return self._nothing(name, here)
        return self._rendered("heat_map", make(self._pages(filters)[0]), here)

    def number(self, name: str, filters: Mapping[str, str]) -> str:
        """A number as text."""
        return _named("number", name, NUMBERS)(*self._pages(filters))

    def recurrence(self) -> RecurrencePage:
        """The page of recurrence over all incidents."""
        return self._pages({})[1]

    def _is_empty(self, filters: Mapping[str, str]) -> bool:
        """Whether no incident counts within the filters, as in a base that has just begun."""
        return not self._archive.within(_scope(filters))

    def _nothing(self, name: str, here: str) -> Markup:
        title = words(name).capitalize()
        return self._rendered("chart", NotEnoughData(name, title, "No incident is counted here yet."), here)

    def _pages(self, filters: Mapping[str, str]) -> tuple[TrendPage, RecurrencePage, TimesPage]:
        scope = _scope(filters)
        if scope not in self._made:
            self._archive.within(scope)  # an unknown team, model or cause is told before anything is drawn
            self._made[scope] = (
                TrendPage(self._archive, self._index, scope),
                RecurrencePage(self._archive, self._index, scope),
                TimesPage(self._archive, self._index, scope),
            )
        return self._made[scope]

    def _rendered(self, macro: str, view: Chart | NotEnoughData | HeatMap, here: str) -> Markup:
        """With ids of its own, as several charts may stand on one page; in one line, so that it stays one block."""
        self._charts += 1
        html = render("macro_chart.html", here, macro=macro, view=view, number=self._charts)
        return escape_markdown(Markup(" ".join(html.split())))


def _scope(filters: Mapping[str, str]) -> Scope:
    for name in filters:
        _named("filter", name, dict.fromkeys(FILTERS))
    since = filters.get("since")
    try:
        day = Instant.parse(since) if since else None
    except ValueError as error:
        raise UnknownName("day", since or "", ["2024", "2024-03", "2024-03-15"]) from error
    return Scope(filters.get("team"), filters.get("model"), filters.get("cause"), day)


def _named(what: str, name: str, known: Mapping[str, T]) -> T:
    if name not in known:
        raise UnknownName(what, name, list(known), closest(name, known))
    return known[name]
