"""PM3 for lessons and harm in words that fit every incident."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.general_words import is_truism, tells_harm
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.impact import IMPACT_HEADINGS, Impact
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import Kind
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_AMOUNT = lazy_pattern(
    r"(?<![\w.#-])(?!(?:19|20)\d\d\b)\d[\d,.]*(?![\w-])"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundreds?"
    r"|thousands?|millions?|dozens?|half|third|quarter|fifth|tenth|twice|all|every|each|both|nobody|none"
    r"|one (?:in|of|out of)|no (?:one|harm|customers?|users?|people))\b"
    r"|\b(?:an?|one) (?:\w+ ){0,2}(?:person|man|woman|child|boy|girl|customer|user|seller|buyer|patient|applicant"
    r"|driver|rider|pedestrian|student|worker|employee|tenant|claimant|borrower|shopper|visitor|passenger|resident|family"
    r"|household|merchant|shop|company|bank|hospital|school|city)\b",
    re.IGNORECASE,
)
"""How much or how many; a year, a date or a version says neither."""


@file_rule("PM331", Level.WARNING)
def lesson_for_every_incident(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a lesson of ours is more than advice that fits every incident.

    What it does
        Warns of lessons that ask for something (`should`, `must`, `is key`) and hold no word but those of a closed list
        of advice, such as `test`, `monitor`, `better`, `communication`. The review begins with this warning, and with a
        question about lessons in words of the trade that name nothing of their incident.
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
        `affected` or `service`; and at SEV1 to SEV3 where nothing under `impact` says how much it was: no measure, no
        number in words, nothing such as `all` or `a patient`. The review begins with this warning.
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
    texts = (("harm", known(impact.harm)), ("notes", impact.notes))
    hollow = [(field, text) for field, text in texts if text and not tells_harm(text)]
    if not hollow and record.tier is not Tier.SHORT and not _tells_amount(impact):
        yield at_field(
            file,
            ("impact",),
            "must say how much it was at SEV1 to SEV3",
            "no number, no range and no amount in words",
            "give one number or a range, such as `value: {from: 300, to: 2000}`, or say how many they were",
        )
    for field, text in hollow:
        yield at_field(
            file,
            ("impact", field),
            "must say who could not do what",
            f"words that fit every incident, {shown(text)}",
            "say what happened to whom, and how many they were",
        )


def _tells_amount(impact: Impact) -> bool:
    measures = (each for heading in IMPACT_HEADINGS for each in known_items(getattr(impact, heading)))
    if any(each.amounts for each in measures):
        return True
    return any(_AMOUNT.search(text) for text in (known(impact.harm), impact.notes, *impact.groups) if text)
