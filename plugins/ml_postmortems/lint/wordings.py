"""Words that blame people or judge by what was known later; things may fail, ignore and forget."""

from __future__ import annotations

import re
from collections.abc import Callable

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.text_patterns import TextPattern, pattern, text_before

_TITLES = (
    r"(?:engineer|operator|developer|programmer|analyst|reviewer|author|manager|owner|labell?er|annotator|contractor"
    r"|intern|new hire|scientist|maintainer|colleague|employee|expert|administrator|team)s?"
)
_PERSON = (
    rf"{_TITLES}|leads?|people|person|persons|staff|somebody|someone|nobody|no one|anybody|anyone|everybody|everyone"
)
AT_WORK = rf"(?:{_TITLES}|deployers?|staff|shifts?|rota|crew)"
"""Whoever is named by the work that they do."""
_SOMEBODY = rf"(?:{_PERSON}|he|she|they|we)"
_WHERE = r"(?: on[ -]call| (?:on|in|of|at) the(?: \w+){1,2}?| who \w+ \w+)?"
_HOW = r"(?: (?:had|have|has|also|then|simply|just|all|both|again|clearly|been))*"
_SUBJECT_BEFORE = lazy_pattern(rf"\b{_SOMEBODY}{_WHERE}{_HOW} $".replace(" ", r"\s"), re.IGNORECASE)
_KIND = r"(?:\w+(?:-\w+)? ){0,2}?"
"""What stands before a person: `the on-duty engineer`."""
_LAPSES = (
    "overlooked",
    "missed",
    "forgotten",
    "neglected",
    "disregarded",
    "skipped",
    "left out",
    "omitted",
    "unheeded",
)
_NOT_DONE = ("noticed", "seen", "spotted", "caught", "followed", "checked", "read", "tested", "verified", "looked at")
_SLIPS = ("mistake", "slip", "lapse")
_FAILINGS = (*_SLIPS, "failing", "inattention", "negligence", "carelessness")
"""Not `oversight`, which of people is a safeguard."""
_ALERTS = r"(?:the|an?|all|every) (?:alert|alarm|warning|page|check)s?"
_NOT_SEEN = r"(?:notice|follow|check|escalate|test|read|see|tell|react|communicate|update|verify|stop|catch|review|act)"
_OF_A_KIND = lazy_pattern(r"\b(?:that|which)\s(?:an?\s(?:person|human)|somebody|someone|people)\s$", re.IGNORECASE)
_ERROR_OF_THINGS = lazy_pattern(
    r"\b(?:rate|share|level|amount|number|estimate) of\s$|\b(?:compar|measur|predict|detect|classif)\w+\s$"
    r"|\b(?:spark|kubernetes|airflow|tensor|comparison)\s$",
    re.IGNORECASE,
)
_SOMEBODY_IN_SENTENCE = lazy_pattern(rf"\b{_SOMEBODY}\b", re.IGNORECASE)
_PERSON_IN_SENTENCE = lazy_pattern(rf"\b(?:{_PERSON})\b", re.IGNORECASE)


def is_said_by_authors(match: re.Match[str]) -> bool:
    """Whether it stands outside of quotation marks, whose words are those of others."""
    before = text_before(match, len(match.string))
    return before.count('"') % 2 == 0 and before.rfind("“") <= before.rfind("”")


def _is_done_by_person(match: re.Match[str]) -> bool:
    """Whether a person is the subject of the verb."""
    return bool(_SUBJECT_BEFORE.search(text_before(match, 80))) and is_said_by_authors(match)


def _is_hindsight(match: re.Match[str]) -> bool:
    """Whether somebody is told what to have done, and not what kind of thing a person has to look at."""
    is_of_a_kind = match.group().endswith("checked") and _OF_A_KIND.search(text_before(match, 80))
    return _is_done_by_person(match) and not is_of_a_kind


def _is_human_error(match: re.Match[str]) -> bool:
    return is_said_by_authors(match) and not _ERROR_OF_THINGS.search(text_before(match, 20))


def _is_about_person(match: re.Match[str]) -> bool:
    """Whether its sentence names a person."""
    start = max(match.string.rfind(end, 0, match.start()) for end in (".", "\0"))
    stop = min(place for end in (".", "\0") if (place := match.string.find(end, match.end())) >= 0)
    return is_said_by_authors(match) and bool(_PERSON_IN_SENTENCE.search(match.string, start + 1, stop))


def _is_about_person_or_pronoun(match: re.Match[str]) -> bool:
    """Whether its sentence names a person, or somebody by a pronoun."""
    start = max(match.string.rfind(end, 0, match.start()) for end in (".", "\0"))
    sentence = match.string[start + 1 : match.end()]
    return is_said_by_authors(match) and bool(_SOMEBODY_IN_SENTENCE.search(sentence))


def _wording(
    advice: str, words: tuple[str, ...], regex: str, is_real: Callable[[re.Match[str]], bool] = is_said_by_authors
) -> TextPattern:
    """A pattern of any case, whose advice is what to say instead."""
    return pattern(advice, words, f"(?i:{regex})", is_real)


BLAME = (
    _wording(
        "say what made the action look right at the time",
        tuple(f"{whose} error" for whose in ("human", "operator", "user", "engineer", "manual")),
        r"\b(?:human|operator|user|engineer|manual) error\b"
        r"(?! (?:rate|report|message|code|handl|log|class|type|count|budget|margin|analysis|bar))",
        _is_human_error,
    ),
    _wording(
        "say what the work asked for and what it gave to go by",
        ("careless", "negligen", "slopp", "incompeten", "laziness", "reckless", "irresponsib", "inattentive"),
        r"\b(?:careless(?:ly|ness)?|negligen(?:t|ce|tly)|sloppy|sloppiness|incompeten(?:t|ce)|laziness|reckless(?:ly|ness)?"
        r"|irresponsib(?:le|ly)|inattentive)\b",
    ),
    _wording(
        "say what the work asked for and what it gave to go by",
        ("lazy", "too slow", "careful", "asleep"),
        r"\b(?:was|were|is|are) (?:lazy|too slow|not careful|asleep)\b",
        _is_done_by_person,
    ),
    _wording(
        "say what the work asked for and what it gave to go by",
        ("inexperienced",),
        rf"\binexperienced (?:{_PERSON})\b",
    ),
    _wording(
        "say what should have reminded or refused",
        ("forgot", "neglected"),
        r"\b(?:forgot|forgotten|neglected)\b(?: to\b)?",
        _is_done_by_person,
    ),
    _wording("say what should have reminded or refused", ("bother to",), r"\b(?:did not|didn't) bother to\b"),
    _wording(
        "say what made it easy to do and hard to see",
        ("failed to", "t follow", "t pay att", "responsib", "made a", "violated", "botched", "misconfigured"),
        rf"\b(?:failed to {_NOT_SEEN}|(?:did not|didn't) (?:follow|pay attention|take responsibility)"
        r"|made an? (?:mistake|error)|violated|botched|misconfigured|took responsibility)\b",
        _is_done_by_person,
    ),
    _wording("say what made it look right", ("without thinking",), r"\bwithout thinking\b"),
    _wording(
        "say what made it hard to see, and what else could have shown it",
        ("attention", "vigilan", "alertness", "heed"),
        rf"\b(?:no|little|not enough|insufficient|too little) (?:attention|heed) (?:was|were|had been) (?:paid|given)\b"
        r"|\battention was not (?:paid|given)\b"
        r"|\b(?:lack of|insufficient|too little|not enough) (?:vigilance|alertness)\b"
        rf"|\black of attention (?:by|of|from|on) (?:the |an? |our )?{_KIND}{AT_WORK}\b",
    ),
    _wording(
        "say what made it hard to see, and what else could have shown it",
        (*(f"{lapse} by" for lapse in _LAPSES), *(f"not {deed} by" for deed in _NOT_DONE)),
        rf"\b(?:{'|'.join(_LAPSES)}|not (?:{'|'.join(_NOT_DONE)})) by "
        rf"(?:the |an? |our |one |two |some |both |all |any )?{_KIND}{AT_WORK}\b",
    ),
    _wording(
        "say what should have reminded or refused",
        ("forgotten", "overlooked", "neglected"),
        r"\b(?:steps?|checks?|tests?|tasks?|items?|entry|entries|tickets?|reviews?|renewals?|updates?)"
        r"(?: (?:of|in|for|on) (?:the )?\w+(?: \w+)?)? (?:was|were|had been|has been|got)"
        r" (?:simply |just |then |also )?(?:forgotten|overlooked|neglected)\b(?! by)",
    ),
    _wording(
        "say what made it easy to do and hard to see",
        tuple(f"{whose} {what}" for whose in ("human", "manual", "personal", "operator") for what in _FAILINGS),
        rf"\b(?:human|manual|personal|operator) (?:{'|'.join(_FAILINGS)})s?\b(?! rate| report| score)",
    ),
    _wording(
        "say what made it easy to do and hard to see",
        (
            *(f"{what}{plural} of" for what in _SLIPS for plural in ("", "s")),
            *(f"{what}{plural} by" for what in (*_SLIPS, "error", "oversight", "omission") for plural in ("", "s")),
        ),
        rf"\b(?:{'|'.join(_SLIPS)})s? (?:of|by) (?:the |an? |our |one )?{_KIND}{AT_WORK}\b"
        rf"|\b(?:error|oversight|omission)s? by (?:the |an? |our |one ){_KIND}{AT_WORK}\b",
    ),
    _wording(
        "say how many there were and what set this one apart",
        ("ignored", "disregarded", "overlooked"),
        rf"\b(?:ignored|disregarded|overlooked) {_ALERTS}\b",
        _is_done_by_person,
    ),
    _wording(
        "say what made it possible",
        ("to blame", "culprit", "guilty"),
        r"\b(?:to blame|culprits?|guilty)\b",
        _is_about_person,
    ),
    _wording(
        "say what made it possible",
        ("fault of the", "'s fault"),
        rf"\bfault of the (?:{_PERSON})\b|\b(?:{_PERSON})'s fault\b",
    ),
    _wording("say what made it possible", ("at fault",), r"\b(?:was|were|is|are) at fault\b", _is_done_by_person),
    _wording(
        "say what was seen and expected",
        ("stupid", "dumb", "idiotic", "silly"),
        r"\b(?:stupid|dumb|idiotic|silly) (?:mistake|error|decision|idea|thing|change|question)s?\b",
    ),
    _wording(
        "say what made it look right",
        ("on a whim", "think", "diligence", "lack of care", "of disc", "of rigo"),
        r"\bon a whim\b|\b(?:did not|didn't|without) think(?:ing)? (?:it|this|them) through\b"
        r"|\b(?:lack(?:s|ed|ing)?|missing|insufficient|more)(?: of)?(?: the| due| required)? diligence\b"
        r"|\black of (?:care|discipline|rigou?r)\b",
    ),
    _wording(
        "say what the work asked for and what it gave to go by",
        ("knew better", "do h", "done h", "do their", "done their", "bothered", "to the job", "to the task"),
        r"\b(?:knew better|(?:did not|didn't|had not|if \w+ had) (?:do|done) (?:his|her|their) (?:job|work|homework)"
        r"|(?:could not|couldn't) be bothered|not up to the (?:job|task))\b",
        _is_about_person_or_pronoun,
    ),
    _wording(
        "say what made it look right, and what else could have stopped it",
        ("alone",),
        rf"\b(?:he|she|the (?:{_PERSON})) alone (?:is|was|caused|broke|decided)\b",
    ),
    _wording(
        "say what made it look right, and what else could have stopped it",
        ("'s haste", "been told", "been warned"),
        rf"\b(?:{_PERSON})'s haste\b|\b{_SOMEBODY} ha[ds] been (?:told|warned)(?: about (?:this|it))?"
        r" (?:before|twice|again|several|many|often|repeatedly)\b",
    ),
    _wording(
        "name the control that would have caught it, whoever was at work",
        ("serious word", "attention", "reminded", "more careful"),
        r"\bserious words? with\b|\bpay(?:ing)? (?:more|closer|better|due|greater) attention\b"
        rf"|\b(?:{_PERSON})\b[^.]{{0,40}}\b(?:be|been|were|was) reminded\b|\b(?:must|should|to|will) be more careful\b",
    ),
)
HINDSIGHT = (
    _wording(
        "say what was there to be seen at the time, and what would have shown it",
        ("should have", "could have"),
        r"\b(?:should|could) have (?:known|noticed|seen|realised|realized|checked|caught)\b",
        _is_hindsight,
    ),
    _wording(
        "say what was there to be seen at the time, and what would have shown it",
        ("should have been obvious", "competent"),
        rf"\bshould have been obvious\b|\bcompetent (?:{_PERSON}) would have\b",
    ),
    _wording(
        "say what made it hard to see then",
        ("obviously", "of course", "clearly should"),
        r"\bobviously\b|\bof course\b|\bclearly should\b",
    ),
    _wording(
        "say what the control is that was missing",
        ("if only",),
        r"\bif only (?:we|they|he|she|the|some(?:body|one))\b",
    ),
)
