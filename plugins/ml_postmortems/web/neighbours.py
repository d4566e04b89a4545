"""The records before and after one among those that name its primary cause, so that a reader can go through them."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.model.facets import CAUSE
from ml_postmortems.model.record import Record
from ml_postmortems.web.site_facts import TermLink
from ml_postmortems.web.site_index import SiteIndex


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another record, as a link shows it."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where a record stands among the counted ones that name its primary cause, by when they began."""

    leaf: TermLink
    earlier: Neighbour | None
    later: Neighbour | None


def neighbours(record: Record, index: SiteIndex) -> Neighbours | None:
    """The next earlier and the next later one; None where the record counts for no cause or stands alone in it."""
    key = index.primary_leaf(record)
    leaf = index.facts.term(CAUSE, key) if key else None
    place = index.place_in_leaf.get(key, {}).get(record.id) if key else None
    if key is None or leaf is None or place is None:
        return None
    ids = index.reads.leaves[key]
    later = ids[place - 1] if place else None
    earlier = ids[place + 1] if place + 1 < len(ids) else None
    if not (earlier or later):
        return None
    return Neighbours(leaf, _neighbour(earlier, index), _neighbour(later, index))


def _neighbour(record_id: str | None, index: SiteIndex) -> Neighbour | None:
    return Neighbour(record_id, index.record(record_id).title) if record_id else None
