"""Every generated page of the site, as fragments of HTML with their tables of contents; nothing here knows MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from markupsafe import Markup

from ml_postmortems.analytics.audits import audit_sample
from ml_postmortems.analytics.controls import count_states
from ml_postmortems.model.catalog import Artifact
from ml_postmortems.model.facets import (
    ARTIFACT,
    CAUSE,
    CAUSE_FAMILY,
    CONTROL,
    FACETS,
    FACETS_BY_KEY,
    MODEL,
    OPERATOR,
    OWN_FIELD,
    PLANS,
    SEVERITY,
    TEAM,
    Facet,
)
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import UNCLASSIFIED, family_of
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.web.action_pages import action_pages
from ml_postmortems.web.charts.term_trend import term_trend
from ml_postmortems.web.contents import Contents
from ml_postmortems.web.control_pages import control_pages
from ml_postmortems.web.culture_pages import culture_pages
from ml_postmortems.web.drill_pages import drill_pages
from ml_postmortems.web.list_page import list_pages, month_of
from ml_postmortems.web.page import Content, KeyedContent, SitePage, TocEntry
from ml_postmortems.web.parts import Part, parts_of
from ml_postmortems.web.playbook_pages import playbook_pages
from ml_postmortems.web.record_reads import RecordReads, record_reads
from ml_postmortems.web.record_view import record_view
from ml_postmortems.web.rendering import render
from ml_postmortems.web.search_page import SCRIPTS
from ml_postmortems.web.sentences import opening
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.stakeholder_pages import stakeholder_pages
from ml_postmortems.web.term_index import TermIndex
from ml_postmortems.web.term_tables import MANY, sparks_of, term_table, year_groups, year_totals
from ml_postmortems.web.urls import BROWSE, CONTROLS, EXEMPTIONS, RECORDS, SEARCH, record_url

_LONGEST_DESCRIPTION = 200
"""Letters; search engines and previews of links show no more."""
YearTotals: TypeAlias = Callable[[], Mapping[int, int]]
"""The records of each year that a term has, counted once for all pages of the term."""
_WITH_ACTIONS = (CAUSE_FAMILY, CAUSE, TEAM, MODEL, ARTIFACT)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path that leads to a page."""

    title: str
    url: str


def site_pages(index: SiteIndex) -> Iterator[SitePage]:
    """Every page that is made of records: the records, their indexes, and the overview of all indexes."""
    for file in index.with_bodies.files:
        if file.record:
            yield record_page(file, file.record, index)
    yield from index_pages(index)


def index_pages(index: SiteIndex) -> Iterator[SitePage]:
    """The same without the pages of records."""
    yield from list_pages(index)
    yield _browse_page(index)
    yield _search_page(index)
    yield _exemptions_page(index)
    yield from action_pages(index)
    yield from control_pages(index)
    yield from playbook_pages(index)
    yield from drill_pages(index)
    yield from stakeholder_pages(index)
    yield from culture_pages(index)
    for facet in FACETS:
        if facet is not CAUSE and (index.terms(facet) or facet not in (*PLANS, OWN_FIELD)):
            yield _facet_page(facet, index)
        for term in index.terms(facet):
            if not (facet is CAUSE and term.term.key == UNCLASSIFIED):
                yield from _term_pages(term, index)


def aliases(index: SiteIndex) -> Iterator[tuple[str, str]]:
    """The address of each former id, and of the record that it leads to."""
    for record in index.corpus.records:
        for alias in record.aliases:
            yield record_url(alias), record_url(record.id)


def redirect_page(here: str, target: str) -> Markup:
    """A whole HTML page that leads on to another."""
    return render("redirect.html", here, target=target)


def record_page(file: RecordFile, record: Record, index: SiteIndex) -> SitePage:
    """The page of one record."""

    def keyed() -> KeyedContent:
        reads = record_reads(file, record, index)
        key = cache(lambda: reads.key(file))
        return KeyedContent(key, lambda: index.fragments.content(key, lambda: _record_content(file, record, reads)))

    summary = record.summary if isinstance(record.summary, str) else record.symptom
    described = opening(" ".join(summary.split()), _LONGEST_DESCRIPTION).shown
    return SitePage.of_keyed(record_url(record.id), record.title, described, keyed)


def _record_content(file: RecordFile, record: Record, reads: RecordReads) -> Content:
    view = record_view(file, reads)
    contents = Contents()
    html = render(
        "record.html",
        view.url,
        view=view,
        record=record,
        index=reads,
        facets=FACETS_BY_KEY,
        contents=contents,
        neighbours=reads.neighbours,
    )
    return Content(html, contents.entries)


def _browse_page(index: SiteIndex) -> SitePage:
    facets = [facet for facet in FACETS if facet is not CAUSE and index.terms(facet)]
    return SitePage(
        BROWSE,
        "Browse",
        "Every index of the records.",
        lambda: Content(render("browse.html", BROWSE, index=index, facets=facets)),
    )


def _search_page(index: SiteIndex) -> SitePage:
    facets = [facet for facet in FACETS if facet is not CAUSE and index.terms(facet)]
    return SitePage(
        SEARCH,
        "Search",
        "Find records by their words and facts.",
        lambda: Content(render("search.html", SEARCH, index=index, facets=facets, modules=SCRIPTS)),
    )


def _exemptions_page(index: SiteIndex) -> SitePage:
    exempted = [(record, exemption) for record in index.counted for exemption in record.exemptions]
    return SitePage(
        EXEMPTIONS,
        "Exemptions",
        "Rules of the checker that a record is exempt from.",
        lambda: Content(render("exemptions.html", EXEMPTIONS, index=index, facets=FACETS_BY_KEY, exempted=exempted)),
    )


def _facet_page(facet: Facet, index: SiteIndex) -> SitePage:
    def content() -> Content:
        is_causes = facet is CAUSE_FAMILY
        terms = index.terms(facet)
        leaves_of = _leaves_of(index) if is_causes else {}
        sparks = sparks_of([leaf for leaves in leaves_of.values() for leaf in leaves] or terms, index)
        html = render(
            "facet.html",
            facet.folder,
            facet=facet,
            index=index,
            tables={key: term_table(leaves, index, sparks) for key, leaves in leaves_of.items()},
            table=None if is_causes else term_table(terms, index, sparks),
            sparks=sparks,
            has_words=len(terms) >= MANY,
            facets=FACETS_BY_KEY,
            agreement=index.agreement if is_causes else None,
            crumbs=() if is_causes else (_tab_crumb(facet),),
            sample=audit_sample(index.corpus, index.corpus.ratings, index.as_of) if is_causes else None,
        )
        toc = [TocEntry(term.term.name, term.term.key) for term in index.terms(facet)] if is_causes else []
        toc += [TocEntry("Do two people file alike?", "agreement")] if is_causes else []
        return Content(html, tuple(toc))

    return SitePage(facet.folder, facet.title, facet.about, content)


def _term_pages(term: TermIndex, index: SiteIndex) -> Iterator[SitePage]:
    totals = cache(lambda: year_totals(term.counted))
    for part in parts_of(term.counted, term.url, month_of):
        page = _term_page if part.is_first else _records_page
        yield page(term, part, totals, index)


def _records_page(term: TermIndex, part: Part[Record], totals: YearTotals, index: SiteIndex) -> SitePage:
    """The records of a term that its own page has no room for."""

    def content() -> Content:
        crumbs = (*_crumbs(term, index), Crumb(term.term.name, term.url))
        html = render(
            "term_records.html",
            part.url,
            index=index,
            term=term,
            part=part,
            years=year_groups(part.rows),
            totals=totals(),
            facets=FACETS_BY_KEY,
            crumbs=crumbs,
        )
        return Content(html)

    return SitePage(part.url, part.title(term.term.name), f"More records by {term.facet.noun}.", content)


def _term_page(term: TermIndex, part: Part[Record], totals: YearTotals, index: SiteIndex) -> SitePage:
    def content() -> Content:
        taxonomy, catalog = index.vocabulary.taxonomy, index.vocabulary.catalog
        key = term.term.key
        controls = index.controls_of(term)
        contents = Contents()
        html = render(
            "term.html",
            term.url,
            index=index,
            contents=contents,
            term=term,
            part=part,
            facets=FACETS_BY_KEY,
            crumbs=_crumbs(term, index),
            upstream=index.upstream_incidents.get(key, ()) if term.facet in (MODEL, ARTIFACT) else (),
            controls=controls,
            control_states=count_states(controls),
            actions=index.owed.of_term(term) if term.facet in _WITH_ACTIONS else None,
            cases=index.cases_of(term),
            agent_uses=index.agents.get(key, ()) if term.facet in (MODEL, ARTIFACT) else (),
            trend=term_trend(term, index) if term.facet in (CAUSE_FAMILY, CAUSE, TEAM, MODEL) else None,
            risk=index.risk_of(key) if term.facet is TEAM else None,
            leaf=taxonomy.leaves.get(key) if term.facet is CAUSE else None,
            sources=taxonomy.sources,
            below=term_table(_below(term, index), index),
            years=year_groups(part.rows),
            totals=totals(),
            severity=next((each for level, each in taxonomy.severities.items() if level == key), None)
            if term.facet is SEVERITY
            else None,
            team=catalog.teams.get(key) if term.facet is TEAM else None,
            artifacts=_artifacts_of(key, index) if term.facet is TEAM else (),
            artifact=catalog.artifacts.get(key) if term.facet in (MODEL, ARTIFACT) else None,
            downstream=catalog.made_of.get(key, ()),
            dependants=[name for name, each in catalog.artifacts.items() if key in each.depends_on],
        )
        return Content(html, contents.of_a_long_page)

    return SitePage(term.url, term.term.name, term.term.definition or f"Records by {term.facet.noun}.", content)


def _crumbs(term: TermIndex, index: SiteIndex) -> tuple[Crumb, ...]:
    steps = [] if term.facet in (CAUSE, CAUSE_FAMILY) else [_tab_crumb(term.facet)]
    steps.append(Crumb(term.facet.title, term.facet.folder))
    if term.facet is CAUSE:
        family = index.term(CAUSE_FAMILY, family_of(term.term.key))
        if family:
            steps.append(Crumb(family.term.name, family.url))
    return tuple(steps)


def _tab_crumb(facet: Facet) -> Crumb:
    """The index page of the tab that a facet of records stands below."""
    return Crumb("Controls", CONTROLS) if facet is CONTROL else Crumb("Postmortems", RECORDS)


def _leaves_of(index: SiteIndex) -> dict[str, list[TermIndex]]:
    families: dict[str, list[TermIndex]] = {}
    for leaf in index.terms(CAUSE):
        if leaf.term.key != UNCLASSIFIED:
            families.setdefault(family_of(leaf.term.key), []).append(leaf)
    return families


def _below(term: TermIndex, index: SiteIndex) -> Sequence[TermIndex]:
    """The causes of a family, the teams of an operator."""
    if term.facet is CAUSE_FAMILY:
        return _leaves_of(index).get(term.term.key, ())
    return _teams_of(term.term.key, index) if term.facet is OPERATOR else ()


def _teams_of(operator: str, index: SiteIndex) -> list[TermIndex]:
    teams = index.vocabulary.catalog.teams
    return [term for term in index.terms(TEAM) if term.term.key in teams and teams[term.term.key].operator == operator]


def _artifacts_of(team: str, index: SiteIndex) -> list[tuple[Artifact, TermIndex]]:
    artifacts = index.vocabulary.catalog.artifacts
    terms = (*index.terms(MODEL), *index.terms(ARTIFACT))
    return [(artifacts[term.term.key], term) for term in terms if artifacts[term.term.key].team == team]
