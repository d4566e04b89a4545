"""PM2 for dates against the incident: what answers it lies after it began, and harm to users takes time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.counted_people import measures_under
from ml_postmortems.model.durations import happened, key_instants
from ml_postmortems.model.instant import Duration, Instant, Precision, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.terms import KeyInstant, Kind
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_LONG_BEFORE = timedelta(days=30)
"""What answers an incident can look earlier by a wrong zone or a start that was found late, not by this much."""
_ENDS = (KeyInstant.STARTED, KeyInstant.DETECTED, KeyInstant.MITIGATED)
_YEAR = lazy_pattern(r"(?<![\w.,-])(?:19|20)\d\d(?![\w-]|[.,]\d)")


@file_rule("PM241")
def answer_before_incident(file: RecordFile) -> Iterator[Problem]:
    """In our own published records nothing that answers the incident is dated long before it began.

    What it does
        Compares reviews, messages, accepted risks, validation rounds and `due` of actions with when the incident began.
        More than 30 days before it is certainly wrong.
    Why it matters
        A review of an incident that had not happened yet reviewed something else, or never took place.
    Example
        `due: 2019-05-01`
    Instead
        `due: 2025-04-01`
    """
    record = own_published(file)
    if not record:
        return
    began = happened(record)
    for path, instant in _answers(record):
        if Duration.between(Span.at(instant), began).shortest > _LONG_BEFORE:
            yield at_field(
                file,
                path,
                "must not be long before the incident began",
                f"{shown(instant)}, and it began at {shown(began.earliest)}",
                "write the day on which it was done or is due",
            )


def _answers(record: Record) -> Iterator[tuple[FieldPath, Instant]]:
    """Everything dated that an incident leads to; completions have a rule of their own."""
    for index, cause in enumerate(known_items(record.causes)):
        if risk := known(cause.accepted_risk):
            yield ("causes", index, "accepted_risk", "date"), risk.date
    for index, action in enumerate(known_items(record.actions)):
        if due := known(action.due):
            yield ("actions", index, "due"), due
    for index, trial in enumerate(known_items(record.validation)):
        yield ("validation", index, "date"), trial.date
    if people := known(record.people):
        for index, date in enumerate(known_items(people.reviews)):
            yield ("people", "reviews", index), date
    if communication := known(record.communication):
        for index, update in enumerate(known_items(communication.updates)):
            yield ("communication", "updates", index, "date"), update.date


@file_rule("PM242")
def harm_without_time(file: RecordFile) -> Iterator[Problem]:
    """Harm to users does not begin, get noticed and end in one second.

    What it does
        Looks in our own published incidents with users above zero for `started`, `detected` and `mitigated` at one
        exact time.
    Why it matters
        All durations become zero, and the medians of a team with them.
    Example
        One entry of the timeline with `marks: [started, detected, mitigated]`
    Instead
        An entry for each; where nobody knows when it began, `times: {started: {unknown: why}}`.
    """
    record = own_published(file)
    impact = known(record.impact) if record else None
    if not record or not impact or record.kind is not Kind.INCIDENT:
        return
    spans = [key_instants(record).get(name) for name in _ENDS]
    exact = {
        each.earliest.moment
        for each in spans
        if isinstance(each, Span) and each.earliest.precision is Precision.MOMENT and each.earliest == each.latest
    }
    is_one = len(exact) == 1 and all(isinstance(each, Span) for each in spans)
    if is_one and any(measure.certain_amount > 0 for measure in measures_under(impact, "users")):
        yield at_field(
            file,
            ("timeline",),
            "must give harm to users a beginning before its end",
            f"`started`, `detected` and `mitigated` at {next(iter(exact))}",
            "write an entry for each, or say under `times` which of them nobody knows",
        )


@file_rule("PM244", Level.WARNING)
def summary_of_another_year(file: RecordFile) -> Iterator[Problem]:
    """The year that a summary names is one of the timeline.

    What it does
        Warns where the summary of a record of ours names years, and none of them is a year of the timeline or of
        evidence, or next to one.
    Why it matters
        The summary is all that many readers see.
    Example
        `For two days in October 2021 our search hid shops`, in an incident of March 2026
    Instead
        The year of the incident.
    """
    record = own_published(file)
    summary = known(record.summary) if record else None
    if not record or not summary:
        return
    named = {int(year) for year in _YEAR.findall(summary)}
    dated = {event.at.year for event in known_items(record.timeline)} | {happened(record).earliest.year}
    dated |= {span.latest.year for span in key_instants(record).values() if isinstance(span, Span)}
    if named and not any(abs(year - other) <= 1 for year in named for other in dated):
        yield at_field(
            file,
            ("summary",),
            "must name a year of the timeline, if it names any",
            f"{', '.join(map(str, sorted(named)))}, and the timeline is of {', '.join(map(str, sorted(dated)))}",
            "write the year in which it happened",
        )
