"""The pages of people and culture: saves and thanks, assumptions, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.analytics.culture import (
    AssumptionGroup,
    Doubt,
    DoubtKind,
    ListedAssumption,
    find_saves,
    list_assumptions,
    list_doubts,
    team_credits,
)
from ml_postmortems.model.facets import FACETS_BY_KEY
from ml_postmortems.plurals import words
from ml_postmortems.web.choices import Choice
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import ASSUMPTIONS, CULTURE, DOUBTS
from ml_postmortems.wording import date_text

MOST_SHOWN = 5
"""Of each list of a team the page shows the newest."""


def culture_pages(index: SiteIndex) -> Iterator[SitePage]:
    """Saves and thanks; the assumptions; dissent and refuted explanations."""
    yield _culture_page(index)
    for listed in parts_of(list_assumptions(index.counted, index.as_of), ASSUMPTIONS):
        yield _assumptions_page(index, listed)
    for doubts in parts_of(list_doubts(index.counted), DOUBTS):
        yield _doubts_page(index, doubts)


def _culture_page(index: SiteIndex) -> SitePage:
    def content() -> Content:
        html = render(
            "culture.html",
            CULTURE,
            index=index,
            facets=FACETS_BY_KEY,
            saves=find_saves(index.counted),
            credits=team_credits(index.counted, index.actions.actions, index.vocabulary.catalog),
            most=MOST_SHOWN,
            as_of=date_text(index.as_of),
        )
        return Content(html, (TocEntry("Saves", "saves"), TocEntry("Thanks", "thanks")))

    return SitePage(CULTURE, "Saves and thanks", "Failures that did no harm, and what teams are thanked for.", content)


def _assumptions_page(index: SiteIndex, part: Part[ListedAssumption]) -> SitePage:
    def content() -> Content:
        groups = [
            (group, tuple(each for each in part.rows if each.group is group))
            for group in AssumptionGroup
            if any(each.group is group for each in part.rows)
        ]
        html = render(
            "assumptions.html",
            part.url,
            index=index,
            facets=FACETS_BY_KEY,
            part=part,
            groups=groups,
            as_of=date_text(index.as_of),
        )
        names = ((words(group).capitalize(), group.value) for group, _ in groups)
        return Content(html, tuple(TocEntry(*name) for name in names))

    return SitePage(part.url, part.title("Assumptions"), "What is taken as true, and until when.", content)


def _doubts_page(index: SiteIndex, part: Part[Doubt]) -> SitePage:
    def content() -> Content:
        kinds = tuple((kind.value, kind.value.capitalize()) for kind in DoubtKind)
        html = render(
            "doubts.html",
            part.url,
            index=index,
            facets=FACETS_BY_KEY,
            part=part,
            choices=[Choice("kind", "What it is", kinds)] if part.is_first else [],
            as_of=date_text(index.as_of),
        )
        return Content(html)

    return SitePage(part.url, part.title("Dissent and refuted explanations"), "What was set aside, and why.", content)
