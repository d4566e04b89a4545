"""The next message that was promised about an incident."""

from __future__ import annotations

from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record


def promised_update(record: Record) -> Instant | None:
    """When the next message is due; None where none was promised, or one at least that new was sent."""
    communication = known(record.communication)
    due = known(communication.next_update) if communication else None
    if not communication or due is None:
        return None
    sent = (Duration.between(Span.at(due), Span.at(each.date)) for each in known_items(communication.updates))
    return None if any(each.shortest.days >= 0 for each in sent) else due
