"""PM2 for fields that deny each other: a failure as expected, a trigger after the end, actions that raise the risk."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.account import Event
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.risk import Movement
from ml_postmortems.model.terms import EventKind, KeyInstant
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_AMOUNT = r"(\d{1,3}(?:,\d{3})+|\d{1,12}(?:\.\d+)?)\s*(%|\w*)"
_EXPECTED = lazy_pattern(rf"(at least|at most|below|above|under|over)\s+{_AMOUNT}[^\d]*", re.IGNORECASE)
_OBSERVED = lazy_pattern(rf"(?:about |only )?{_AMOUNT}[^\d]*", re.IGNORECASE)
_IS_LEAST = {"at least": True, "above": True, "over": True, "at most": False, "below": False, "under": False}
_MONTHS = [each.lower() for each in month_name[1:]]
_DAY = lazy_pattern(
    rf"\b(\d{{1,2}})\.? ({'|'.join(_MONTHS)})(?: (20\d\d))?\b|\b(20\d\d)-(\d\d)-(\d\d)\b", re.IGNORECASE
)

_MOST_AHEAD = 90
"""Days after the end; a later date without a year is of the year before."""
_WORD = lazy_pattern(r"[a-z][a-z0-9-]{3,}")
_LEAST_SHARED = 3
_MOST_OF = 0.6
"""The part of the words of a trigger that a change has which is the trigger."""


@file_rule("PM252", Level.WARNING)
def observed_within_expected(file: RecordFile) -> Iterator[Problem]:
    """What was observed is outside of what was expected.

    What it does
        Warns in our own published records where `failure.expected` is one bound, such as `At least 62 per cent.`, and
        `failure.observed` one number of the same unit that keeps it.
    Why it matters
        By its own measure nothing failed. One of the two is wrong, or the metric is another one.
    Example
        `observed: 83 per cent.`, where at least 62 per cent were expected
    Instead
        `observed: 41 per cent.`
    """
    record = own_published(file)
    failure = known(record.failure) if record else None
    expected, observed = (known(failure.expected), known(failure.observed)) if failure else (None, None)
    bound = _EXPECTED.fullmatch(expected) if expected else None
    found = _OBSERVED.fullmatch(observed) if observed else None
    if not bound or not found or bound.group(3).lower() != found.group(2).lower():
        return
    limit, amount = (Decimal(match.replace(",", "")) for match in (bound.group(2), found.group(1)))
    if amount > limit if _IS_LEAST[bound.group(1).lower()] else amount < limit:
        yield at_field(
            file,
            ("failure", "observed"),
            "must lie outside of what was expected",
            f"{shown(observed)}, and expected was {shown(expected)}",
            "correct the number, or name the metric by which it failed",
        )


@file_rule("PM253", Level.WARNING)
def trigger_after_end(file: RecordFile) -> Iterator[Problem]:
    """What set the incident off did not happen after it had begun.

    What it does
        Warns in our own published records where every date in `trigger.text` is later than the latest time of
        `started`, or of `mitigated` for a date without a year, which a text may look ahead to. Warns, too, where the
        one `change` of the timeline that has most words of the trigger came after `started`. The review begins with
        this warning.
    Why it matters
        It was then not the trigger; or the times of the incident are wrong, and every duration with them.
    Example
        `text: The producer released the new format on 14 March 2025.`, and `mitigated` on 11 March
    Instead
        `text: The producer released the new format on 10 March 2025.`
    """
    record = own_published(file)
    trigger = known(record.trigger) if record else None
    if not record or not trigger:
        return
    instants = key_instants(record)
    start, end = (instants.get(name) for name in (KeyInstant.STARTED, KeyInstant.MITIGATED))
    told = [late for match in _DAY.finditer(trigger.text) if (late := _is_late(match, start, end)) is not None]
    first = _DAY.search(trigger.text)
    if told and all(told) and first:
        yield at_field(
            file,
            ("trigger", "text"),
            "must name no date after the harm had begun",
            f"{shown(first.group())}, and {_times(start, end)}",
            "correct the date, or the time of `started` or `mitigated`",
        )
    elif isinstance(start, Span) and (change := _late_change(record, trigger.text, start)):
        yield at_field(
            file,
            ("trigger", "text"),
            "must be a change from before the harm began",
            f"{shown(change.text)} at {change.at}, and `{KeyInstant.STARTED}` at {start.latest}",
            "correct one of the two times, or name what set it off",
        )


def _is_late(match: re.Match[str], start: object, end: object) -> bool | None:
    """Whether a date lies certainly after what it set off; None for what is no date."""
    day, month, year, *iso = match.groups()
    limit = start if year or iso[0] else end
    if not isinstance(limit, Span):
        limit = end
    if not isinstance(limit, Span):
        return None
    try:
        if not day:
            told = date(*map(int, iso))
        else:
            told = date(int(year or limit.latest.year), _MONTHS.index(month.lower()) + 1, int(day))
    except ValueError:
        return None
    is_of_year_before = not year and day and (told - limit.latest.first_day).days > _MOST_AHEAD
    return not is_of_year_before and limit.precedes(Span.at(Instant.parse(told.isoformat())))


def _times(start: object, end: object) -> str:
    spans = ((KeyInstant.STARTED, start), (KeyInstant.MITIGATED, end))
    return ", ".join(f"`{name}` at {span.latest}" for name, span in spans if isinstance(span, Span))


def _late_change(record: Record, trigger: str, start: Span) -> Event | None:
    """The change with most words of the trigger, if it came after the harm began, and no other has as many before."""
    changes = [event for event in known_items(record.timeline) if event.kind is EventKind.CHANGE]
    if not any(start.precedes(Span.at(event.at)) for event in changes):
        return None
    wanted = _words(trigger)
    shared = [len(wanted & _words(event.text)) for event in changes]
    most = max(shared, default=0)
    if most < _LEAST_SHARED or most < _MOST_OF * len(wanted):
        return None
    best = [event for event, count in zip(changes, shared, strict=True) if count == most]
    return best[0] if all(start.precedes(Span.at(event.at)) for event in best) else None


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


@file_rule("PM254")
def actions_that_raise_risk(file: RecordFile) -> Iterator[Problem]:
    """The risk once the actions are done is not higher than before them.

    What it does
        Compares `risk.after_actions` of our own published records with the first estimate. It is an error where
        likelihood or impact is higher and neither is lower.
    Why it matters
        Either the two estimates were exchanged, or the actions should not be done.
    Example
        `after_actions: {likelihood: 5, impact: 5}`, where the first estimate is 4 and 5
    Instead
        `after_actions: {likelihood: 1, impact: 5}`
    """
    record = own_published(file)
    risk = known(record.risk) if record else None
    after = known(risk.after_actions) if risk else None
    if risk and after and Movement.between(risk, after) is Movement.UP:
        yield at_field(
            file,
            ("risk", "after_actions"),
            "must not be higher than before the actions",
            f"likelihood {after.likelihood} and impact {after.impact}, after {risk.likelihood} and {risk.impact}",
            "exchange the two if they were swapped, or say what the actions leave",
        )
