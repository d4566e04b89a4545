"""The index page of the tab of numbers: each page of numbers, with what it finds in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.analytics.thresholds import MIN_TREND
from ml_postmortems.plurals import counted
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.recurrence_page import RecurrencePage
from ml_postmortems.web.rendering import render
from ml_postmortems.web.scoped_page import SAMPLE
from ml_postmortems.web.times_page import TimesPage
from ml_postmortems.web.trend_page import TrendPage
from ml_postmortems.web.urls import DATA, NUMBERS, PRACTICE, PROGRAMME, RECURRENCE, TIMES, TRENDS
from ml_postmortems.wording import date_text, quantile_text


@dataclass(frozen=True, slots=True)
class Card:
    """One page of numbers: what it finds, and what else it holds."""

    url: str
    title: str
    finding: str
    about: str


def numbers_index(trends: TrendPage, recurrence: RecurrencePage, times: TimesPage) -> SitePage:
    """What the incidents tell together, with a way to each page of numbers."""

    def content() -> Content:
        html = render(
            "numbers.html",
            NUMBERS,
            page=trends,
            index=trends.index,
            cards=_cards(trends, recurrence, times),
            as_of=date_text(trends.archive.as_of),
            sample="" if trends.archive.is_census else SAMPLE,
            min_trend=MIN_TREND,
        )
        return Content(html)

    return SitePage(NUMBERS, "Numbers", "What all incidents tell together.", content)


def _cards(trends: TrendPage, recurrence: RecurrencePage, times: TimesPage) -> tuple[Card, ...]:
    return (
        Card(TRENDS, "Trends", _most_frequent(trends), "What rises and falls, over time, by cause, team and stage."),
        Card(
            PROGRAMME,
            "Where to invest",
            f"{counted(len(trends.leaves), 'primary cause')} side by side.",
            "Known harm, what came back, which prevention is owed, what covers it.",
        ),
        Card(RECURRENCE, "Recurrence", _came_back(recurrence), "Patterns, repeats, and what came back after a fix."),
        Card(TIMES, "Times", _noticed(times), "How fast incidents are noticed, understood, ended and repaired."),
        Card(
            PRACTICE,
            "How postmortems are kept",
            "Which incidents have none, and how long one takes.",
            "Reviews, promised messages, completeness by team.",
        ),
        Card(
            DATA,
            "Data and feeds",
            "Every record as JSON and Markdown, for other programs.",
            "Tables for spreadsheets, feeds of what is new and overdue, a calendar of due dates.",
        ),
    )


def _most_frequent(trends: TrendPage) -> str:
    if not trends.leaves:
        return "No incident has a primary cause yet."
    most = trends.leaves[0]
    return f"{trends.name(most.group)} is the most frequent primary cause: {most.n} of {len(trends.incidents)}."


def _came_back(recurrence: RecurrencePage) -> str:
    beyond = len(recurrence.groups_beyond_chance)
    if beyond:
        return f"{counted(beyond, 'pattern')} came back sooner than chance explains."
    shown = len(recurrence.pattern_groups)
    if not recurrence.archive.is_census:
        return f"{counted(shown, 'pattern')} came back." if shown else "No cause met the same place twice."
    declared = f"; authors call {counted(shown, 'set')} of incidents repeats" if shown else ""
    return f"No cause at any one place came back beyond chance{declared}."


def _noticed(times: TimesPage) -> str:
    detect = times.times[0]
    if not detect.median:
        return f"{counted(detect.n, 'incident')} with a known time to detect: too few for a median."
    return f"Median time to notice: {quantile_text(detect.median)}."
