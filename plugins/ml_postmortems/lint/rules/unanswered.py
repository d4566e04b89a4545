"""PM3, second half: fields that must be answered, and answers that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.rules.completeness import has_words, when_needed
from ml_postmortems.lint.subjects import own_closed
from ml_postmortems.model.block import Gate
from ml_postmortems.model.completeness import completeness, not_known_places
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import MOST_NOT_KNOWN, REQUIRED_CONTENT
from ml_postmortems.model.requirements import FieldPath, field_rules, places, value_at, words
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_POSTPONED = lazy_pattern(
    r"\bnot( \w+)? yet\b|\bto[ -]?do\b|\btbd\b"
    r"|\bto be (done|determined|decided|defined|added|filled|repaired|checked|confirmed)\b"
    r"|\b(figures?|numbers?|details|counts?|sums?|it|they) (will follow|follows? (from|once|when|after|later))\b"
    r"|\b(is|are|still) (pending|in progress)\b|^\W*(pending|in progress|later)\b|\b(will|shall|to) \w+.* later\b",
    re.IGNORECASE,
)
_ARGUMENT_TEXTS = (
    ("symptom",),
    ("status_reason",),
    ("causes", "text"),
    ("causes", "ruled_out_because"),
    ("causes", "accepted_risk", "reason"),
    ("hypotheses", "text"),
    ("actions", "reason"),
    ("lessons", "text"),
    ("people", "absent", "reason"),
    ("exemptions", "reason"),
)
"""The texts that a reader has to be able to weigh."""


@file_rule("PM311")
def unanswered_field(file: RecordFile) -> Iterator[Problem]:
    """What a published record of ours rests on is answered.

    What it does
        Refuses `{unknown: why}` and `{not_applicable: why}` for the fields that the reference marks so: evidence,
        timeline, artifacts, causes and actions, from `published` on in our own records.
    Why it matters
        A record of unknowns has every field and tells nothing; it would be counted beside records that were worked for.
    Example
        `evidence: {unknown: The logs were deleted.}`
    Instead
        What there is, if only an interview and the one time that is certain; else keep the record in review.
    """
    record = file.record
    if not record:
        return
    for rule in field_rules():
        if rule.answered and rule.must_be_answered(record):
            for path, value in places(record, rule.path):
                if isinstance(value, NotKnown):
                    said = "unknown" if value.is_unknown else "not applicable"
                    yield at_field(
                        file,
                        path,
                        f"must be answered {when_needed(rule.answered, record)} in a record of ours",
                        f"{said}: {shown(value.why)}",
                        "write what there is, or keep the record in review until somebody knows more",
                    )


@file_rule("PM322")
def too_much_unknown(file: RecordFile) -> Iterator[Problem]:
    """Most of what a published record of ours needs is answered.

    What it does
        Counts the places that are said to be unknown or not applicable, as a share of these and of the required fields
        that are answered. At most 25 % may be so at SEV1, 30 % at SEV2, 40 % at SEV3, and 50 % in the short form.
    Why it matters
        Each unknown alone can be honest. A record of them has nothing to learn from, and is counted like any other.
    Example
        Trigger, failure, detection, impact, risk, people and responsibilities are all `{unknown: ...}`
    Instead
        Ask those who were there; else leave the record at `in-review` until somebody knows more.
    """
    record = file.record
    if not record or not record.is_own or not Gate.PUBLISHED.includes(record.status):
        return
    measured = completeness(record)
    not_known = len(measured.unknown) + len(measured.not_applicable)
    counted, most = not_known + len(measured.answered), MOST_NOT_KNOWN[record.tier]
    if 100 * not_known > most * counted:
        yield at_field(
            file,
            ("status",),
            f"must stand for a record of which at most {most} % is unknown or not applicable, at {record.severity}",
            f"{not_known} places of {counted}",
            "look for other sources, or keep the record in review",
        )


@file_rule("PM312")
def missing_argument(file: RecordFile) -> Iterator[Problem]:
    """A published record of ours has the causes and actions that an argument cannot do without.

    What it does
        Looks for an immediate cause that names its evidence; at SEV1 and SEV2 also for a systemic cause or one of the
        family `process`, and for an action of type `detect`, `prevent` or `process`.
    Why it matters
        A cause that nothing shows is a guess. A bug is never the whole story of a severe incident, and a rollback
        leaves the next one as likely as before.
    Example
        One cause, `There was a bug`, without evidence
    Instead
        The defect with the log or commit that shows it, what let it through, and what stops the next one.
    """
    record = file.record
    if not record:
        return
    for content in REQUIRED_CONTENT:
        if not known_items(value_at(record, content.field)):
            continue  # missing-field or unanswered-field tells
        if content.when.applies(record.status, record.tier, record.origin) and not content.is_in(record):
            yield at_field(
                file,
                (content.field,),
                f"must hold {content.text}, {when_needed(content.when, record)} in a record of ours",
                "none",
                content.fix,
            )


@file_rule("PM313", Level.WARNING)
def postponed_answer(file: RecordFile) -> Iterator[Problem]:
    """Unknown is what nobody knows, not what nobody has done yet.

    What it does
        Looks for `not yet`, `to do`, `tbd`, `pending`, `later` and the like in the reasons of what is said to be
        unknown or not applicable; in our own records also for what somebody still has to decide, in whatever words:
        an unknown `person` or no `due` of an unfinished action, or an unknown `accepted_risk`. At `closed` it is the
        error PM314.
    Why it matters
        Work that is left is an action with an owner and a date; as an unknown nobody comes back to it.
    Example
        `state: {unknown: not repaired yet}`
    Instead
        The state as it is, and an action that repairs the data.
    """
    if file.record and file.record.status is not Status.CLOSED:
        yield from _postponed(file)


@file_rule("PM314")
def postponed_answer_in_closed_record(file: RecordFile) -> Iterator[Problem]:
    """Nothing is left for later in a closed record.

    What it does
        Looks for `not yet`, `to do`, `tbd`, `pending`, `later` and the like in the reasons of what is said to be
        unknown or not applicable, at `closed`; in our own records also for an unknown `person` or
        no `due` of an unfinished action, or an unknown `accepted_risk` of a cause.
    Why it matters
        Closed means that nothing is left to do.
    Example
        `filter: {unknown: to be determined}`
    Instead
        Find it out, or set the record back to `validating` until it is done.
    """
    if file.record and file.record.status is Status.CLOSED:
        yield from _postponed(file)


def _postponed(file: RecordFile) -> Iterator[Problem]:
    assert file.record
    for path, statement in not_known_places(file.record):
        if file.record.is_own and _awaits_decision(file.record, path, statement):
            yield at_field(
                file,
                path,
                "must be open only until somebody has decided it",
                shown(statement.why),
                "leave it until then, in any words: it keeps the record from `closed`, and from nothing else",
            )
        elif match := _POSTPONED.search(statement.why):
            yield at_field(
                file,
                path,
                "must be said to be unknown only where nobody knows it",
                f"{shown(match.group())}, in {shown(statement.why)}",
                "fill it in; what is left to do is an action with an owner and a date"
                if file.record.is_own
                else "fill it in, or say what the sources leave out",
            )


def _awaits_decision(record: Record, path: FieldPath, statement: NotKnown) -> bool:
    """Whether it is no fact that nobody knows, but a decision that nobody has taken, in whatever words that is said."""
    match path:
        case ("actions", int() as index, "person" | "due" as key):
            is_open = key == "due" or statement.is_unknown  # a rota in place of a person is decided
            return is_open and not known_items(record.actions)[index].status.is_finished
        case ("causes", int(), "accepted_risk"):
            return statement.is_unknown
        case _:
            return False


@file_rule("PM315")
def unrepaired_data_in_closed_record(file: RecordFile) -> Iterator[Problem]:
    """In a closed record of ours it is known what became of the bad data.

    What it does
        Looks for affected data that is unknown as a whole, or whose `state` is unknown or not applicable, at `closed`.
    Why it matters
        Bad rows that nobody dealt with are the trigger of the next incident.
    Example
        `state: {unknown: The owner of the table did not answer.}`
    Instead
        `state: repaired`, `quarantined` or `accepted`; else set the record back to `validating`.
    """
    record = own_closed(file)
    if not record:
        return
    for path, statement in not_known_places(record):
        is_whole = path == ("affected_data",) and statement.is_unknown
        if is_whole or (path[0], path[-1]) == ("affected_data", "state"):
            yield at_field(
                file,
                path,
                "must say what became of the data before the record is closed",
                shown(statement.why),
                "write `quarantined`, `repaired` or `accepted`; until then the record is `validating`",
            )


@file_rule("PM316")
def text_without_words(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, causes, hypotheses, lessons and reasons are written in words.

    What it does
        Looks for a word of at least three letters in each.
    Why it matters
        `x y z` fills the field and says nothing.
    Example
        `hypotheses: [{text: x y z, state: open}]`
    Instead
        The explanation that was considered, as a sentence.
    """
    record = file.record
    if not record or not (Gate.PUBLISHED.includes(record.status) or Gate.TAKEN_BACK.includes(record.status)):
        return
    for field in _ARGUMENT_TEXTS:
        for path, text in words(record, field):
            if has_words(text):
                continue
            yield at_field(file, path, "must be written in words", shown(text), "write it as a sentence")
