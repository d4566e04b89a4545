"""A record as it was known on a day: without what its own dates put later.

Version 1 of the format dates most of what happens to a record and not all of it. What bears no date stands as the
newest version has it: that an action exists or was given up, that a record was withdrawn, and when it was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ml_postmortems.model.account import Interval
from ml_postmortems.model.action import Action, ValidationRound
from ml_postmortems.model.corrections import CorrectedField
from ml_postmortems.model.extent import ExtentState
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus, KeyInstant, Kind, Severity, Status, ValidationResult


def is_later(instant: Instant, day: date) -> bool:
    """Whether all that an instant can mean lies after a day; a month or a year is later where its first day is."""
    return instant.first_day > day


def record_as_known(record: Record, day: date) -> Record | None:
    """The record as of the end of a day, or None where nobody had noticed the incident by then.

    Entries, key instants, completions, rounds, reviews, messages, duties and corrections of a later date are left out.
    A key instant that came later is known not to have come before the day after: `{from: day after}`. An action that
    was completed later is open, one that a later round verified is done, and a record that is closed since is not.
    """
    marked = {mark: event.at for event in reversed(known_items(record.timeline)) for mark in event.marks}
    detected = marked.get(KeyInstant.DETECTED) or _not_before(record, KeyInstant.DETECTED)
    if detected and is_later(detected, day):
        return None
    changes = dict(_changes(record, day))
    return record.model_copy(update=changes) if changes else record


def _not_before(record: Record, name: KeyInstant) -> Instant | None:
    interval = known(record.times.get(name))
    return (interval.start or interval.not_yet) if interval else None


def _changes(record: Record, day: date) -> Iterator[tuple[str, Any]]:
    """The fields that were otherwise on a day."""
    timeline = known_items(record.timeline)
    past = tuple(event for event in timeline if not is_later(event.at, day))
    if len(past) < len(timeline):
        yield "timeline", past
    times = {name: value if isinstance(value, NotKnown) else _interval_then(name, value, day)
             for name, value in record.times.items()}  # fmt: skip
    seen = {mark for event in past for mark in event.marks}
    for event in timeline:
        if is_later(event.at, day):
            times |= {mark: _after(day) for mark in event.marks if mark not in seen}
    if times != record.times:
        yield "times", times
    rounds = known_items(record.validation)
    held = tuple(each for each in rounds if not is_later(each.date, day))
    if len(held) < len(rounds):
        yield "validation", held
    actions = known_items(record.actions)
    then = tuple(_action_then(action, rounds, day) for action in actions)
    if then != actions:
        yield "actions", then
    if then != actions or len(held) < len(rounds):
        status = _status_then(record.status, held)
        yield "status", status
        risk = known(record.risk)
        if risk and risk.at_closing and status is not Status.CLOSED:
            yield "risk", risk.model_copy(update={"at_closing": None})
    yield from _found_then(record, day)
    yield from _windows_then(record, day)
    yield from _people_then(record, day)
    yield from _corrected_back(record, day)


def _found_then(record: Record, day: date) -> Iterator[tuple[str, Any]]:
    """What was found elsewhere by then, and what was sent; a question that was asked later is left out."""
    extent = known_items(record.extent)
    then = tuple(
        each if not _is_dated_later(known(each.date), day) else each.model_copy(update=_STILL_OPEN)
        for each in extent
        if each.state is not ExtentState.OPEN or not _is_dated_later(known(each.date), day)
    )
    if then != extent:
        yield "extent", then
    reporting = known(record.reporting)
    if reporting and any(_is_dated_later(known(each.sent), day) for each in reporting.regimes):
        regimes = tuple(
            each.model_copy(update={"sent": None}) if _is_dated_later(known(each.sent), day) else each
            for each in reporting.regimes
        )
        yield "reporting", reporting.model_copy(update={"regimes": regimes})


_STILL_OPEN = {"state": ExtentState.OPEN, "date": None, "actions": ()}


def _after(day: date) -> Interval:
    return Interval.model_validate({"from": (day + timedelta(days=1)).isoformat()})


def _interval_then(name: KeyInstant, interval: Interval, day: date) -> Interval:
    """What was known of an instant that lies in an interval: it had begun by then, or not come yet."""
    if interval.one_of:
        return _one_of_then(interval, day)
    if interval.not_yet and is_later(interval.not_yet, day):
        return interval.model_copy(update={"not_yet": Instant.parse(day.isoformat())})
    if interval.start and is_later(interval.start, day):
        return _after(day)
    if interval.end and is_later(interval.end, day):
        # A record that counts has begun: its start lies before the end of the day.
        end = Instant.parse(day.isoformat()) if name is KeyInstant.STARTED else None
        if interval.start or end:
            return interval.model_copy(update={"end": end})
        return _after(day)
    return interval


def _one_of_then(interval: Interval, day: date) -> Interval:
    """The values that had come by a day; of one alone the instant itself."""
    past = tuple(each for each in interval.one_of if not is_later(each.at, day))
    match past:
        case ():
            return _after(day)
        case (only,):
            return interval.model_copy(
                update={"start": only.at, "end": only.at, "one_of": (), "evidence": only.evidence}
            )
        case _:
            return interval.model_copy(update={"one_of": past})


def _windows_then(record: Record, day: date) -> Iterator[tuple[str, Any]]:
    """The times of harm that had begun; one that ended later was going on."""
    impact = known(record.impact)
    if not impact or not impact.windows:
        return
    begun = (each for each in impact.windows if not is_later(each.start, day))
    then = tuple(
        each.model_copy(update={"end": None}) if each.end and is_later(each.end, day) else each for each in begun
    )
    if then != impact.windows:
        yield "impact", impact.model_copy(update={"windows": then})


def _action_then(action: Action, rounds: tuple[ValidationRound, ...], day: date) -> Action:
    if action.completed and is_later(action.completed, day):
        return action.model_copy(update={"completed": None, "status": ActionStatus.OPEN})
    passed = [each.date for each in rounds if each.result is ValidationResult.PASS and action.id in each.actions]
    if action.status is ActionStatus.VERIFIED and passed and all(is_later(each, day) for each in passed):
        return action.model_copy(update={"status": ActionStatus.DONE})
    return action


def _status_then(status: Status, held: tuple[ValidationRound, ...]) -> Status:
    """Of a record whose actions or rounds had not come so far; taken back or in review it stays."""
    if not status.is_counted:
        return status
    if not held:
        return Status.PUBLISHED
    return Status.VALIDATING if held[-1].result is ValidationResult.PASS else Status.ADJUSTING


def _people_then(record: Record, day: date) -> Iterator[tuple[str, Any]]:
    """Reviews, messages to audiences and what authorities did."""
    people, told = known(record.people), known(record.communication)
    reviews = known_items(people.reviews) if people else ()
    if people and any(is_later(each, day) for each in reviews):
        yield "people", people.model_copy(update={"reviews": tuple(e for e in reviews if not is_later(e, day))})
    updates = known_items(told.updates) if told else ()
    if told and any(is_later(each.date, day) for each in updates):
        kept = tuple(each for each in updates if not is_later(each.date, day))
        yield "communication", told.model_copy(update={"updates": kept})
    duties = tuple(each for each in record.regulatory if not _is_dated_later(known(each.date), day))
    if len(duties) < len(record.regulatory):
        yield "regulatory", duties


def _is_dated_later(instant: Instant | None, day: date) -> bool:
    return instant is not None and is_later(instant, day)


def _corrected_back(record: Record, day: date) -> Iterator[tuple[str, Any]]:
    """Severity and kind as they stood before a later correction; key instants that were moved are not kept anywhere."""
    later = [each for each in record.corrections if is_later(each.date, day)]
    if not later:
        return
    yield "corrections", tuple(each for each in record.corrections if each not in later)
    words: dict[CorrectedField, tuple[str, type[Severity] | type[Kind]]] = {
        CorrectedField.SEVERITY: ("severity", Severity),
        CorrectedField.KIND: ("kind", Kind),
    }
    for field, (name, terms) in words.items():
        was = next((each.was for each in later if each.field is field), None)
        if was in list(terms):
            yield name, terms(was)  # type: ignore[call-arg]  # the constructor of a term is looked up by its value
