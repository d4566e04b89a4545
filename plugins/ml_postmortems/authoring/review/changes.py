"""What a pull request changes in a record that was there before, as far as a reviewer should know it."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.action_changes import action_changes
from ml_postmortems.authoring.review.change import Change, alert, list_changes, note, value
from ml_postmortems.model.block import Gate
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import value_in
from ml_postmortems.model.terms import KeyInstant, Severity, Status, Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.pull_request import record_id_of
from ml_postmortems.reading.record_file import RecordFile

_TOLD_APART = {"id", "aliases", "severity", "status", "visibility", "kind", "origin", "teams", "primary_cause"}
_TOLD_APART |= {"causes", "actions", "evidence", "exemptions", "dissent", "lessons", "recurrence", "timeline", "times"}
"""The fields with a comparison of their own; the others that were edited are listed by name."""


def changes_of(before: RecordFile, after: RecordFile) -> tuple[Change, ...]:
    """Every change worth a reviewer's attention; those that have to be agreed to come first."""
    if not after.record:
        return (alert("The record could be read before, and cannot be read now."),) if before.record else ()
    found = [*_identity(before, after)]
    if not before.record:
        found.append(note("The record could not be read before, so nothing else can be compared."))
    else:
        uncertain = {str(fault.field[0]) for file in (before, after) for fault in file.faults if fault.field}
        found += _content(before.record, after.record, uncertain, before.body.text != after.body.text)
        if uncertain:
            names = ", ".join(value(name) for name in sorted(uncertain))
            found.append(note(f"Not compared, because part of it cannot be read: {names}."))
    return tuple(sorted(found, key=lambda change: not change.is_alert))


def _identity(before: RecordFile, after: RecordFile) -> Iterator[Change]:
    old, new = record_id_of(before), record_id_of(after)
    aliases = after.record.aliases if after.record else ()
    if old != new and old in aliases:
        yield note(f"The id was {old}, which stays as an alias.")
    elif old != new:
        yield alert(f"The id was {old}, and nothing leads from there any more: add it to `aliases`, or take it back.")
    for alias in before.record.aliases if before.record else ():
        if alias not in (*aliases, new):
            yield alert(f"The former id {alias} was taken from `aliases`: its address leads nowhere.")
    if old == new and before.path != after.path:
        yield note(f"The file was renamed; it was {value(before.path.name)}.")


def _content(old: Record, new: Record, uncertain: set[str], body_edited: bool) -> Iterator[Change]:
    """The differences of two versions, leaving out the fields that are not fully read."""
    comparisons = {
        "severity": _severity,
        "status": _status,
        "visibility": _visibility,
        "kind": lambda old, new: _word("kind", old.kind, new.kind),
        "origin": lambda old, new: _word("origin", old.origin, new.origin),
        "teams": _teams,
        "primary_cause": _primary_cause,
        "causes": _causes,
        "actions": lambda old, new: action_changes(known_items(old.actions), known_items(new.actions)),
        "evidence": _evidence,
        "exemptions": _exemptions,
        "dissent": _dissent,
        "lessons": _lessons,
        "recurrence": _recurrence,
        "timeline": _timeline,
    }
    for field, compare in comparisons.items():
        if field not in uncertain:
            yield from compare(old, new)
    yield from _given_up_knowledge(old, new, uncertain)
    edited = [
        value(name)
        for name in Record.model_fields
        if name not in _TOLD_APART | uncertain and getattr(old, name) != getattr(new, name)
    ]
    if body_edited:
        edited.append("the body")
    if edited:
        yield note(f"Also edited: {', '.join(edited)}.")


def _severity(old: Record, new: Record) -> Iterator[Change]:
    order = list(Severity)
    if order.index(new.severity) > order.index(old.severity):
        yield alert(f"Severity was lowered from {old.severity} to {new.severity}.")
    elif new.severity is not old.severity:
        yield note(f"Severity was raised from {old.severity} to {new.severity}.")


def _status(old: Record, new: Record) -> Iterator[Change]:
    if old.status is new.status:
        return
    unpublished = Gate.PUBLISHED.includes(old.status) and not Gate.PUBLISHED.includes(new.status)
    reopened = old.status is Status.CLOSED
    say = alert if unpublished or reopened else note
    yield say(f"Status went from {old.status} to {new.status}.")


def _visibility(old: Record, new: Record) -> Iterator[Change]:
    order = list(Visibility)
    if order.index(new.visibility) < order.index(old.visibility):
        yield alert(f"More people may read it: visibility went from {old.visibility} to {new.visibility}.")
    elif new.visibility is not old.visibility:
        yield alert(f"Fewer people may read it: visibility went from {old.visibility} to {new.visibility}.")


def _word(field: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield alert(f"The {field} went from {old} to {new}, and with it what is counted and required.")


def _teams(old: Record, new: Record) -> Iterator[Change]:
    if old.teams.owner != new.teams.owner:
        yield alert(f"The owning team is {value(new.teams.owner)}; it was {value(old.teams.owner)}.")
    elif old.teams != new.teams:
        yield note("The teams involved were edited.")


def _primary_cause(old: Record, new: Record) -> Iterator[Change]:
    if old.primary_cause is not None and old.primary_cause != new.primary_cause:
        yield alert(f"The primary cause is {_named(new.primary)}; it was {_named(old.primary)}.")
    elif old.primary and new.primary and old.primary.category != new.primary.category:
        yield alert(f"Totals count it under {value(new.primary.category)}, no longer {value(old.primary.category)}.")


def _named(cause: Cause | None) -> str:
    return f"{cause.id} ({value(cause.category)})" if cause else "none"


def _causes(old: Record, new: Record) -> Iterator[Change]:
    changes = list_changes(known_items(old.causes), known_items(new.causes))
    for cause in changes.removed:
        yield alert(f"Cause {_named(cause)} was removed: {value(cause.text)}.")
    for before, after in changes.kept:
        lost = [name for name in before.evidence if name not in after.evidence]
        if lost:
            yield alert(f"Cause {after.id} no longer rests on {', '.join(lost)}.")
        if before.role is not after.role:
            yield alert(f"Cause {after.id} is {after.role}; it was {before.role}.")
        if before.confidence is not after.confidence:
            yield note(f"Cause {after.id} is {after.confidence}; it was {before.confidence}.")
        if before.category != after.category:
            yield note(f"Cause {after.id} is filed under {value(after.category)}; it was {value(before.category)}.")
        if known(after.accepted_risk) and not known(before.accepted_risk):
            yield alert(f"The risk of cause {after.id} was accepted.")
        told = ("evidence", "role", "confidence", "category", "accepted_risk")
        if any(getattr(before, name) != getattr(after, name) for name in Cause.model_fields if name not in told):
            yield note(f"Cause {after.id} was edited.")
    for cause in changes.added:
        yield note(f"Cause {_named(cause)} was added ({cause.role}).")


def _evidence(old: Record, new: Record) -> Iterator[Change]:
    changes = list_changes(known_items(old.evidence), known_items(new.evidence))
    for item in changes.removed:
        yield alert(f"Evidence {item.id} was removed: {value(item.title)}.")
    for before, after in changes.kept:
        if before.uri != after.uri:
            yield alert(f"Evidence {after.id} leads somewhere else: {value(known(after.uri) or 'nowhere')}.")
        elif before != after:
            yield note(f"Evidence {after.id} was edited.")
    if changes.added:
        yield note(f"Evidence was added: {', '.join(item.id for item in changes.added)}.")


def _exemptions(old: Record, new: Record) -> Iterator[Change]:
    before = {each.rule for each in old.exemptions}
    for each in new.exemptions:
        if each.rule not in before:
            yield alert(f"The record exempts itself from {each.rule}: {value(each.reason)}.")
    if dropped := sorted(before - {each.rule for each in new.exemptions}):
        yield note(f"No longer exempt from {', '.join(dropped)}.")


def _dissent(old: Record, new: Record) -> Iterator[Change]:
    if gone := [each for each in old.dissent if each not in new.dissent]:
        yield alert(f"{counted(len(gone), 'dissenting view')} edited or removed; dissent is printed unedited.")
    if added := len([each for each in new.dissent if each not in old.dissent]):
        yield note(f"{counted(added, 'dissenting view')} added.")


def _lessons(old: Record, new: Record) -> Iterator[Change]:
    changes = list_changes(known_items(old.lessons), known_items(new.lessons))
    if changes.removed:
        yield alert(f"Lessons were removed: {', '.join(lesson.id for lesson in changes.removed)}.")
    if changes.added or any(before != after for before, after in changes.kept):
        yield note("Lessons were added or edited.")


def _recurrence(old: Record, new: Record) -> Iterator[Change]:
    before, after = known(old.recurrence), known(new.recurrence)
    if lost := sorted(set(before.of if before else ()) - set(after.of if after else ())):
        yield alert(f"It is no longer said to repeat {', '.join(lost)}.")
    broken, still = ({each.id for each in each_of.broken_controls} if each_of else set() for each_of in (before, after))
    if gone := sorted(broken - still):
        yield alert(f"Controls are no longer said to have failed: {', '.join(value(name) for name in gone)}.")
    if before != after and not lost and not gone:
        yield note("The answer to the recurrence question was edited.")


def _timeline(old: Record, new: Record) -> Iterator[Change]:
    before, after = key_instants(old), key_instants(new)
    for name in KeyInstant:
        if before.get(name) != after.get(name):
            yield note(f"The instant {value(name)} moved, and durations with it.")
    shorter = len(known_items(old.timeline)) - len(known_items(new.timeline))
    if shorter > 0:
        yield alert(f"The timeline lost {counted(shorter, 'event')}.")
    say = alert if Gate.PUBLISHED.includes(old.status) else note
    retold = [*_retold(old, new)]
    yield from map(say, retold)
    if old.timeline != new.timeline and shorter <= 0 and not retold:
        yield note("The timeline was edited.")


def _retold(old: Record, new: Record) -> Iterator[str]:
    """The words beside each mark that are others now."""
    now = {mark: event.text for event in known_items(new.timeline) for mark in event.marks}
    told = ((event.marks, event.text) for event in known_items(old.timeline) if event.marks)
    for marks, text in told:
        kept = next((now[mark] for mark in marks if mark in now), text)
        if kept != text:
            yield f"The entry {value(', '.join(marks))} says {value(kept)}; it said {value(text)}."


def _given_up_knowledge(old: Record, new: Record, uncertain: set[str]) -> Iterator[Change]:
    for path in completeness(new).unknown:
        before = value_in(old, path)
        if before in (None, ()) or isinstance(before, NotKnown) or str(path[0]) in uncertain:
            continue
        if path[0] == "actions" or not any(isinstance(part, int) for part in path):
            yield alert(f"{value(field_text(path))} was known, and is now said to be unknown.")
