"""What a pull request changes in the settings of a base: how strictly the checker judges, and what is counted."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.change import Change, alert, note
from ml_postmortems.lint.levels import level_of_rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model.settings import OwnTexts, Settings, version_parts
from ml_postmortems.model.terms import Severity
from ml_postmortems.plurals import counted


def settings_changes(before: Settings, after: Settings) -> tuple[Change, ...]:
    """Every difference that has an effect; what weakens the gate or changes numbers comes first, to be agreed to."""
    found = [*_levels(before, after), *_adopted(before, after), *_bounds(before, after), *_window(before, after)]
    found += [*_cadence(before, after), *_texts(before, after), *_own_fields(before, after), *_required(before, after)]
    return tuple(sorted(found, key=lambda change: not change.is_alert))


def _levels(before: Settings, after: Settings) -> Iterator[Change]:
    for rule in all_rules():
        old, new = level_of_rule(rule, before), level_of_rule(rule, after)
        if new.is_below(old):
            yield alert(f"{rule.code} {rule.name} is lowered from `{old}` to `{new}`.")
        elif old is not new:
            yield note(f"{rule.code} {rule.name} is raised from `{old}` to `{new}`.")


def _adopted(before: Settings, after: Settings) -> Iterator[Change]:
    old, new = before.rules_since, after.rules_since
    if version_parts(new) < version_parts(old):
        yield alert(f"Rules that came after version {new} are no errors for merged records any more; it was {old}.")
    elif version_parts(new) > version_parts(old):
        yield note(f"Rules up to version {new} are errors for merged records too; it was {old}.")


def _bounds(before: Settings, after: Settings) -> Iterator[Change]:
    old, new = before.bounds.removed_at_once, after.bounds.removed_at_once
    if old != new:
        say = alert if new > old else note
        yield say(f"A pull request may take back up to {counted(new, 'merged record')}; it was {old}.")


def _window(before: Settings, after: Settings) -> Iterator[Change]:
    old, new = before.recurrence_window, after.recurrence_window
    if old != new:
        yield alert(f"An incident counts as a recurrence within {counted(new, 'day')}; it was {old}.")


def _cadence(before: Settings, after: Settings) -> Iterator[Change]:
    for status, old_days, new_days in (
        ("published", before.cadence.published, after.cadence.published),
        ("closed", before.cadence.closed, after.cadence.closed),
    ):
        for severity in Severity:
            old, new = old_days.get(severity), new_days.get(severity)
            if old != new:
                now = f"within {counted(new, 'day')}" if new else "whenever it is"
                was = f"{counted(old, 'day')}" if old else "no bound"
                yield note(f"A {severity} should be {status} {now}; it was {was}.")


def _own_fields(before: Settings, after: Settings) -> Iterator[Change]:
    for key, old in before.fields.items():
        if key not in after.fields:
            yield alert(f"The field `extra.{key}` is gone; what records say there is shown no more.")
        elif (new := after.fields[key]).visibility is not old.visibility:
            say = note if new.visibility.may_see(old.visibility) else alert
            yield say(f"The field `extra.{key}` is {new.visibility}; it was {old.visibility}.")
    yield from (note(f"There is a field `extra.{key}`.") for key in after.fields if key not in before.fields)


def _required(before: Settings, after: Settings) -> Iterator[Change]:
    for each in before.required:
        if each not in after.required:
            yield alert(f"`{each.field}` is no more required as it was, from `{each.from_status}` on.")
    for each in after.required:
        if each not in before.required:
            yield note(f"`{each.field}` is required from `{each.from_status}` on.")


def _texts(before: Settings, after: Settings) -> Iterator[Change]:
    for name in OwnTexts.model_fields:
        old, new = getattr(before.texts, name), getattr(after.texts, name)
        if old != new:
            yield note(f"The text `{name}` says: {new}" if new else f"The text `{name}` is gone.")
