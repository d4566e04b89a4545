"""The small trend on the page of a team, a model or a cause: its incidents by year."""

from __future__ import annotations

from collections import Counter

from ml_postmortems.analytics.thresholds import MIN_CHART
from ml_postmortems.model.durations import happened
from ml_postmortems.model.terms import Kind
from ml_postmortems.plurals import counted
from ml_postmortems.web.charts.drawing import Chart
from ml_postmortems.web.charts.findings import by_time
from ml_postmortems.web.charts.panels import Row, panels
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.term_index import TermIndex
from ml_postmortems.web.urls import search_url


def term_trend(term: TermIndex, index: SiteIndex) -> Chart | None:
    """Incidents of one term by year, over the years of all; None where fewer than `MIN_CHART` have it."""
    years = index.incident_years
    counts = Counter(happened(record).earliest.year for record in term.counted if record.kind is Kind.INCIDENT)
    if counts.total() < MIN_CHART:
        return None
    incidents = counted(sum(counts.values()), "incident")
    return panels(
        id="trend",
        title=by_time({f"{year}": counts[year] for year in years}),
        subject="Incidents by year",
        definition=f"N = {incidents} of this {term.facet.noun}, by the year in which each began; each bar leads "
        "to its records. Near misses, hazards and drills are left out.",
        periods=[f"{year}" for year in years],
        rows=[
            Row(
                term.term.name,
                tuple(counts[year] for year in years),
                tuple(
                    search_url((term.facet.key, term.term.key), ("kind", Kind.INCIDENT), ("year", f"{year}"))
                    for year in years
                ),
                is_named=False,
            )
        ],
        is_low=True,
    )
