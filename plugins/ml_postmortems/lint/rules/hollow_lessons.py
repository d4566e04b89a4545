"""PM3 for lessons and harm in words that fit every incident."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.general_words import is_truism, tells_harm
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import Kind
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM331", Level.WARNING)
def lesson_for_every_incident(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a lesson of ours is more than advice that fits every incident.

    What it does
        Warns of lessons that ask for something (`should`, `must`, `is key`) and hold no word but those of a closed list
        of advice, such as `test`, `monitor`, `better`, `communication`. The review begins with this warning.
    Why it matters
        Everybody knew it before the incident, and nobody does anything else because of it.
    Example
        `text: "We should test more and monitor better."`
    Instead
        `text: "A number needs bounds where it enters, because its unit can change."`
    """
    record = own_published(file)
    for index, lesson in enumerate(known_items(record.lessons) if record else ()):
        if is_truism(lesson.text):
            yield at_field(
                file,
                ("lessons", index, "text"),
                "must be something that this incident taught",
                f"advice that fits every incident, {shown(lesson.text)}",
                "say what somebody who runs another system would do otherwise on Monday, or leave it out",
            )


@file_rule("PM332", Level.WARNING)
def harm_for_every_incident(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, what our own incident says of its harm is more than that there was some.

    What it does
        Warns where `impact.harm` or `impact.notes` hold no word but those that fit every incident, such as `customers`,
        `affected` or `service`. The review begins with this warning.
    Why it matters
        Severity, totals and whoever has to answer a customer rest on who could not do what.
    Example
        `harm: Some users were affected.`
    Instead
        `harm: 40 drivers were sent to a closed bridge, and two of them missed a delivery.`
    """
    record = own_published(file)
    impact = known(record.impact) if record else None
    if not record or not impact or record.kind is not Kind.INCIDENT:
        return
    for field, text in (("harm", known(impact.harm)), ("notes", impact.notes)):
        if text and not tells_harm(text):
            yield at_field(
                file,
                ("impact", field),
                "must say who could not do what",
                f"words that fit every incident, {shown(text)}",
                "say what happened to whom, and how many they were",
            )
