"""The three pages of numbers: trends, recurrence and times, made of one archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.thresholds import MIN_TREND
from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.model.instant import Instant
from ml_postmortems.web.long_lists import Trail, is_large, long_list_pages
from ml_postmortems.web.numbers_index import numbers_index
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.practice_page import practice_page
from ml_postmortems.web.programme_page import programme_page
from ml_postmortems.web.recurrence_page import RecurrencePage
from ml_postmortems.web.rendering import render
from ml_postmortems.web.scoped_page import SAMPLE
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.times_page import TimesPage
from ml_postmortems.web.trend_page import TrendPage
from ml_postmortems.web.urls import NUMBERS, RECURRENCE, TIMES, TRENDS
from ml_postmortems.wording import day_text


def number_pages(index: SiteIndex, as_of: date) -> Iterator[SitePage]:
    """The pages of numbers as of a day, and the one that leads to them."""
    archive = Archive(index.corpus, as_of, index.fragments.text)
    trends = TrendPage(archive, index, has_words=archive.is_census)
    recurrence, times = RecurrencePage(archive, index), TimesPage(archive, index)
    yield numbers_index(trends, recurrence, times)
    yield _page(TRENDS, "Trends", "What happens more often, and what less.", "trends.html", trends)
    yield _page(
        RECURRENCE, "Recurrence", "What came back, after how long, in spite of what.", "recurrence.html", recurrence
    )
    numbers = Trail("Numbers", NUMBERS)
    yield from long_list_pages(index, trends.lists.values(), (numbers, Trail("Trends", TRENDS)))
    yield from long_list_pages(index, recurrence.lists.values(), (numbers, Trail("Recurrence", RECURRENCE)))
    yield programme_page(archive, index, lambda: recurrence.report.patterns, lambda: trends.series, as_of)
    yield practice_page(archive, index)
    yield _page(TIMES, "Times", "How fast incidents are noticed, ended and repaired.", "times.html", times)
    yield from long_list_pages(index, times.lists.values(), (numbers, Trail("Times", TIMES)))


_SECTIONS = {
    TRENDS: (
        ("What rises and falls", "verdicts"),
        ("Over time", "over-time-section"),
        ("Incidents per deploy, retrain and request", "rates"),
        ("Words that rise", "words"),
        ("By cause", "by-cause-section"),
        ("Causes by team, stage and detection source", "tables"),
    ),
    RECURRENCE: (
        ("Patterns", "patterns"),
        ("What came back after a fix", "after-a-fix"),
        ("Declared", "declared"),
        ("By signature", "signature"),
        ("After how long", "how-long"),
        ("How often", "share"),
    ),
    TIMES: (
        ("From start to repair", "all-times"),
        ("Who noticed it first", "by-source"),
        ("Actions", "actions-section"),
    ),
}


def _page(url: str, title: str, about: str, template: str, page: TrendPage | RecurrencePage | TimesPage) -> SitePage:
    @cache
    def content() -> Content:
        html = render(
            template,
            url,
            page=page,
            index=page.index,
            facets=FACETS_BY_KEY,
            as_of=day_text(Instant.parse(page.archive.as_of.isoformat())),
            sample=SAMPLE,
            is_large=is_large(page.index),
            min_trend=MIN_TREND,
        )
        there = [(name, anchor) for name, anchor in _SECTIONS[url] if f'id="{anchor}"' in html]
        return Content(html, tuple(TocEntry(name, anchor) for name, anchor in there))

    return SitePage(url, title, about, content)
