"""Tables of terms: how often each is named and when, grouped where groups say more than the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import ARTIFACT, MODEL, OPERATOR, TEAM
from ml_postmortems.model.record import Record
from ml_postmortems.web.charts.spark import Sparks
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.term_index import TermIndex

FEW = 8
"""Below this many records a list is read faster than its filters and its headings of years."""
MANY = 20
"""From so many terms on a list has a field for words."""


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that belong together; without a name where they are all there is."""

    over: TermIndex | None
    """The operator or team that they belong to."""
    terms: tuple[TermIndex, ...]


@dataclass(frozen=True, slots=True)
class TermTable:
    """The terms of one table."""

    noun: str
    primary_label: str
    """The heading of the smaller count; empty where there is none."""
    groups: tuple[TermGroup, ...]
    sparks: Sparks

    @property
    def total(self) -> int:
        """How many terms it has."""
        return sum(len(group.terms) for group in self.groups)


@dataclass(frozen=True, slots=True)
class YearGroup:
    """The records of a year."""

    year: int
    records: tuple[Record, ...]


def year_groups(records: Sequence[Record]) -> tuple[YearGroup, ...]:
    """Records by the year in which they began, in their order."""
    years: dict[int, list[Record]] = {}
    for record in records:
        years.setdefault(happened(record).earliest.year, []).append(record)
    return tuple(YearGroup(year, tuple(found)) for year, found in years.items())


def year_totals(records: Sequence[Record]) -> Mapping[int, int]:
    """How many records began in each year, for headings; none for few records, which need no headings."""
    return Counter(happened(record).earliest.year for record in records) if len(records) >= FEW else {}


def sparks_of(terms: Sequence[TermIndex], index: SiteIndex) -> Sparks:
    """The bars of these terms on one scale."""
    return Sparks({term.url: term.counted for term in terms}, index.periods)


def term_table(terms: Sequence[TermIndex], index: SiteIndex, sparks: Sparks | None = None) -> TermTable | None:
    """The table of terms of one facet, with bars of its own scale where none are given; None without a term."""
    if not terms:
        return None
    facet = terms[0].facet
    label = facet.primary_label.capitalize()
    return TermTable(facet.noun, label, _groups(terms, index), sparks or sparks_of(terms, index))


def _groups(terms: Sequence[TermIndex], index: SiteIndex) -> tuple[TermGroup, ...]:
    """Teams by operator and artifacts by team, where that makes at most half as many groups as terms."""
    found: dict[str, list[TermIndex]] = {}
    for term in terms:
        found.setdefault(_over(term, index), []).append(term)
    if not 1 < len(found) <= len(terms) / 2:
        return (TermGroup(None, tuple(terms)),)
    facet = OPERATOR if terms[0].facet is TEAM else TEAM
    return tuple(TermGroup(index.term(facet, over), tuple(members)) for over, members in found.items())


def _over(term: TermIndex, index: SiteIndex) -> str:
    catalog, key = index.vocabulary.catalog, term.term.key
    if term.facet is TEAM:
        return catalog.operator_of(key) or ""
    return catalog.artifacts[key].team if term.facet in (MODEL, ARTIFACT) else ""
