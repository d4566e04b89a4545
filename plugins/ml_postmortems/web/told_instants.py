"""When a key instant was, as a sentence says it: `on 18 Nov 2025`, `in 2019`, `between 11:20 and 11:28 UTC`."""

from __future__ import annotations

from datetime import date

from ml_postmortems.model.instant import Instant, Precision, Span
from ml_postmortems.wording import clock_text, day_text, time_of_day_text, zone_text


def when_text(span: Span, day: date | None = None) -> str:
    """To the day; of a moment on `day`, which the reader knows already, the time of day."""
    first, last = span.earliest, span.latest
    if first == last:
        is_of_the_day = first.moment is not None and first.first_day == day
        return f"at {clock_text(first)}" if is_of_the_day else f"{_on(first)} {day_text(first)}"
    if first.moment and last.moment and first.first_day == last.first_day and first.zone == last.zone:
        return f"between {time_of_day_text(first)} and {time_of_day_text(last)} {zone_text(last)}"
    if is_same_month(first, last):
        is_next = last.day - first.day == 1
        return f"on {first.day} or {day_text(last)}" if is_next else f"between {first.day} and {day_text(last)}"
    told = day_text(first), day_text(last)
    return f"between {told[0]} and {told[1]}" if told[0] != told[1] else f"{_on(last)} {told[1]}"


def by_then_text(instant: Instant) -> str:
    """The latest that something can have been: `on or before 18 Nov 2025`, `in or before 2019`."""
    return f"{_on(instant)} or before {day_text(instant)}"


def is_exact(span: Span) -> bool:
    """Whether it is one moment."""
    return span.earliest == span.latest and span.latest.moment is not None


def is_by_day(span: Span) -> bool:
    """Whether the day is known, and at most the time of day is not."""
    return min(span.earliest.precision, span.latest.precision) >= Precision.DAY and (
        span.earliest.first_day == span.latest.first_day
    )


def is_same_month(first: Instant, last: Instant) -> bool:
    """Whether they are two known days of one month."""
    return (
        min(first.precision, last.precision) >= Precision.DAY
        and first.day != last.day
        and (first.year, first.month) == (last.year, last.month)
    )


def _on(instant: Instant) -> str:
    return "on" if instant.precision >= Precision.DAY else "in"
