"""From a record a reader goes on to the one before and the one after it with the same cause."""

from __future__ import annotations

from typing import Any

from tests.helpers import changed, external_record, own_record
from tests.site import index_of, page_of

CAUSE = "technical/unvalidated-input"


def links_of(page: Any) -> dict[str, str]:
    """The addresses behind the words earlier and later."""
    return {each.get("rel"): each.get("href") for each in page.iter("a") if each.get("rel") in ("prev", "next")}


def test_a_record_leads_to_its_neighbours_within_a_cause() -> None:
    """In the order in which they began; the first has none before it and the last none after it."""
    years = ("2023", "2024", "2025")
    records = [
        changed(external_record(id=f"PM-{year}-0007", title=f"Of {year}", timeline=[]), "causes.0.category", CAUSE)
        | {"times": {"started": {"from": f"{year}-01-01", "to": f"{year}-02-01"}}}
        for year in years
    ]
    index = index_of(*records)
    found = {year: links_of(page_of(index, f"postmortems/PM-{year}-0007/")) for year in years}
    assert found["2023"] == {"next": "../PM-2024-0007/"}
    assert found["2024"] == {"prev": "../PM-2023-0007/", "next": "../PM-2025-0007/"}
    assert found["2025"] == {"prev": "../PM-2024-0007/"}


def test_a_record_alone_in_its_cause_has_no_such_links() -> None:
    """An empty heading would promise more than there is."""
    assert not links_of(page_of(index_of(own_record()), "postmortems/PM-2025-0001/"))
