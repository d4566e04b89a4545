"""What a reviewer sees of how long causes lay unseen, and of what has to be reported."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import code, plain
from ml_postmortems.model.cause_age import since_bounds
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.reporting import Duty
from ml_postmortems.plurals import words
from ml_postmortems.wording import instant_text


def latency_lines(record: Record) -> Iterator[str]:
    """A list of the causes that say since when they were there; nothing where none does."""
    told = [each for each in known_items(record.causes) if known(each.since)]
    if told:
        yield from ("**How long causes lay unseen**", "", *map(_latency, told), "")


def duty_lines(record: Record) -> Iterator[str]:
    """A list of the regimes that were thought of; nothing where the record tells of none."""
    if reporting := known(record.reporting):
        yield from ("**Duties to report**", "", *map(_duty, reporting.regimes), "")


def _latency(cause: Cause) -> str:
    start, end = since_bounds(cause.since)
    if start == end and start:
        since = f"since {instant_text(start)}"
    else:
        since = ", ".join(
            [*([f"not before {instant_text(start)}"] if start else []), *([f"by {instant_text(end)}"] if end else [])]
        )
    hidden = f"; hidden by: {plain(known(cause.hidden_by) or 'unknown', 160)}" if cause.hidden_by else ""
    return f"- {cause.id}: there {since}{hidden}"


def _duty(duty: Duty) -> str:
    must = "not decided" if isinstance(duty.must_report, NotKnown) else words(duty.must_report)
    days = ((name, day) for name, day in (("due", duty.due), ("sent", duty.sent)) if day)
    told = [f"{name} {'unknown' if isinstance(day, NotKnown) else instant_text(day)}" for name, day in days]
    return f"- {code(duty.regime)}: {', '.join([must, *told])}. {plain(duty.why, 160)}"
