"""PM2 for harm that the texts tell of and the fields deny: amounts, deaths, and data of others that were shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.counted_people import measures_under
from ml_postmortems.model.impact import Impact
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Kind, Severity
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_SEVERE = (Severity.SEV1, Severity.SEV2)
_MANY = (
    r"(?:\d[\d.,]*\s+)?(?:\w+\s+)?(?:hundreds?|thousands?|millions?|billions?)(?:\s+of)?|\d{1,3}(?:[.,]\d{3})+|\d{3,}"
)
_HARMED = r"(?:customers?|users?|visitors?|people|patients?|shoppers?|passengers?|clients?|subscribers?|members?)"
_PEOPLE = lazy_pattern(rf"\b(?:{_MANY})\s+(?:of\s+)?(?:our\s+)?{_HARMED}\b", re.IGNORECASE)
_MONEY = lazy_pattern(
    rf"\b(?:lost|cost|paid out|losses of|loss of)\b[^.;]{{0,30}}?(?:{_MANY})\s+"
    r"(?:euros?|dollars?|pounds|EUR|USD|GBP|CHF)\b",
    re.IGNORECASE,
)
_DENIED = lazy_pattern(
    r"\b(?:no|none|not|never|nobody|without|would|could have|might|instead of|before any|only \d+ of)\b|n't\b",
    re.IGNORECASE,
)
_PERSON = (
    r"(?:customers?|users?|patients?|persons?|people|child(?:ren)?|m[ae]n|wom[ae]n|drivers?|pedestrians?|passengers?"
    r"|riders?|cyclists?|workers?|employees?|residents?|students?|somebody|someone|he|she|they|who|one of them)"
)
_DEATH = lazy_pattern(
    rf"\b{_PERSON}\b[^.;]{{0,60}}\b(?:died|(?:was|were|been) (?:killed|seriously injured|severely injured))\b"
    r"|\blost (?:his|her|their) li(?:fe|ves)\b|\bhospitali[sz]ed\b|\bdied in (?:the )?hospital\b"
    r"|\b(?:in|into|to) intensive care\b"
    r"|\bdeath of (?:an?|one|two|three|the) (?:customer|user|patient|person|child|man|woman|driver|worker)\b",
    re.IGNORECASE,
)
_DEATH_WORDS = (
    "died",
    "killed",
    "injured",
    "lost his",
    "lost her",
    "lost their",
    "hospital",
    "death of",
    "intensive care",
)
"""In lower case; a text without any of them tells of no death. To look for them first is a hundred times quicker."""
_HARM_WORDS = (
    *("charged", "billed", "refused", "denied", "rejected", "locked out", "harmed", "hurt", "injured", "insulted"),
    *("underpaid", "overcharged", "misdiagnosed", "discharged", "evicted", "dismissed", "lost "),
)
_HARM = lazy_pattern(
    rf"\b(?:\d[\d.,]*|{_MANY}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|some|several|many|most|all|a few)"
    rf"\s+(?:of\s+)?(?:our\s+|the\s+|real\s+)?{_HARMED}\s+(?:\w+\s+){{0,2}}?"
    r"(?:(?:was|were|got|had been|have been)\s+(?:\w+ly\s+|then\s+)?(?:charged|billed|refused|denied|rejected"
    r"|locked out|harmed|hurt|injured|insulted|underpaid|overcharged|misdiagnosed|discharged|evicted|dismissed)"
    r"|lost (?:their|his|her|access|money|data|work))\b",
    re.IGNORECASE,
)
_SHOWN = lazy_pattern(
    r"\b(?:saw|see|seen|shown?|showed|read|received|visible|exposed|returned|leaked)\b[^.;]{0,80}"
    r"\b(?:of|from|belonging to|to)\s+(?:other|another|somebody else|someone else|different)\b"
    r"|\b(?:other|another) (?:customer|user|person|patient|people|tenant)s?['’]s? ?\w* ?"
    r"(?:chats?|names?|messages?|addresses|orders?|photos?|data|documents?|records?)\b",
    re.IGNORECASE,
)
_LEAK = "technical/cross-request-leak"


@file_rule("PM243")
def summary_against_impact(file: RecordFile) -> Iterator[Problem]:
    """The summary of our own incident tells of no amount that its impact denies.

    What it does
        Looks in the summary for a hundred people or more, and for money that was lost, where every number of users, or
        of money, is zero or the field is not applicable. Sentences that deny something are left out.
    Why it matters
        Readers believe the summary, and totals and severities believe the fields. One of them is wrong.
    Example
        `About two million visitors found nothing`, with
        `users: [{text: Visitors, value: 0, unit: users, evidence: [E2]}]`
    Instead
        The number of the summary under `impact`, or the summary without it.
    """
    record = own_published(file)
    impact = known(record.impact) if record else None
    summary = known(record.summary) if record else None
    if not record or not impact or not summary or record.kind is not Kind.INCIDENT:
        return
    for field, pattern, is_denied in (
        ("users", _PEOPLE, _is_denied(impact, "users")),
        ("money", _MONEY, _is_denied(impact, "money")),
    ):
        told = _first(pattern, summary) if is_denied else None
        if told:
            yield at_field(
                file,
                ("impact", field),
                "must not deny what the summary tells of",
                f"no amount, and {shown(told)} in the summary",
                "write the amount here, or mend the summary",
            )


def _is_denied(impact: Impact, field: str) -> bool:
    """Whether the field says that there was nothing of the kind, as against not knowing."""
    value = getattr(impact, field)
    if isinstance(value, NotKnown) and value.is_unknown:
        return False
    return all(amount == 0 for each in measures_under(impact, field) for amount in each.amounts or (1,))


@file_rule("PM245", Level.WARNING)
def death_in_minor_incident(file: RecordFile) -> Iterator[Problem]:
    """Where a person died or was seriously injured, our own record is SEV1 or SEV2.

    What it does
        Looks in title, symptom, summary, causes, timeline, impact and body of our own published records below SEV2 for
        sentences in which a person died, lost their life, was seriously injured or went to hospital.
    Why it matters
        The severity decides who hears of it. It is a warning, because a text may tell of what might have been.
    Example
        `severity: SEV4` with `A customer took the dose and died`
    Instead
        `severity: SEV1`
    """
    record = own_published(file)
    if record and record.severity not in _SEVERE and (told := _told_death(record, file.body.text)):
        yield at_field(
            file,
            ("severity",),
            "must be SEV1 or SEV2 where a person died or was seriously injured",
            f"{record.severity}, and {shown(told)}",
            "raise the severity, or say more clearly that nobody was harmed",
        )


@file_rule("PM246")
def death_without_harm(file: RecordFile) -> Iterator[Problem]:
    """Where our own incident tells of a death or a serious injury, `impact.harm` tells of it too.

    What it does
        Looks in title, symptom, summary, causes, timeline, impact and body of our own published incidents for sentences
        in which a person died, lost their life or was seriously injured, where `impact.harm` is not answered.
    Why it matters
        Harm to people is what a severity asks for first. Not applicable is no answer to a death.
    Example
        `notes: One of them lost their life.`
    Instead
        `notes: Three of them called support.`
    """
    record = own_published(file)
    impact = known(record.impact) if record else None
    if not record or record.kind is not Kind.INCIDENT or not impact or known(impact.harm) is not None:
        return
    if told := _told_death(record, file.body.text):
        yield at_field(
            file,
            ("impact", "harm"),
            "must tell of the harm that the text tells of",
            f"no answer, and {shown(told)}",
            "write what happened to whom, and set the severity by it",
        )


@file_rule("PM255", Level.WARNING)
def told_harm_without_incident(file: RecordFile) -> Iterator[Problem]:
    """The texts of a near miss, a hazard or a drill of ours tell of nobody who was harmed.

    What it does
        Warns from `published` on where title, symptom, summary, causes, timeline, impact or body tell of people who
        were charged, refused, injured and the like, of money that was lost, or of a death. Sentences that deny
        something, or tell of what might have been, are left out.
    Why it matters
        Harm under another kind is in no total and no trend. Fields can deny it while the text tells it.
    Example
        `kind: near-miss` and `summary: For two hours 1,200 customers were charged twice, until support saw it.`
    Instead
        `kind: incident`
    """
    record = own_published(file)
    if not record or record.kind is Kind.INCIDENT:
        return
    text = _account(record, file.body.text)
    lowered = text.lower()
    told = (_first(_DEATH, text) if any(word in lowered for word in _DEATH_WORDS) else None) or (
        _first(_HARM, text) if any(word in lowered for word in _HARM_WORDS) else None
    )
    if told := told or _first(_MONEY, text):
        yield at_field(
            file,
            ("kind",),
            "must be `incident` where somebody was harmed",
            f"`{record.kind}`, and {shown(told)}",
            "write `kind: incident`, or say more clearly that nobody was harmed",
        )


def _account(record: Record, body: str) -> str:
    impact, summary = known(record.impact), known(record.summary)
    texts: list[str] = [record.title, record.symptom, summary or "", body]
    texts += [event.text for event in known_items(record.timeline)]
    texts += [cause.text for cause in record.real_causes]
    texts += [impact.notes or "", *impact.groups] if impact else []
    return "\n".join(texts)


def _told_death(record: Record, body: str) -> str | None:
    impact, summary = known(record.impact), known(record.summary)
    texts: list[str] = [record.title, record.symptom, summary or "", body]
    texts += [event.text for event in known_items(record.timeline)]
    texts += [cause.text for cause in record.real_causes]
    harm = known(impact.harm) if impact else None
    texts += [impact.notes or "" if impact else "", harm or ""]
    text = "\n".join(texts)
    lowered = text.lower()
    return _first(_DEATH, text) if any(word in lowered for word in _DEATH_WORDS) else None


@record_rule("PM247", Level.WARNING)
def shown_data_of_others(file: RecordFile, context: Context) -> Iterator[Problem]:
    """Where people saw what belongs to others, the severity is that of a leak, whichever cause it is filed under.

    What it does
        Looks in title, symptom and summary of our own published incidents below SEV2, with users above zero, for
        people who saw or received something of others, where no cause is `technical/cross-request-leak`.
    Why it matters
        The bounds for leaks are the strictest ones, and hold for records that name that cause.
    Example
        `severity: SEV3` and `symptom: Customers saw titles and text of chats of other customers.`
    Instead
        `symptom: Customers saw titles and text of their own chats twice.`
    """
    record = own_published(file)
    impact = known(record.impact) if record else None
    if not record or not impact or record.kind is not Kind.INCIDENT or record.severity in _SEVERE:
        return
    if any(cause.category == _LEAK for cause in record.real_causes):
        return
    if not any(measure.certain_amount > 0 for measure in measures_under(impact, "users")):
        return
    texts = "\n".join((record.title, record.symptom, known(record.summary) or ""))
    if told := _first(_SHOWN, texts):
        yield at_field(
            file,
            ("severity",),
            "must be SEV1 or SEV2 where data of others were shown",
            f"{record.severity}, and {shown(told)}",
            f"add the cause `{_LEAK}` and the severity that its bounds ask for, or say whose data it was",
        )


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    """The first match in a sentence that denies nothing."""
    for match in pattern.finditer(text):
        start = max(text.rfind(end, 0, match.start()) for end in (". ", "\n", "; ")) + 1
        if not _DENIED.search(text, start, match.end()):
            return " ".join(match.group().split())
    return None
