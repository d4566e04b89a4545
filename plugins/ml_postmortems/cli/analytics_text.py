"""What the reports of numbers say first: of how many incidents, as of when, and what cannot be told from them."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.analytics.report import About
from ml_postmortems.model.terms import Coverage
from ml_postmortems.plurals import counted


def about_lines(title: str, about: About) -> Iterator[str]:
    """The title with what it covers, and, of a collection that is no census, why there is no rate."""
    scope = about.scope
    parts = [
        f"{name} {value}"
        for name, value in (
            ("team", scope.team),
            ("model", scope.model),
            ("cause", scope.cause),
            ("since", scope.since),
        )
        if value
    ]
    where = f" ({', '.join(parts)})" if parts else ""
    yield f"{title}{where}, as of {about.as_of.isoformat()}: {counted(about.n, 'incident')}."
    if about.left_out:
        records = counted(about.left_out, "record")
        yield f"Left out: {records}: near misses, hazards, drills, withdrawn, superseded or in review."
    if about.corpus is not Coverage.CENSUS:
        yield "This is a collection and not every incident there was: it shows counts and gaps, no rate and no trend."
