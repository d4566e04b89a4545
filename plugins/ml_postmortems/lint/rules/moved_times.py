"""PM9 for times: what a merged record says of when something was, moves only with a recorded reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.corrections import merged_before, unrecorded
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.corrections import CorrectedField
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM905")
def moved_times(file: RecordFile, context: Context) -> Iterator[Problem]:
    """No time of a merged record is moved, but with a recorded reason.

    What it does
        With `check --changed`, compares with the base: the key instants, the times of the timeline, and the dates on
        which evidence was made, actions were completed and rounds were held. More exact ones are no other ones, and
        what is added is not moved. Where no key instant is left, one entry under `corrections` is enough for all.
    Why it matters
        With its times an incident moves to another year, a harm of hours becomes one of minutes, and a late action
        one in time.
    Example
        `at: 2025-03-11T01:00:00Z` becomes `at: 2025-03-11T03:25:00Z`.
    Instead
        An entry under `corrections` for each that says why it was wrong.
    """
    former = merged_before(file, context)
    if not file.record or not former:
        return
    before = {name: span for name, span in key_instants(former).items() if isinstance(span, Span)}
    after = key_instants(file.record)
    if before and not any(_overlap(span, after.get(name)) for name, span in before.items()):
        was = str(next(iter(before.values())).earliest)
        yield from unrecorded(file, former, CorrectedField.TIMES, ("timeline",), was, context)
        return
    moved: dict[str, FieldPath] = {}
    for name, span in before.items():
        if not _overlap(span, after.get(name)):
            moved.setdefault(str(span.earliest), _place_of(file.record, name))
    for path, instant, others in _dates(former, file.record):
        if not any(_overlap(Span.at(instant), Span.at(other)) for other in others):
            moved.setdefault(str(instant), path)
    for was, path in moved.items():
        yield from unrecorded(file, former, CorrectedField.TIMES, path, was, context)


def _dates(former: Record, record: Record) -> Iterator[tuple[FieldPath, Instant, list[Instant]]]:
    """Each date of the former record, where it would stand now, and the dates of now that can be the same."""
    times = [event.at for event in known_items(record.timeline)]
    yield from ((("timeline",), event.at, times) for event in known_items(former.timeline))
    evidence = {each.id: (index, known(each.date)) for index, each in enumerate(known_items(record.evidence))}
    for item in known_items(former.evidence):
        if item.id in evidence and (made := known(item.date)):
            index, made_now = evidence[item.id]
            yield ("evidence", index, "date"), made, [made_now] if made_now else []
    actions = {each.id: (index, each.completed) for index, each in enumerate(known_items(record.actions))}
    for action in known_items(former.actions):
        index, completed = actions.get(action.id, (0, None))
        if action.completed and completed:  # one that is taken up again has no date
            yield ("actions", index, "completed"), action.completed, [completed]
    rounds = {each.round: (index, each.date) for index, each in enumerate(known_items(record.validation))}
    for trial in known_items(former.validation):
        if trial.round in rounds:
            index, held = rounds[trial.round]
            yield ("validation", index, "date"), trial.date, [held]


def _place_of(record: Record, name: KeyInstant) -> FieldPath:
    """Where the record gives a key instant, or would give it."""
    for index, event in enumerate(known_items(record.timeline)):
        if name in event.marks:
            return ("timeline", index, "at")
    return ("times", name.value) if name in record.times else ("timeline",)


def _overlap(before: Span, after: object) -> bool:
    """Whether the two can mean one moment."""
    if not isinstance(after, Span):
        return False
    zone = before.zone or after.zone or UTC
    (first, last), (other_first, other_last) = before.bounds(before.zone or zone), after.bounds(after.zone or zone)
    start, end = max(first, other_first), min(last, other_last)
    return start < end or (start == end and (first == last or other_first == other_last))
