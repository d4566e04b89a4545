"""What a reviewer sees of evidence that is gone when its address is."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record


def link_evidence_lines(record: Record) -> Iterator[str]:
    """A line on evidence of our own SEV1 or SEV2 record that is a link without a copy; none for other records."""
    if not record.is_own or not record.tier.is_severe:
        return
    evidence = known_items(record.evidence)
    alone = [
        item.id
        for item in evidence
        if (known(item.uri) or "").startswith(("http://", "https://")) and not item.copy_uri
    ]
    if alone:
        yield f"**Nothing is kept** of evidence that is a link alone: {', '.join(alone)}."
        yield ""
