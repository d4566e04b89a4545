"""What a record tells of people to ask about: a lapse of somebody as a cause, and attention as the only remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import plain
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.prose import prose_of
from ml_postmortems.lint.rules.hollow_actions import is_work_of_words
from ml_postmortems.lint.wordings import AT_WORK, BLAME
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import LASTING_TYPES
from ml_postmortems.model.terms import ActionStatus, CauseRole
from ml_postmortems.reading.record_file import RecordFile

_PEOPLE = (
    rf"(?:{AT_WORK}|people|persons?|somebody|someone|everybody|everyone|anybody|humans?|who(?:ever)?|he|she|we|they"
    r"|on[- ](?:call|duty)|duty|rotation|members|group|department|hand-?over|(?:code |peer )?reviews?)"
)
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
_IN_MIND = lazy_pattern(
    r"\b(?:remind\w*|refresher|aware(?:ness)?|careful(?:ly)?|(?:extra|more|greater|take|with) care|vigilan\w+"
    r"|attenti(?:on|ve) (?:to|of)|attentive|diligen\w+|double-check\w*|mindful|remember|(?:keep|bear) in mind|stand-up"
    r"|in (?:the |a |our )?(?:\w+ )?meetings?|newsletter|importance of|discipline|stay alert|watchful|caution|workshop"
    r"|briefing|seminar|coaching|(?:has|have|been|be|were|was|are) (?:told|asked|instructed|reminded|trained|briefed"
    r"|encouraged)|from now on|next time|in (?:the )?future|course|lessons of|(?:looks?|watch|check|inspect) [^.]{0,40}"
    r" (?:each|every) (?:morning|day|week|deployment|release|shift)|by (?:hand|eye)|manually"
    rf"|train(?:ing)? [^.]{{0,30}}\b{_PEOPLE}|(?:everyone|everybody|{AT_WORK}) (?:will|must|should|takes?|looks?|watch"
    r"|check|agree|commit)\w*)\b",
    re.IGNORECASE,
)


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
        told = blaming.get(index) or ((match := _LAPSE_OF_PEOPLE.search(cause.text)) and match.group())
        if told and cause.role is not CauseRole.RULED_OUT:
            yield (
                f"{cause.id} tells what somebody did or left out: “{plain(told, 120)}”. What made it look right at the "
                "time, and what would have stopped whoever was at work?"
            )


def _attention_alone(record: Record) -> Iterator[str]:
    """Nothing lasting but what people keep in mind."""
    lasting = [
        each
        for each in known_items(record.actions)
        if each.type in LASTING_TYPES and each.status is not ActionStatus.WONT_DO
    ]
    if lasting and all(is_work_of_words(each.title) or _IN_MIND.search(each.title) for each in lasting):
        told = ", ".join(f"{each.id} “{plain(each.title, 60)}”" for each in lasting[:3])
        yield f"All that lasts is what people keep in mind: {told}. What stops the next one when they are not at work?"
