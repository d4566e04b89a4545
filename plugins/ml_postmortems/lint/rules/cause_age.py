"""PM2 and PM5 for the age of causes: since when a cause was there fits the incident and the causes behind it."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.cause_age import since_bounds
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.instant import Span
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import CauseRole, KeyInstant, Kind
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_HAPPENED = {KeyInstant.STARTED: "started", KeyInstant.DETECTED: "was detected"}


@file_rule("PM248")
def cause_younger_than_incident(file: RecordFile) -> Iterator[Problem]:
    """The primary cause, and what lies behind it, was there when the incident started.

    What it does
        Compares `since` of the primary cause, and of every cause behind it by `caused_by`, with `started`, or with
        `detected` where nobody knows when it started. A plain date agrees with any time on that day. Other causes may
        have come later and made it worse.
    Why it matters
        What came later did not cause it, and the time for which the cause lay unseen would be negative.
    Example
        `since: 2025-03-12` in an incident that started on 2025-03-11
    Instead
        `since: 2025-03-10T22:00:00Z`, or `since: {unknown: why}`
    """
    if not file.record:
        return
    instants = key_instants(file.record)
    names = (KeyInstant.STARTED, KeyInstant.DETECTED)
    began = next(((name, span) for name in names if isinstance(span := instants.get(name), Span)), None)
    leading = _behind_primary(file.record)
    for place, cause in enumerate(known_items(file.record.causes)):
        first = since_bounds(cause.since)[0]
        if not began or not first or cause.id not in leading:
            continue
        name, span = began
        if span.precedes(Span.at(first)):
            yield at_field(
                file,
                ("causes", place, "since"),
                f"must not be after the incident {_HAPPENED[name]}",
                f"{shown(first)}, and it {_HAPPENED[name]} at {shown(span.latest)}",
                "write since when the cause was there, or `since: {unknown: why}`",
            )


@file_rule("PM249", Level.WARNING)
def cause_younger_than_effect(file: RecordFile) -> Iterator[Problem]:
    """A cause was there no later than what it caused.

    What it does
        Compares `since` of a cause with `since` of the causes that `caused_by` names.
    Why it matters
        One of the two dates is wrong, or the arrow between the causes is.
    Example
        C1 with `since: 2025-03-01`, caused by C2 with `since: 2025-03-09`
    Instead
        Correct the date, or leave C2 out of `caused_by`.
    """
    causes = known_items(file.record.causes) if file.record else ()
    by_id = {cause.id: cause for cause in causes}
    for place, cause in enumerate(causes):
        last = since_bounds(cause.since)[1]
        for behind in cause.caused_by:
            first = since_bounds(by_id[behind].since)[0] if behind in by_id else None
            if last and first and Span.at(last).precedes(Span.at(first)):
                yield at_field(
                    file,
                    ("causes", place, "since"),
                    f"must not be before `since` of {behind}, which it is caused by",
                    f"{shown(last)}, and {behind} is there since {shown(first)}",
                    f"correct one of the two dates, or take {behind} out of `caused_by`",
                )


@file_rule("PM560", Level.WARNING)
def cause_without_age(file: RecordFile) -> Iterator[Problem]:
    """Our own SEV1 and SEV2 incidents say since when the primary cause was there.

    What it does
        Asks for `since` of the primary cause from `published` on, or for the reason why nobody knows.
    Why it matters
        How long a cause lay unseen says where a look would have been worth it. It takes the place of the sentence under
        "Why it happened" that says so.
    Example
        A primary cause without `since`
    Instead
        `since: 2025-03-10`, `since: {to: 2025-03-10}` or `since: {unknown: why}`
    """
    record = own_published(file)
    if not record or record.kind is not Kind.INCIDENT or not record.tier.is_severe:
        return
    for place, cause in enumerate(known_items(record.causes)):
        is_asked = cause.id == record.primary_cause and cause.role is not CauseRole.RULED_OUT
        if is_asked and cause.since is None:
            yield at_field(
                file,
                ("causes", place, "since"),
                f"must be given for the primary cause of a {record.severity}",
                "nothing",
                "add `since:` with the day, `{from: ..., to: ...}` or `{unknown: why}`",
            )


def _behind_primary(record: Record) -> set[str]:
    """The primary cause and all causes behind it, by their ids; none where none is named."""
    by_id = {cause.id: cause for cause in record.real_causes}
    found: set[str] = set()
    waiting = [record.primary.id] if record.primary else []
    while waiting:
        cause = by_id.get(waiting.pop())
        if cause and cause.id not in found:
            found.add(cause.id)
            waiting += cause.caused_by
    return found
