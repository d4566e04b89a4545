"""Which regression cases stand on the page of a team, a model or another artifact."""

from __future__ import annotations

from ml_postmortems.analytics.regression_cases import ListedCase
from ml_postmortems.model.facets import ARTIFACT, MODEL, TEAM
from ml_postmortems.web.site_index import SiteIndex, TermIndex


def cases_of_term(term: TermIndex, index: SiteIndex) -> tuple[ListedCase, ...]:
    """The cases that a team owns, or that guard what happened to an artifact; none for every other term."""
    key = term.term.key
    if term.facet is TEAM:
        return tuple(case for case in index.regression_cases if case.team == key)
    if term.facet in (MODEL, ARTIFACT):
        return tuple(case for case in index.regression_cases if key in case.artifacts)
    return ()
