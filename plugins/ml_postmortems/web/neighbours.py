"""The records before and after one among those that name its primary cause, so that a reader can go through them."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.model.facets import CAUSE
from ml_postmortems.model.record import Record
from ml_postmortems.web.site_index import SiteIndex, TermIndex


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a record stands among the counted ones that name its primary cause, by when they began."""

    leaf: TermIndex
    earlier: Record | None
    later: Record | None


def neighbours(record: Record, index: SiteIndex) -> Neighbours | None:
    """The next earlier and the next later one; None where the record counts for no cause or stands alone in it."""
    key = index.primary_leaf(record)
    leaf = index.term(CAUSE, key) if key else None
    place = index.place_in_leaf.get(key, {}).get(record.id) if key else None
    if leaf is None or place is None:
        return None
    later = leaf.counted[place - 1] if place else None
    earlier = leaf.counted[place + 1] if place + 1 < len(leaf.counted) else None
    return Neighbours(leaf, earlier, later) if earlier or later else None
