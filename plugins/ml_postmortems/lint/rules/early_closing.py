"""PM3 for records of ours that are closed while the work on them goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_closed
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import (
    ActionStatus,
    ActionType,
    CauseRole,
    Confidence,
    HypothesisState,
    ValidationResult,
)
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_GOES_ON = lazy_pattern(
    r"\b(?:(?:version|model|release|rule|setting|prompt|job|bug|fault|defect|failure)\b[^.;]{0,40}\b(?:is|are) still "
    r"(?:in use|live|in production|serving|running|there|open)"
    r"|(?:is|are) still (?:in use|unrepaired|unfixed|unpatched|unsolved)"
    r"|(?:remains?|stays?) (?:in use|in production|live|unrepaired|unfixed|unpatched|unsolved)"
    r"|(?:is|are|was|were|has|have) (?:still )?not (?:yet )?(?:been )?(?:repaired|fixed|mended|finished)(?: yet)?"
    r"|(?:has|have) not (?:yet )?been (?:switched|turned|rolled) (?:on|out)(?: yet)?"
    r"|nothing (?:was|has been) (?:changed|repaired|fixed)"
    r"|investigations? (?:goes|go|is|are) (?:on|ongoing|still|under way|continuing)|investigations? continues?"
    r"|still (?:being )?(?:investigat|looking into|under investigation)\w*"
    r"|(?:is|are) being looked into|under investigation"
    r"|(?:record|postmortem) (?:is|will be) (?:brought up to date|updated|completed))\b",
    re.IGNORECASE,
)
_WORDS = (
    *("is still", "are still", "remain", "stay", "repaired", "fixed", "mended", "finished", "changed", "investigat"),
    *("looking into", "looked into", "switched", "turned", "rolled", "brought up to date", "updated", "completed"),
)
"""One of them stands in each match of it."""
_SIGNS = ("still", "remain", "stay", "not ", "nothing", "investigation", "being looked into", "record", "postmortem")
"""And one of these."""
_SETTLED_TEXTS = (("summary",), ("impact", "notes"), ("causes", "text"), ("lessons", "text"))
"""Texts that tell how things are now; a timeline tells how they were then, often in the present tense."""
_SAYS_NO_OPEN_WORK = "must not tell of open work in a closed record"
_MEND_OPEN_WORK = "say what became of it, or set the status back to `validating`"


@file_rule("PM341")
def closed_under_investigation(file: RecordFile) -> Iterator[Problem]:
    """A closed record of ours is no longer investigated.

    What it does
        Looks in our own closed records for hypotheses that are all still `open`, and for unfinished actions of type
        `investigate` on an immediate or primary cause that is only `potential`.
    Why it matters
        Closed means that the causes are known as well as they will be. What is found later would be read by nobody.
    Example
        `status: closed`, with three hypotheses that nobody tested
    Instead
        `status: validating` until one is supported or the others are refuted
    """
    record = own_closed(file)
    if not record:
        return
    hypotheses = known_items(record.hypotheses)
    if hypotheses and all(each.state is HypothesisState.OPEN for each in hypotheses):
        yield at_field(
            file,
            ("hypotheses",),
            "must not all be open in a closed record",
            f"{len(hypotheses)} that nobody supported or refuted",
            "say which one became the cause and what refutes the others, or keep the record at `validating`",
        )
    open_causes = {each.id for each in record.real_causes if _is_guess(each, record.primary_cause)}
    for index, action in enumerate(known_items(record.actions)):
        if action.type is ActionType.INVESTIGATE and action.status.is_open and open_causes & set(action.addresses):
            yield at_field(
                file,
                ("actions", index, "status"),
                "must be finished in a closed record, because it finds out whether a cause is one",
                shown(action.status),
                "write what it found, or give it up with a reason; until then the record is `validating`",
            )


@file_rule("PM350")
def closed_without_lasting_action(file: RecordFile) -> Iterator[Problem]:
    """A closed SEV1 or SEV2 of ours has a lasting action that is finished, or a risk that somebody accepted.

    What it does
        Looks in our own closed records of SEV1 and SEV2 for an action of type `detect`, `prevent` or `process` that is
        `done` or `verified`. One that was given up counts where a cause that it addresses has an `accepted_risk`. Each
        `prevent` action that was given up needs one, or another finished prevention of the same cause.
    Why it matters
        A rollback ends this failure and leaves the next one as likely as before.
    Example
        `status: closed` with a rollback that is verified, and the only prevention was given up
    Instead
        Finish the prevention; or write `accepted_risk` at the cause, with who accepts it and why.
    """
    record = own_closed(file)
    if not record or not record.tier.is_severe:
        return
    lasting = [each for each in known_items(record.actions) if each.type in LASTING_TYPES]
    accepted = {cause.id for cause in record.real_causes if known(cause.accepted_risk)}
    is_kept = any(
        each.status.is_done or (each.status is ActionStatus.WONT_DO and accepted & set(each.addresses))
        for each in lasting
    )
    if is_kept:
        yield from _given_up_preventions(file, record, accepted)
    elif lasting:  # without any, missing-argument tells
        yield at_field(
            file,
            ("actions",),
            "must hold a finished one of type `detect`, `prevent` or `process` before the record is closed",
            ", ".join(f"{each.id} {each.status}" for each in lasting),
            "finish one, or write `accepted_risk` at its cause; until then the record is `validating`",
        )


def _given_up_preventions(file: RecordFile, record: Record, accepted: Set[str]) -> Iterator[Problem]:
    actions = known_items(record.actions)
    others = (each for each in actions if each.type in LASTING_TYPES and each.type is not ActionType.DETECT)
    answered = {cause for each in others if each.status.is_done for cause in each.addresses} | accepted
    for index, action in enumerate(actions):
        is_given_up = action.type is ActionType.PREVENT and action.status is ActionStatus.WONT_DO
        if is_given_up and action.addresses and not answered & set(action.addresses):
            yield at_field(
                file,
                ("actions", index, "status"),
                "must not be given up in a closed record while nothing else prevents its causes",
                shown(action.status),
                f"write `accepted_risk` at {' or '.join(action.addresses)}, with who accepts it and why, or keep the "
                "action open and the record at `validating`",
            )


@file_rule("PM351", Level.WARNING)
def text_of_open_work_in_closed_record(file: RecordFile) -> Iterator[Problem]:
    """The texts of a closed record tell of nothing that is still going on.

    What it does
        Warns in our own closed records where summary, notes, causes, lessons or body say that something faulty is still
        in use, that it was not repaired, that the investigation goes on, or that the record will be brought up to date.
    Why it matters
        Closed means that nothing is left to do, and no list shows the record any more.
    Example
        `notes: The faulty version is still in use.`
    Instead
        `notes: The faulty version was replaced in the last market on 20 March.`
    """
    record = own_closed(file)
    if not record:
        return
    for path, text in (each for field in _SETTLED_TEXTS for each in words(record, field)):
        if any(_lines_with_a_word(text)) and (match := _GOES_ON.search(text)):
            yield at_field(file, path, _SAYS_NO_OPEN_WORK, shown(match.group()), _MEND_OPEN_WORK)
    for number, line in _lines_with_a_word(file.body.text):
        if match := _GOES_ON.search(line):
            yield in_body(file.body.line + number, "body", _SAYS_NO_OPEN_WORK, shown(match.group()), _MEND_OPEN_WORK)


@file_rule("PM352")
def only_way_back_validated(file: RecordFile) -> Iterator[Problem]:
    """In a closed SEV1 or SEV2 of ours, what was tried is not only the way back.

    What it does
        Looks in our own closed records of SEV1 and SEV2 for an action of type `detect`, `prevent` or `process` among
        those that a round of `validation` tried and passed; where there is such a round, and such an action.
    Why it matters
        A rollback that works says nothing of the next time.
    Example
        `actions: [A1]` in the one round that passed, where A1 is the rollback
    Instead
        `actions: [A1, A2]`, with what was tried of A2; or a round for A2 alone.
    """
    record = own_closed(file)
    if not record or not record.tier.is_severe:
        return
    actions = known_items(record.actions)
    lasting = {each.id for each in actions if each.type in LASTING_TYPES and each.status is not ActionStatus.WONT_DO}
    passed = [
        (index, each)
        for index, each in enumerate(known_items(record.validation))
        if each.result is ValidationResult.PASS
    ]
    if lasting and passed and not any(lasting & set(each.actions) for _, each in passed):
        yield at_field(
            file,
            ("validation", passed[-1][0], "actions"),
            "must hold a lasting action in one round that passed, before the record is closed",
            f"only {', '.join(sorted({tried for _, each in passed for tried in each.actions}))}",
            f"try {' or '.join(sorted(lasting))} as well; until then the record is `validating`",
        )


def _lines_with_a_word(text: str) -> Iterator[tuple[int, str]]:
    """The lines that may hold a match, which is quicker to tell than to search them, with their numbers from 0."""
    lowered = text.replace("\u0130", "i").replace("\u0131", "i").casefold()  # both match an i where case is ignored
    there, signs = ([word for word in listed if word in lowered] for listed in (_WORDS, _SIGNS))
    if there and signs:
        for number, (line, plain) in enumerate(zip(text.split("\n"), lowered.split("\n"), strict=True)):
            if any(sign in plain for sign in signs) and any(word in plain for word in there):
                yield number, line


def _is_guess(cause: Cause, primary: str | None) -> bool:
    is_central = cause.role is CauseRole.IMMEDIATE or cause.id == primary
    return is_central and cause.confidence is Confidence.POTENTIAL
