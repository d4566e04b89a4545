"""When a due date has passed."""

from __future__ import annotations

from datetime import UTC, date, time, timedelta

from ml_postmortems.model.instant import Instant, Span


def day_after(due: Instant) -> date:
    """The first as-of date on which a due date has certainly passed."""
    end = Span.at(due).bounds(due.zone or UTC)[1]
    return end.date() if end.time() == time.min else end.date() + timedelta(days=1)


def has_passed(due: Instant, as_of: date) -> bool:
    """Whether a due date has certainly passed on a day."""
    return day_after(due) <= as_of


def days_late(due: Instant, as_of: date) -> int:
    """How many days ago it was due at the latest, begun days included; 0 where it has not passed."""
    return max((as_of - day_after(due)).days + 1, 0)
