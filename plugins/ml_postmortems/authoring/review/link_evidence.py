"""What a reviewer sees of evidence that is kept, and of what is gone when its address is."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.model.account import Evidence
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.wording import instant_text


def link_evidence_lines(record: Record) -> Iterator[str]:
    """A line on copies that are kept; of our own SEV1 or SEV2 record one on links without a copy."""
    evidence = known_items(record.evidence)
    kept = [f"{item.id}{_captured(item)}" for item in evidence if item.copy_uri]
    if kept:
        yield from (f"**A copy is kept** of {', '.join(kept)}.", "")
    if not record.is_own or not record.tier.is_severe:
        return
    alone = [
        item.id
        for item in evidence
        if (known(item.uri) or "").startswith(("http://", "https://")) and not item.copy_uri
    ]
    if alone:
        yield f"**Nothing is kept** of evidence that is a link alone: {', '.join(alone)}."
        yield ""


def _captured(item: Evidence) -> str:
    captured = known(item.captured)
    return f" (since {instant_text(captured)})" if captured else ""
