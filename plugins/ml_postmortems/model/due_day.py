"""When a due date has passed."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

from ml_postmortems.model.instant import Instant, Span


def day_after(due: Instant) -> date:
    """The first as-of date on which a due date has certainly passed."""
    end = Span.at(due).bounds(due.zone or UTC)[1]
    return end.date() if end.time() == time.min else end.date() + timedelta(days=1)
