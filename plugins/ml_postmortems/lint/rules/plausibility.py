"""PM2 and PM5 for what cannot be: harm without an incident, amounts that do not exist, work from before the failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.amount_bounds import AMOUNT_BOUNDS
from ml_postmortems.model.counted_people import people_affected, scale_in_unit
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.impact import IMPACT_HEADINGS, Impact, Measure
from ml_postmortems.model.instant import Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant, Kind, ValidationResult
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_WASTE_COUNTS = ("requests", "predictions")


@file_rule("PM226")
def harm_without_incident(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a near miss, a hazard or a drill has harmed nobody.

    What it does
        Looks in records of these kinds for a number of users that is or may be above zero, under `users` or as persons
        under `other`, for users that are unknown in a record of ours, and for a text under `impact.harm`.
    Why it matters
        Only incidents are counted as incidents: harm under another kind is in no total and no trend.
    Example
        `kind: near-miss`
    Instead
        `kind: incident`
    """
    record = published(file)
    impact = known(record.impact) if record else None
    if not record or not impact or record.kind is Kind.INCIDENT:
        return
    yield from _harm(file, record.kind, people_affected(impact))
    if record.is_own and isinstance(impact.users, NotKnown) and impact.users.is_unknown:
        yield at_field(
            file,
            ("impact", "users"),
            f"must be known to be none in a record of kind `{record.kind}`",
            f"unknown: {shown(impact.users.why)}",
            "write `{not_applicable: why}` if it is certain that nobody was affected; else `kind: incident`",
        )
    if harm := known(impact.harm):
        yield at_field(
            file,
            ("impact", "harm"),
            f"must not be told of a record of kind `{record.kind}`",
            shown(harm),
            "write `kind: incident`, or `{not_applicable: why}` where nobody was harmed",
        )


@file_rule("PM227", Level.WARNING)
def failures_without_incident(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a near miss, a hazard or a drill has no failed requests and no wrong predictions.

    What it does
        Looks in records of these kinds for numbers of requests and predictions that are or may be above zero. Those of
        a test or of a shadow run are no harm, so that it is a warning.
    Why it matters
        Where requests of users failed it was an incident, and would be counted as none.
    Example
        `kind: drill` with 450,000 searches answered poorly
    Instead
        `kind: incident`, or the number under `other` if no user was behind it
    """
    record = published(file)
    impact = known(record.impact) if record else None
    if record and impact and record.kind is not Kind.INCIDENT:
        wasted = (place for place in _measures(impact) if place[0] in _WASTE_COUNTS)
        yield from _harm(file, record.kind, wasted)


def _harm(file: RecordFile, kind: Kind, measures: Iterable[tuple[str, int, Measure]]) -> Iterator[Problem]:
    """What a record of a kind without harm counts."""
    for heading, index, measure in measures:
        if any(amount > 0 for amount in measure.amounts):
            yield at_field(
                file,
                ("impact", heading, index, "value"),
                f"must not be above zero in a record of kind `{kind}`",
                f"{max(measure.amounts):f} {measure.unit}",
                "write `kind: incident`, or take out what did not happen",
            )


@file_rule("PM228")
def impossible_amount(file: RecordFile) -> Iterator[Problem]:
    """An amount of the impact is one that there can be.

    What it does
        Compares the impact with the largest amounts: 100 % of users, requests, predictions and of whatever is called a
        share, and ten billion people.
    Why it matters
        It is a slip of the pen, and totals add it up.
    Example
        `value: 99000000000`
    Instead
        `value: 99000`
    """
    impact = known(file.record.impact) if file.record else None
    for heading, index, measure in _measures(impact) if impact else ():
        for bound in AMOUNT_BOUNDS:
            if excess := bound.excess(heading, measure):
                yield at_field(
                    file,
                    ("impact", heading, index, "value"),
                    f"must be at most {bound.most:,} {bound.what}",
                    f"{excess:,f} {measure.unit}",
                    "correct the number or its unit",
                )
                break


@file_rule("PM240")
def amount_in_unit(file: RecordFile) -> Iterator[Problem]:
    """The unit of an amount names one thing; how many there were is in the number.

    What it does
        Looks in the units of the impact for words that multiply, such as `thousand` or `million`, and in those of
        users, requests and predictions for words that divide, such as `of all` or `share`.
    Why it matters
        Totals and the bounds of severities read the number: 400 `thousand customers` count as 400.
    Example
        `unit: thousand customers`
    Instead
        `unit: customers`, with the whole number in `value`; a share has the unit `%`.
    """
    impact = known(file.record.impact) if file.record else None
    for heading, index, measure in _measures(impact) if impact else ():
        if scale := scale_in_unit(heading, measure):
            yield at_field(
                file,
                ("impact", heading, index, "unit"),
                "must name one thing, with the whole amount in `value`",
                f"{shown(scale)}, in {shown(measure.unit)}",
                "write out the number; for a share write the per cent, with a unit that begins with `%`",
            )


@file_rule("PM518")
def completion_before_incident(file: RecordFile) -> Iterator[Problem]:
    """In our own published records no action was completed before the incident began.

    What it does
        Compares `completed` with `started` and `detected`, or with the first entry of the timeline where neither is
        known. Only what is certainly earlier than all of them counts.
    Why it matters
        What was there before did not come of the incident, and did not stop it. It makes actions look quick.
    Example
        `completed: 2025-02-01`
    Instead
        `completed: 2025-03-14`
    """
    record = own_published(file)
    if not record:
        return
    begin = _beginnings(record)
    for index, action in enumerate(known_items(record.actions)):
        if action.completed and begin and all(Span.at(action.completed).precedes(span) for span in begin):
            yield at_field(
                file,
                ("actions", index, "completed"),
                "must not be before the incident began",
                f"{shown(action.completed)}, and it began at {shown(begin[0].earliest)}",
                "correct the date, or leave out what was there before",
            )


@file_rule("PM519")
def validation_before_completion(file: RecordFile) -> Iterator[Problem]:
    """In our own published records a round that passed tried actions that were completed by then.

    What it does
        Compares the date of each round with `result: pass` with `completed` of the actions that it names.
    Why it matters
        What was not there yet cannot have passed.
    Example
        `date: 2025-03-10` of a round that passed, for an action with `completed: 2025-03-19`
    Instead
        The date on which the action was tried, once it was there.
    """
    record = own_published(file)
    if not record:
        return
    completed = {action.id: action.completed for action in known_items(record.actions)}
    for index, each in enumerate(known_items(record.validation)):
        if each.result is not ValidationResult.PASS:
            continue
        for name in each.actions:
            day = completed.get(name)
            if day and Span.at(each.date).precedes(Span.at(day)):
                yield at_field(
                    file,
                    ("validation", index, "date"),
                    f"must not be before {name} was completed",
                    f"{shown(each.date)}, and {name} was completed on {shown(day)}",
                    "correct the date, or leave the action out of the round",
                )
                break


def _measures(impact: Impact) -> Iterator[tuple[str, int, Measure]]:
    for heading in IMPACT_HEADINGS:
        for index, measure in enumerate(known_items(getattr(impact, heading))):
            yield heading, index, measure


def _beginnings(record: Record) -> list[Span]:
    """When the incident began at the earliest: every one of these must be later to be sure."""
    instants = key_instants(record)
    known_ones = (instants.get(name) for name in (KeyInstant.STARTED, KeyInstant.DETECTED))
    spans = [span for span in known_ones if isinstance(span, Span)]
    return spans or [Span.at(event.at) for event in known_items(record.timeline)[:1]]
