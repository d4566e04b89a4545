"""PM2: what a record says agrees with itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.model.account import Interval
from ml_postmortems.model.cause_age import SinceBounds
from ml_postmortems.model.durations import harm_windows, key_instants
from ml_postmortems.model.impact import IMPACT_HEADINGS, Quantity
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.requirements import (
    EVIDENCE_REFERENCES,
    RECORD_REFERENCES,
    FieldPath,
    needed_places,
    places,
    words,
)
from ml_postmortems.model.terms import ActionStatus, CauseRole, KeyInstant, Origin
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.suggestion import closest

_DECLARING_LISTS = ("evidence", "causes", "actions", "lessons")
_REFERENCES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "evidence": EVIDENCE_REFERENCES,
    "causes": (("causes", "caused_by"), ("actions", "addresses"), ("primary_cause",)),
    "actions": (("validation", "actions"), ("extent", "actions")),
}
_IN_ORDER = (
    (KeyInstant.STARTED, KeyInstant.MITIGATED),
    (KeyInstant.MITIGATED, KeyInstant.RESOLVED),
    (KeyInstant.DETECTED, KeyInstant.DIAGNOSED),
    (KeyInstant.DETECTED, KeyInstant.RESOLVED),
    (KeyInstant.STARTED, KeyInstant.DATA_REPAIRED),
)


@file_rule("PM201")
def timeline_out_of_order(file: RecordFile) -> Iterator[Problem]:
    """The timeline runs forward.

    What it does
        Compares each entry with the one before it; a plain date agrees with any time on that day.
    Why it matters
        What came first is half of every causal argument, and readers take the order of the list for that of events.
    Example
        `at: 2025-03-11T11:31:00Z`, and after it `at: 2025-03-11T11:28:00Z`
    Instead
        Sort the entries, or correct the time.
    """
    timeline = known_items(file.record.timeline) if file.record else ()
    for index in range(1, len(timeline)):
        before, here = timeline[index - 1].at, timeline[index].at
        if Duration.between(Span.at(before), Span.at(here)).is_negative:
            yield at_field(
                file,
                ("timeline", index, "at"),
                "must not be earlier than the entry before it",
                f"{shown(here.text)} after {shown(before.text)}",
                "sort the entries by time, or correct the time",
            )


@file_rule("PM202")
def key_instants_out_of_order(file: RecordFile) -> Iterator[Problem]:
    """Started, mitigated and resolved follow each other, and so do detected, diagnosed and resolved.

    What it does
        Compares the key instants that are known. Detected before started is allowed: an alert can come before the harm.
    Why it matters
        Durations are computed from them; a wrong order makes them negative.
    Example
        `resolved` marked an hour before `mitigated`.
    Instead
        Mark the entries that really were these instants.
    """
    if not file.record:
        return
    instants = key_instants(file.record)
    for first, last in _IN_ORDER:
        match instants.get(first), instants.get(last):
            case Span() as earlier, Span() as later if Duration.between(earlier, later).is_negative:
                yield at_field(
                    file,
                    _place_of(file, last),
                    f"must not have `{last}` before `{first}`",
                    f"{shown(later.earliest.text)} before {shown(earlier.earliest.text)}",
                    "mark the entries that really were these instants, or correct the times",
                )


@file_rule("PM203")
def repeated_mark(file: RecordFile) -> Iterator[Problem]:
    """A key instant is marked once.

    What it does
        Reports the second entry of the timeline with the same mark.
    Why it matters
        Durations need one instant each.
    Example
        Two entries with `marks: [mitigated]`
    Instead
        Keep the mark on the entry at which the harm was essentially over.
    """
    seen: dict[KeyInstant, str] = {}
    for index, event in enumerate(known_items(file.record.timeline) if file.record else ()):
        for mark in event.marks:
            if mark in seen:
                yield at_field(
                    file,
                    ("timeline", index, "marks"),
                    f"must not mark `{mark}` again",
                    f"a second mark, after the one at {shown(seen[mark])}",
                    "keep the mark on one of the two",
                )
            seen.setdefault(mark, event.at.text)


@file_rule("PM204")
def instant_marked_and_typed(file: RecordFile) -> Iterator[Problem]:
    """A key instant that the timeline marks is not given in `times` too.

    What it does
        Compares `times` with the marks of the timeline.
    Why it matters
        What is typed twice comes to differ.
    Example
        `marks: [started]` and `times: {started: {unknown: ...}}`
    Instead
        Delete the one in `times`.
    """
    if not file.record:
        return
    marked = {mark for event in known_items(file.record.timeline) for mark in event.marks}
    for name in file.record.times:
        if name in marked:
            yield at_field(
                file,
                ("times", name.value),
                "must only be given for an instant that no entry of the timeline marks",
                f"`{name}`, which is marked",
                "delete it here, or the mark there",
            )


@file_rule("PM205")
def reversed_interval(file: RecordFile) -> Iterator[Problem]:
    """An interval or a range begins before it ends.

    What it does
        Compares `from` and `to` of times, causes, affected data, times of harm and measures.
    Why it matters
        The two were swapped, or one is wrong.
    Example
        `started: {from: 2025-03-09, to: 2025-03-02}`
    Instead
        `started: {from: 2025-03-02, to: 2025-03-09}`
    """
    if not file.record:
        return
    for path, start, end in _intervals(file):
        if Duration.between(Span.at(start), Span.at(end)).is_negative:
            yield at_field(
                file,
                path,
                "must have `from` before `to`",
                f"{shown(start.text)} to {shown(end.text)}",
                "swap or correct them",
            )
    for heading in IMPACT_HEADINGS:
        for path, amount in places(file.record, ("impact", heading, "value")):
            if isinstance(amount, Quantity):
                low, high = amount.at_least, amount.at_most
                if low is None and high is None:
                    yield at_field(
                        file, path, "must have `from`, `to` or both", "neither", "add `from:`, `to:` or both"
                    )
                elif low is not None and high is not None and low > high:
                    yield at_field(
                        file,
                        path,
                        "must have a smaller `from` than `to`",
                        f"{shown(low)} to {shown(high)}",
                        "swap or correct them",
                    )


@file_rule("PM206")
def repeated_local_id(file: RecordFile) -> Iterator[Problem]:
    """Evidence, causes, actions and lessons have an id of their own.

    What it does
        Reports an id that is given twice in one list.
    Why it matters
        References to it mean two things.
    Example
        Two causes `C2`
    Instead
        Number the second anew, and look at what refers to it.
    """
    for name in _DECLARING_LISTS:
        ids = _declared(file, name)
        for index, found in enumerate(ids):
            if found is not None and found in ids[:index] and file.record:
                yield at_field(
                    file,
                    (name, index, "id"),
                    "must be given once",
                    f"{shown(found)} again",
                    "use the next free number",
                )


@file_rule("PM207")
def dangling_local_reference(file: RecordFile) -> Iterator[Problem]:
    """A reference to evidence, a cause or an action names one of this record.

    What it does
        Looks up every `E`, `C` and `A` number.
    Why it matters
        A claim whose evidence does not exist has none.
    Example
        `evidence: [E9]` in a record with E1 to E4
    Instead
        `evidence: [E4]`
    """
    if not file.record:
        return
    for name, fields in _REFERENCES.items():
        if _is_told_of(file, name):
            continue
        declared = [each for each in _declared(file, name) if each]
        for field in fields:
            for path, word in words(file.record, field):
                if word not in declared:
                    near = closest(word, declared)
                    yield at_field(
                        file,
                        path,
                        f"must be an id under `{name}`",
                        shown(word),
                        f"did you mean `{near}`?" if near else f"add it under `{name}`, or drop the reference",
                    )


@file_rule("PM208")
def circular_causes(file: RecordFile) -> Iterator[Problem]:
    """No cause is, in the end, its own cause.

    What it does
        Follows `caused_by` from each cause.
    Why it matters
        A circle explains nothing and cannot be drawn. A feedback loop in the system is one cause, told in its text.
    Example
        C1 with `caused_by: [C2]`, and C2 with `caused_by: [C1]`
    Instead
        Keep the direction that the evidence shows.
    """
    causes = known_items(file.record.causes) if file.record else ()
    behind = {cause.id: cause.caused_by for cause in causes}
    for index, cause in enumerate(causes):
        reached: set[str] = set()
        frontier = list(cause.caused_by)
        while frontier:
            here = frontier.pop()
            if here not in reached:
                reached.add(here)
                frontier.extend(behind.get(here, ()))
        if cause.id in reached:
            yield at_field(
                file,
                ("causes", index, "caused_by"),
                "must not lead back to the cause itself",
                f"{shown(cause.id)} behind {shown(cause.id)}",
                "name under `caused_by` what lies behind this cause, not what follows from it",
            )


@file_rule("PM209")
def primary_cause_ruled_out(file: RecordFile) -> Iterator[Problem]:
    """The primary cause is one that was not ruled out.

    What it does
        Looks at the role of the cause that `primary_cause` names.
    Why it matters
        Totals and trends count it.
    Example
        `primary_cause: C3` where C3 has `role: ruled-out`
    Instead
        Name the cause without which the failure would not have happened.
    """
    if not file.record:
        return
    for cause in known_items(file.record.causes):
        if cause.id == file.record.primary_cause and cause.role is CauseRole.RULED_OUT:
            yield at_field(
                file,
                ("primary_cause",),
                "must be a cause that was not ruled out",
                shown(cause.id),
                "name the cause without which it would not have happened",
            )


@file_rule("PM210")
def announced_action_in_own_record(file: RecordFile) -> Iterator[Problem]:
    """Only an external record has actions that are merely announced.

    What it does
        Refuses action status `announced` where `origin` is `own`.
    Why it matters
        Of our own actions we know whether they are open, in progress or done.
    Example
        `status: announced` in our own record
    Instead
        `status: open`
    """
    if not file.record or file.record.origin is Origin.EXTERNAL:
        return
    for index, action in enumerate(known_items(file.record.actions)):
        if action.status is ActionStatus.ANNOUNCED:
            yield at_field(
                file,
                ("actions", index, "status"),
                "must not be `announced` in a record of `origin: own`",
                "`announced`",
                "use `open`, `in-progress` or `done`",
            )


@file_rule("PM211")
def self_reference(file: RecordFile) -> Iterator[Problem]:
    """A record does not name itself as an earlier or replacing record, and gives each other record one answer.

    What it does
        Compares the ids under `aliases`, `recurrence` and `superseded_by` with the record's own and with each other.
    Why it matters
        One earlier record cannot both be repeated and be something else.
    Example
        `PM-2024-0001` under both `of` and `dismissed`
    Instead
        Keep the one answer that is right.
    """
    if not file.record:
        return
    for index, alias in enumerate(file.record.aliases):
        if alias == file.record.id:
            yield at_field(
                file, ("aliases", index), "must be a former id", f"{shown(alias)}, the one that holds now", "delete it"
            )
    own_names = {file.record.id, *file.record.aliases}
    answered: set[str] = set()
    for field in RECORD_REFERENCES:
        for path, word in words(file.record, field):
            if word in own_names:
                yield at_field(
                    file,
                    path,
                    "must be another record",
                    f"{shown(word)}, this one",
                    "name the other record, or delete it",
                )
            elif field[0] == "recurrence" and word in answered:
                yield at_field(
                    file,
                    path,
                    "must be named once under `recurrence`",
                    f"{shown(word)} again",
                    "keep the one answer that is right",
                )
            if field[0] == "recurrence":
                answered.add(word)


def _declared(file: RecordFile, name: str) -> list[str | None]:
    """The ids written under a list, also of items that could not be read otherwise; None for those without."""
    items = file.tree.get(name)
    if not isinstance(items, list):
        return []
    return [item.get("id") if isinstance(item, dict) else None for item in items]


def _is_told_of(file: RecordFile, name: str) -> bool:
    """Whether another finding says that a list, or the id of an item in it, is missing or cannot be read.

    Then references to what may stand there prove nothing, and would bury that finding.
    """
    assert file.record
    if any(fault.field[:1] == (name,) and fault.field[2:] in ((), ("id",)) for fault in file.faults):
        return True
    return any(path == (name,) and value in (None, ()) for path, _, value in needed_places(file.record))


def _place_of(file: RecordFile, instant: KeyInstant) -> FieldPath:
    """Where the record gives a key instant."""
    assert file.record
    for index, event in enumerate(known_items(file.record.timeline)):
        if instant in event.marks:
            return ("timeline", index, "marks")
    return ("times", instant.value)


def _intervals(file: RecordFile) -> Iterator[tuple[FieldPath, Instant, Instant]]:
    """Every pair of instants that bound something, where both are given."""
    assert file.record
    pairs: list[tuple[FieldPath, object, object]] = [
        (("times", name.value), value.start, value.end)
        for name, value in file.record.times.items()
        if isinstance(value, Interval)
    ]
    pairs += [
        (("affected_data", index), data.start, data.end)
        for index, data in enumerate(known_items(file.record.affected_data))
    ]
    pairs += [
        (("impact", "windows", index), window.start, window.end)
        for index, window in enumerate(harm_windows(file.record))
    ]
    pairs += [
        (("causes", index, "since"), cause.since.start, cause.since.end)
        for index, cause in enumerate(known_items(file.record.causes))
        if isinstance(cause.since, SinceBounds)
    ]
    for path, start, end in pairs:
        if isinstance(start, Instant) and isinstance(end, Instant):
            yield path, start, end
