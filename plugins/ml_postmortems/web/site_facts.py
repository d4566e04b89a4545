"""What every page may read of the whole site: the vocabulary, the day, and the terms that have a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ml_postmortems.model.facets import Facet, FacetTerm, Vocabulary
from ml_postmortems.model.settings import Settings
from ml_postmortems.model.terms import Origin, Visibility
from ml_postmortems.web.draft_place import DraftPlace
from ml_postmortems.web.ticket_links import ticket_href
from ml_postmortems.web.value_digest import value_digest


@dataclass(frozen=True, slots=True)
class TermLink:
    """A term and where its page is."""

    term: FacetTerm
    url: str


@dataclass(frozen=True)
class SiteFacts:
    """The same for all pages of a build. Nothing here follows from what a single record says of its incident."""

    vocabulary: Vocabulary
    settings: Settings
    as_of: date
    audience: Visibility
    draft_place: DraftPlace
    usual_origin: Origin
    """Whose incidents most of the records are of; records of others say whose they are."""
    links: Mapping[str, Mapping[str, TermLink]]
    """The terms that have a page, by the keys of their facet and of themselves."""

    def term(self, facet: Facet, key: str) -> TermLink | None:
        """One term, or None where it has no page."""
        return self.links[facet.key].get(key)

    def ticket_href(self, ticket: str) -> str | None:
        """The address of the issue that a ticket names, as this audience may follow it; None where there is none."""
        return ticket_href(ticket, self.settings, self.audience)

    @cached_property
    def digest(self) -> str:
        """The hash of all of it."""
        return value_digest(self)
