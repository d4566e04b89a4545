"""The page that shows how postmortems are kept."""

from __future__ import annotations

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.practice import practice
from ml_postmortems.analytics.thresholds import MIN_TREND
from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import PRACTICE
from ml_postmortems.wording import date_text

MOST_LISTED = 10
_SECTIONS = (
    ("Incidents without a postmortem", "coverage"),
    ("Until it is published", "publication"),
    ("Review meetings", "reviews"),
    ("Promised messages", "updates"),
    ("Recovery by year", "recovery"),
    ("Completeness by team", "completeness"),
)


def practice_page(archive: Archive, index: SiteIndex) -> SitePage:
    """Coverage, time to publish, reviews, promised messages, recovery by year, and completeness by team."""

    def content() -> Content:
        uncounted = (*index.groups.in_review, *index.groups.taken_back)
        found = practice(archive, index.corpus.incident_log, uncounted, index.publication_days)
        html = render(
            "practice.html",
            PRACTICE,
            index=index,
            facets=FACETS_BY_KEY,
            practice=found,
            is_census=archive.is_census,
            most=MOST_LISTED,
            min_trend=MIN_TREND,
            as_of=date_text(index.as_of),
        )
        there = [(name, anchor) for name, anchor in _SECTIONS if f'id="{anchor}"' in html]
        return Content(html, tuple(TocEntry(name, anchor) for name, anchor in there))

    return SitePage(PRACTICE, "How postmortems are kept", "Coverage, time to publish, reviews, completeness.", content)
