"""PM5 for actions that change nothing: talk in place of a change, and dates that nobody will remember."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import ActionStatus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_TALK = lazy_pattern(
    r"\b(?:discussions?|meetings?|talks?|conversations?|workshops?|trainings?|sessions?|reminders?|presentations?)"
    r"(?: \w+){0,6} (?:took place|taken place|held|happened|given|sent|done)\b"
    r"|\b(?:was|were|has been|have been|is|are) (?:discussed|talked about|reminded|raised|sensiti[sz]ed|made aware)\b"
    r"|\bpay(?:s|ing)? (?:more|closer|better|greater) attention\b|\b(?:is|are|everyone|everybody) aware of\b",
    re.IGNORECASE,
)
_MOST_DAYS = 365


@file_rule("PM532", Level.WARNING, exemptable=True)
def criterion_of_talk(file: RecordFile) -> Iterator[Problem]:
    """The success criterion of an action is a change, and not that people talked.

    What it does
        Looks in the criteria of our own actions that were not given up for a discussion, a meeting, a training or a
        reminder that took place, and for attention and awareness.
    Why it matters
        The next night somebody else is at work, and nothing but what was built is still there.
    Example
        `success_criterion: 1 discussion took place.`
    Instead
        `success_criterion: A replay of the bad batch is refused before it is loaded.`
    """
    record = own_published(file)
    for index, action in enumerate(known_items(record.actions) if record else ()):
        criterion = known(action.success_criterion)
        if action.status is ActionStatus.WONT_DO or not criterion:
            continue
        if match := _TALK.search(criterion):
            yield at_field(
                file,
                ("actions", index, "success_criterion"),
                "must be a change that can be observed",
                shown(match.group()),
                "say what fires, refuses or is measured afterwards, whoever is at work",
            )


@file_rule("PM533", Level.WARNING, exemptable=True)
def all_actions_due_late(file: RecordFile) -> Iterator[Problem]:
    """One of the actions is due within a year of the incident.

    What it does
        Compares the due dates of our own unfinished actions with the time of the incident; warns where no action is
        finished and all of them are due more than 365 days later.
    Why it matters
        Until then the failure can come back every day, and who promised it may have left.
    Example
        All actions of an incident of 2025 have `due: 2029-05-01`
    Instead
        What stops the next one, soon; the rest may take its time.
    """
    record = own_published(file)
    actions = (
        [each for each in known_items(record.actions) if each.status is not ActionStatus.WONT_DO] if record else []
    )
    if not record or not actions or any(each.status.is_finished or not each.due for each in actions):
        return
    start = happened(record)
    if all(_days(start, Span.at(each.due)) > _MOST_DAYS for each in actions if each.due):
        index = next(index for index, each in enumerate(known_items(record.actions)) if each is actions[0])
        yield at_field(
            file,
            ("actions", index, "due"),
            "must not be more than a year after the incident for every action",
            f"{shown(str(actions[0].due))} and {len(actions) - 1} more"
            if len(actions) > 1
            else shown(str(actions[0].due)),
            "agree on what can be done this month that makes the next one less likely",
        )


def _days(start: Span, end: Span) -> int:
    return Duration.between(start, end).shortest.days
