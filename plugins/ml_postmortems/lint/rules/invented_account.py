"""PM2 and PM6 for an account that nobody took from a log: round times, guesses, an alarm that did not sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.account import Event
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Confidence, DetectionSource, EventKind, KeyInstant
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

LEAST_TIMES = 5
"""Fewer times may be round, or equally far from each other, by chance."""
_MACHINES = (DetectionSource.ALERT, DetectionSource.DATA_CHECK, DetectionSource.MODEL_MONITOR)
_OUTSIDERS = lazy_pattern(
    r"\b(?:customers?|clients?|users?|visitors?|shoppers?|patients?|support|help ?desk|journalists?|newspapers?"
    r"|partners?|regulators?) (?:\w+ ){0,2}?(?:complain|report|tell|told|writ|wrote|call|ask|notice|pass(?:es|ed)? on"
    r"|sa(?:y|id)|sen[dt]|forward|mail|phone)|\bcomplaints? (?:\w+ ){0,3}?(?:reach|com|came|arriv|pil)"
    r"|\b(?:writ|wrote|complain|mail|phone|report)\w* (?:\w+ ){0,2}?to (?:us|(?:our |the )?(?:support|help ?desk))\b"
    r"|\b(?:customers?|users?|shops?|sellers?|buyers?|patients?|partners?) (?:\w+ ){0,2}?open\w* (?:\w+ )?tickets?\b",
    re.IGNORECASE,
)
_NOBODY = lazy_pattern(r"\b(?:no|none|nobody|never|not|before any|without)\b|n't\b", re.IGNORECASE)
_SEEN = (EventKind.EVENT, EventKind.SIGNAL, EventKind.ANOMALY)
_ALARM = lazy_pattern(
    r"\b(?:alert|alarm|(?<!first )(?<!front )(?<!home )(?<!search )page|monitor|check|detector|threshold|dashboard"
    r"|tests?|job|validator)",
    re.IGNORECASE,
)
_GUESS = lazy_pattern(
    r"\b(?:probably|presumably|perhaps|maybe|supposedly|(?:I|we) (?:think|guess|believe|assume)|must have been)\b"
    r"|(?:^|[.;:!] |\b(?:but|and|so) )(?:I|we)(?:'ll| (?:will|shall|plan to|intend to|are going to))\b",
    re.IGNORECASE,
)
_GUESSES = (
    *("probabl", "presumabl", "perhaps", "maybe", "supposed", "think", "guess", "believe", "assume", "must have been"),
    *("will", "shall", "plan to", "intend to", "going to"),
)
"""In lower case; a text without any of them holds no guess and no plan. To look for them first is much quicker."""
_HEDGED = lazy_pattern(
    r"\b(?:probably|presumably|supposedly|(?<!the )(?<!its )(?:most|very) likely|yet to (?:confirm|be confirmed)"
    r"|(?:I|we) (?:think|guess|believe|assume|suspect))\b",
    re.IGNORECASE,
)


@file_rule("PM257", Level.WARNING)
def only_round_times(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, the times of our own timeline are those of a log.

    What it does
        Warns where five or more different times are all on the full hour, or all equally far from each other. Days
        without a time are left out. The review begins with this warning.
    Why it matters
        Medians and severities are computed from these times. Times that somebody made up look exact.
    Example
        `at: 2025-03-11T04:00:00Z` and `at: 2025-03-11T05:00:00Z`, and every other time of six on the full hour, too
    Instead
        The times of logs and chats; where nobody knows the time, the day alone, or `{from: ..., to: ...}` in `times`.
    """
    record = own_published(file)
    moments = sorted({each.at.moment for each in known_items(record.timeline) if each.at.moment}) if record else []
    if len(moments) < LEAST_TIMES:
        return
    if all(not (each.minute or each.second) for each in moments):
        found = f"{len(moments)} times, all on the full hour"
    elif len(gaps := {later - earlier for earlier, later in pairwise(moments)}) == 1:
        found = f"{len(moments)} times, each {gaps.pop()} after the one before"
    else:
        return
    yield at_field(
        file,
        ("timeline",),
        "must hold the times of logs and chats",
        found,
        "look them up; where nobody knows the time, write the day alone",
    )


@file_rule("PM258", Level.WARNING)
def detection_told_otherwise(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, what noticed our own incident first is what the timeline says.

    What it does
        Warns where `detection.source` is an alert, a check or a monitor, and the event that is marked `detected`, or
        one before it, tells of customers, users, support or the press who complained, and of no alert or check. The
        review begins with this warning.
    Why it matters
        Who notices first decides what is built next, and an alarm that did not sound counts as one that did.
    Example
        `source: alert` where the event marked `detected` is `Support passes on three complaints.`
    Instead
        `source: customer`
    """
    record = own_published(file)
    detection = known(record.detection) if record else None
    source = known(detection.source) if detection else None
    if not record or source not in _MACHINES:
        return
    for event in _until_detected(record):
        is_detected = KeyInstant.DETECTED in event.marks
        if not _tells_of_outsiders(event.text) or not (is_detected or event.kind in _SEEN):
            continue
        yield at_field(
            file,
            ("detection", "source"),
            f"must be what {'the event marked `detected`' if is_detected else 'an event before `detected`'} tells of",
            f"`{source}`, and {shown(event.text)}",
            "write who told you first, or mark the event at which the alarm sounded",
        )
        return


def _until_detected(record: Record) -> list[Event]:
    """The events up to the one that is marked `detected`; none where none is."""
    events = known_items(record.timeline)
    places = (place for place, event in enumerate(events, start=1) if KeyInstant.DETECTED in event.marks)
    return list(events[: next(places, 0)])


def _tells_of_outsiders(text: str) -> bool:
    return bool(_OUTSIDERS.search(text)) and not _ALARM.search(text) and not _NOBODY.search(text)


@file_rule("PM606", Level.WARNING, exemptable=True)
def guess_in_timeline(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, our own timeline tells what happened, and neither guesses nor plans.

    What it does
        Looks in the texts of the timeline for `probably`, `perhaps`, `I think`, `we will` and the like.
    Why it matters
        A time and a piece of evidence stand beside each event, so a guess reads like a fact.
    Example
        `text: Probably somebody restarted the job.`
    Instead
        `text: The job starts again; its log names nobody.` and the guess as a hypothesis that is `open`
    """
    record = own_published(file)
    events = known_items(record.timeline) if record else ()
    all_texts = "\n".join(event.text for event in events).lower()
    if not any(word in all_texts for word in _GUESSES):
        return
    for index, event in enumerate(events):
        if match := _GUESS.search(event.text):
            yield at_field(
                file,
                ("timeline", index, "text"),
                "must tell what happened",
                shown(match.group()),
                "say what is known; a guess goes to `hypotheses`, and a plan to `actions`",
            )


@file_rule("PM607", Level.WARNING, exemptable=True)
def guess_as_known_cause(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a cause of ours that is told as a guess is not called known.

    What it does
        Looks in the texts of causes with `confidence: known` for `most likely`, `probably`, `we believe`, `yet to be
        confirmed` and the like; the most likely class of a model is none. The review begins with this warning.
    Why it matters
        Numbers and similar records count it like a cause that was shown.
    Example
        `text: The cache was most likely stale.` in a cause with `confidence: known`
    Instead
        `confidence: potential`, and an action that finds out; or the sentence without the doubt
    """
    record = own_published(file)
    for index, cause in enumerate(known_items(record.causes) if record else ()):
        if cause.confidence is Confidence.KNOWN and (match := _HEDGED.search(cause.text)):
            yield at_field(
                file,
                ("causes", index, "text"),
                "must not be a guess where `confidence` is `known`",
                shown(match.group()),
                "write `confidence: potential` and how it can be confirmed, or tell what shows it",
            )
