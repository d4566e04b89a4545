"""Which pictures are published: those that are evidence of a record that is, or the captured copy of evidence."""

from __future__ import annotations

from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import EvidenceKind
from ml_postmortems.reading.markdown import PICTURE_LINK


def published_pictures(record: Record) -> tuple[str, ...]:
    """The pictures of a record, as evidence and bodies name them: `PM-2025-0007/graph.png`."""
    evidence = known_items(record.evidence)
    pictures = [uri for item in evidence if item.kind is EvidenceKind.PICTURE and (uri := known(item.uri))]
    named = dict.fromkeys(pictures + [item.copy_uri for item in evidence if item.copy_uri])
    return tuple(uri for uri in named if (match := PICTURE_LINK.fullmatch(uri)) and match.group(1) == record.id)
