"""The page that leads to everything that other programs read."""

from __future__ import annotations

from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.facets import CAUSE, TEAM
from ml_postmortems.web.data_files import (
    ALL,
    CALENDAR,
    CHANGED,
    DATA_SCHEMA,
    LANGUAGE_MODELS,
    NEW,
    OVERDUE,
    RECORD_LIST,
    cause_feed,
    team_feed,
)
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import DATA

_TABLES = (
    ("records", "One row for each record: what it is, when it happened, how long each phase took."),
    ("causes", "One row for each cause, with its leaf, its role and how sure the authors are."),
    ("actions", "One row for each action, with its state, owner and due date as of this day."),
    ("controls", "One row for each control: what it covers, and what became of it."),
    ("timeline", "One row for each entry of a timeline."),
)
_FEEDS = (
    (NEW, "New", "Each record once, on the day it was published."),
    (CHANGED, "Changed", "Records that were changed after they were published."),
    (OVERDUE, "Overdue", "Each action on the day it became overdue."),
    (ALL, "All", "New and changed records together."),
)


def data_page(index: SiteIndex, context: DataContext) -> SitePage:
    """Where the files are, and what is in each; feeds where the address of the site is known."""
    has_feeds = bool(context.site)

    def content() -> Content:
        feeds_of = [
            (name, [(term, path(term.term.key)) for term in index.terms(facet) if term.counted])
            for name, facet, path in (("By team", TEAM, team_feed), ("By cause", CAUSE, cause_feed))
        ]
        html = render(
            "data.html",
            DATA,
            record_list=RECORD_LIST,
            data_schema=DATA_SCHEMA,
            calendar=CALENDAR,
            language_models=LANGUAGE_MODELS,
            tables=_TABLES,
            feeds=_FEEDS if has_feeds else (),
            feeds_of=feeds_of if has_feeds else (),
            context=context,
        )
        toc = [TocEntry("Records", "records"), TocEntry("Tables", "tables")]
        toc += [TocEntry("Feeds", "feeds"), TocEntry("Calendar", "calendar")]
        return Content(html, tuple(toc))

    return SitePage(DATA, "Data and feeds", "Records, tables, feeds and a calendar for other programs.", content)
