"""What a record tells of people to ask about: a lapse of somebody as a cause, and attention as the only remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import plain
from ml_postmortems.authoring.review.words_to_question import has_exact_name
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.prose import prose_of
from ml_postmortems.lint.rules.hollow_actions import is_work_of_words
from ml_postmortems.lint.wordings import AT_WORK, BLAME
from ml_postmortems.model.action import Action
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.terms import ActionStatus, CauseRole
from ml_postmortems.reading.record_file import RecordFile

_PEOPLE = (
    rf"(?:{AT_WORK}|people|persons?|somebody|someone|everybody|everyone|anybody|humans?|who(?:ever)?|he|she|we|they"
    r"|on[- ](?:call|duty)|duty|rotation|members|group|department|hand-?over|(?:code |peer )?reviews?)"
)
_ANYBODY = lazy_pattern(rf"\b{_PEOPLE}\b", re.IGNORECASE)
_LAPSE = (
    r"(?:overlook\w*|miss(?:ed|es)|forg[eo]t\w*|neglect\w*|disregard\w*|unheeded|unread|left out|omitted|omission"
    r"|skip(?:ped|ping|s)|(?:not|never|without being) (?:\w+ly )?(?:noticed?|spott?(?:ed)?|seen|caught|followed|read"
    r"|gone through|looked at|(?:double-)?checked|verified|given|paid|heed(?:ed)?|carried out|performed|done"
    r"|remember(?:ed)?)"
    r"|(?:in)?attenti(?:on|ve\w*)|vigilan\w+|diligen\w+|careless\w*|distract\w+|tired\w*|fatigue|haste|hasty|hastily"
    r"|hurr\w+|rushed|lapse|slip(?:ped)?|mistakes?|mistaken\w*|confus(?:ed|ion)|misread|misjudg\w+|mistyped"
    r"|misclick\w*|wrong button|failed to|should have)"
)
_LAPSE_OF_PEOPLE = lazy_pattern(
    rf"\b{_PEOPLE}\b[^.;]*\b{_LAPSE}\b|\b{_LAPSE}\b[^.;]*\b{_PEOPLE}\b|\bvigilance\b"
    r"|\b(?:human|manual|operator|user)(?:[- ]\w+)? (?:errors?|mistakes?|slips?|lapses?|factors?|failings?)\b"
    r"|\bunheeded\b|\battention (?:was|were) (?:not )?(?:paid|given)\b",
    re.IGNORECASE,
)
_WHO = rf"(?:{AT_WORK}|stewards?|officers?|members|management|colleagues?|technicians?|specialists?)"
_DONE_BY_PEOPLE = lazy_pattern(
    r"\W*(?:(?:somebody|someone|everybody|everyone|nobody|no one|he|she|they|people) (?!who\b)"
    r"|(?:(?:the|an?|our|one|two|both|all|no|some|each) )?"
    r"(?:(?!on\b(?!-)|(?:of|by|for|that|and|what|how|if|when|where|why|which)\b)[\w-]+ ){0,2}?"
    rf"{_WHO} (?:(?:on|of|at|in) (?:the )?[\w-]+ )?)"
    r"(?!of\b|in\b|on\b|s\b|is\b|are\b|and\b)[a-z]+",
    re.IGNORECASE,
)
"""A sentence that begins with a person or a team who does or leaves something."""
_MIND = lazy_pattern(
    r"\b(?:judgement|judgment|forgetful\w*|(?:proper|close|second|careful|quick|hasty|closer) look|pair of eyes"
    r"|complacen\w+|overconfiden\w+ (?:of|by))\b",
    re.IGNORECASE,
)
_IN_MIND = lazy_pattern(
    r"\b(?:ask|tell|talk|discuss|emphasi[sz]e|stress|remind\w*|inform|announce|communicate|mention|present|explain"
    r"|encourage|urge|insist|promote|share (?:the|our|what)|circulate|knows?|understand|learns?|remember|aware\w*"
    r"|mindful|attenti(?:on|ve)|eyes?|care|careful\w*|caution|watch (?:out|for)|watchful|reads?|looks?|think|consider"
    r"|acknowledge"
    rf"|make sure|ensure|see to it|have (?:{_PEOPLE})|train (?:[\w-]+ ){{0,2}}(?:{_PEOPLE})|training|course|workshop"
    r"|session|meetings?(?! notes?\b)|stand-up|newsletter|mail|refresher|seminar|briefing|culture|discipline"
    r"|double-checks?|vigilan\w+|diligen\w+|from now on|next time|in future|by hand|manually|coach\w*|teach"
    rf"|brief (?:{_PEOPLE})|educate|instruct|stay alert|importance of"
    rf"|(?:everyone|everybody|{AT_WORK}) (?:will|must|should|takes?|checks?"
    r"|agrees?|commits?))\b",
    re.IGNORECASE,
)
"""What is said to people, and what they are to know, feel and see to."""
_BUILT = lazy_pattern(
    r"\b(?:alerts?|alarms?|page|refuse|reject|block|stop when|limits?|bounds?|automat\w+|tests?|validates?|validation"
    r"|monitors?"
    r"|metrics?|thresholds?|schemas?|contracts?|canary|rollback|roll back|pin|retry|timeout|budget|quota|flag|gate"
    r"|compare|store|version|split|sample|rerun|replay|trigger|fail when|deadline|delete|remove|move|derive|serve)\b",
    re.IGNORECASE,
)
"""What works while nobody looks."""


def people_signs(file: RecordFile) -> tuple[str, ...]:
    """The signs of a published record of ours as Markdown, each with what to ask; none of any other record."""
    record = file.record
    if not record or not record.is_own or not record.status.is_counted:
        return ()
    return (*_lapses(file, record), *_attention_alone(record))


def _lapses(file: RecordFile, record: Record) -> Iterator[str]:
    """Causes that tell a lapse, in words that blame or by somebody who did not do something."""
    blaming = {
        match.piece.path[1]: match.found.text
        for match in prose_of(file).find(BLAME)
        if match.piece.path[:1] == ("causes",)
    }
    for index, cause in enumerate(known_items(record.causes)):
        told = blaming.get(index) or _told_of_people(cause)
        if told and cause.role is not CauseRole.RULED_OUT:
            yield (
                f"{cause.id} tells what somebody did or left out: “{plain(told, 120)}”. What made it look right at the "
                "time, and what would have stopped whoever was at work?"
            )


def _told_of_people(cause: Cause) -> str | None:
    """A lapse in any cause, and what somebody did where it is the immediate one."""
    match = _LAPSE_OF_PEOPLE.search(cause.text) or _MIND.search(cause.text)
    if not match and cause.role is CauseRole.IMMEDIATE:
        match = _DONE_BY_PEOPLE.match(cause.text)
    return match.group() if match else None


def _attention_alone(record: Record) -> Iterator[str]:
    """Nothing lasting but what people keep in mind."""
    lasting = [
        each
        for each in known_items(record.actions)
        if each.type in LASTING_TYPES and each.status is not ActionStatus.WONT_DO
    ]
    if lasting and all(map(_is_in_mind, lasting)):
        told = ", ".join(f"{each.id} “{plain(each.title, 60)}”" for each in lasting[:3])
        yield f"All that lasts is what people keep in mind: {told}. What stops the next one when they are not at work?"


def _is_in_mind(action: Action) -> bool:
    """Whether an action is said to people, or names nothing that works without them, its criterion included."""
    title, criterion = action.title, known(action.success_criterion) or ""
    if is_work_of_words(title) or (_IN_MIND.search(title) and not _BUILT.search(title)):
        return True
    works = (title, "" if _ANYBODY.search(criterion) else criterion)
    return bool(criterion) and not any(_BUILT.search(text) or has_exact_name(text) for text in works)
