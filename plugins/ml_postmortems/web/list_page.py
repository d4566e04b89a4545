"""The index page of the tab of incidents: every record in one table, and every other page below the tab."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import CAUSE, CAUSE_FAMILY, CONTROL, FACETS, FACETS_BY_KEY, SEVERITY, TEAM, Facet
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.plurals import words
from ml_postmortems.web.choices import Choice, choice
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.stakeholder_pages import months_of
from ml_postmortems.web.term_tables import FEW, year_groups
from ml_postmortems.web.urls import (
    ASSUMPTIONS,
    BROWSE,
    CULTURE,
    DOUBTS,
    DRILLS,
    EXEMPTIONS,
    NEW,
    RECORDS,
    SEARCH,
    STAKEHOLDERS,
    month_url,
)

OTHER_PAGES = (
    (SEARCH, "Search", "by words and facts"),
    (DRILLS, "Drills", "past incidents to practise on"),
    (CULTURE, "Saves and thanks", "what went well"),
    (ASSUMPTIONS, "Assumptions", "what is taken as true, and until when"),
    (DOUBTS, "Dissent", "other views, and explanations that did not hold"),
    (EXEMPTIONS, "Exemptions", "from rules of the checker"),
    (BROWSE, "Browse", "every index on one page"),
    (NEW, "Write a postmortem", "a form that makes the file"),
)
"""Address, title and what it is good for."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page that a way leads to, with how many records it lists."""

    url: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Way:
    """An overview with the pages below it."""

    title: str
    url: str
    everything: str
    """The words of the link to the overview."""
    about: str
    places: tuple[Place, ...]


def list_pages(index: SiteIndex) -> Iterator[SitePage]:
    """Every record, newest first, with all ways to the other pages about incidents; split where it is long."""
    totals = cache(lambda: Counter(happened(record).earliest.year for record in index.counted))
    ways = cache(lambda: tuple(_ways(index)))
    for part in parts_of(index.counted, RECORDS, month_of):
        yield _list_page(index, part, totals, ways)


def _list_page(
    index: SiteIndex,
    part: Part[Record],
    totals: Callable[[], Mapping[int, int]],
    ways: Callable[[], tuple[Way, ...]],
) -> SitePage:
    """`totals` are the records of each year; both are the same on every page of the list, and worked out once."""

    def content() -> Content:
        records = part.everything
        has_choices = part.is_first and len(records) >= FEW
        html = render(
            "list.html",
            part.url,
            part=part,
            index=index,
            facets=FACETS_BY_KEY,
            ways=ways(),
            others=OTHER_PAGES,
            years=year_groups(part.rows),
            totals=totals(),
            choices=_choices(index, records) if has_choices else [],
            families={record.id: _family(index, record) for record in part.rows},
        )
        return Content(html)

    return SitePage(part.url, part.title("Postmortems"), "Every record, newest first.", content)


def month_of(record: Record) -> str:
    """The month in which a record began, as links to a page of a list name it."""
    return f"{happened(record).earliest.first_day:%b %Y}"


def is_of_incidents(facet: Facet) -> bool:
    """Whether the pages of a facet stand below the tab of incidents; causes and controls have their own."""
    return facet not in (CAUSE, CAUSE_FAMILY, CONTROL)


def _ways(index: SiteIndex) -> Iterator[Way]:
    for facet in FACETS:
        if terms := index.terms(facet) if is_of_incidents(facet) else ():
            places = tuple(Place(term.url, term.term.name, len(term.counted)) for term in terms)
            yield Way(facet.title, facet.folder, f"All {facet.title.lower()}", facet.about, places)
    if months := months_of(index):
        places = tuple(Place(month_url(month.key), month.name, len(month.incidents)) for month in months)
        yield Way("Months", STAKEHOLDERS, "For stakeholders", "What happened, in plain words, by month.", places)


def _family(index: SiteIndex, record: Record) -> str:
    leaf = index.primary_leaf(record)
    return family_of(leaf) if leaf else ""


def _choices(index: SiteIndex, records: Sequence[Record]) -> list[Choice]:
    families = {_family(index, record) for record in records} - {""}
    return [
        *choice("severity", "Severity", _names(index, SEVERITY, {record.severity.value for record in records})),
        *choice("family", "Primary cause", _names(index, CAUSE_FAMILY, families)),
        *choice("team", "Team", _names(index, TEAM, {record.teams.owner for record in records})),
        *choice("kind", "Kind", {record.kind.value: words(record.kind).capitalize() for record in records}),
    ]


def _names(index: SiteIndex, facet: Facet, keys: set[str]) -> Mapping[str, str]:
    return {key: index.name(facet, key) for key in keys}
