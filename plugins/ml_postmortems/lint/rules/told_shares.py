"""PM2 for arithmetic within one sentence: shares that do not follow from their counts, and shares that cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.prose import prose_of
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.text_patterns import pattern, text_before
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_HUNDRED = 100
_SCALES = {None: 1, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_ABOUT = Decimal("0.15")
"""The part of a share by which one that is called about right may differ from it."""
_LEAST_ZEROS = 2
"""At the end of a count that may have been rounded."""
_MOST_ROUNDED = Decimal("0.05")
"""The part of a count by which rounding to its zeros changes it at most."""
_YEAR = lazy_pattern(r"(?:19|20)[0-9]{2}")
_NAMED = lazy_pattern(
    r"\b(?:version|release|model|build|day|week|page|step|round|batch|size|chapter|section|part|level|port|error|code)s?\s$",
    re.IGNORECASE,
)
_RELATIVE = lazy_pattern(
    r"\b(?:relative|normali[sz]ed|(?:change|difference|drop|fall|rise|gain|loss|increase|decrease|growth|improvement)"
    r"s? (?:in|of)(?: the)?)\s(?:\w+\s)?$".replace(" ", r"\s"),
    re.IGNORECASE,
)
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:\.[0-9]+)?)"
_FIRST = r"[0-9](?<![\w.,:/-].)(?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*(?:\.[0-9]+)?)"
"""A number at the start of a pattern."""
_PERCENT = r" ?(?:%|per ?cent\b)"
_ALL = "(?:(?:the|all|our|these|those) )*"
_NO_MORE = r"(?![\w/:-]|[.,][0-9])"
_NO_PART = r"[^.,;:!?()0-9]{0,60}"


def _amount(name: str, number: str = _NUMBER) -> str:
    return rf"(?P<{name}>{number})(?: (?P<{name}_scale>thousand|million|billion))?"


_COUNTS = rf"{_amount('part', _FIRST)} (?:out )?of {_ALL}{_amount('whole')}{_NO_MORE}"
_THEN_SHARE = (
    r"(?i:(?:\(| \(|, or |, |: |,? which is |,? that is |,? or | = )"
    rf"(?:(?P<about>about|around|roughly|nearly|almost|some|circa) )?(?P<share>{_NUMBER}){_PERCENT}(?=[),.;]|$|\0))"
)
_SHARES = ("%", "per cent", "percent")
_OF_ALL = lazy_pattern(rf"\bof {_ALL}$".replace(" ", r"\s"), re.IGNORECASE)
_RATIOS = (
    pattern("share", _SHARES, rf"{_COUNTS}{_NO_PART}{_THEN_SHARE}"),
    pattern(
        "share",
        _SHARES,
        rf"{_amount('whole', _FIRST)}{_NO_MORE}{_NO_PART} {_amount('part')}{_NO_MORE}{_NO_PART}{_THEN_SHARE}",
        lambda match: bool(_OF_ALL.search(text_before(match, 20))),
    ),
    pattern(
        "share",
        _SHARES,
        rf"(?P<share>{_FIRST}){_PERCENT}(?: of (?:the |all |our )?[a-z]+)?(?P<about>) "
        rf"\({_amount('part')} (?:out )?of {_ALL}{_amount('whole')}{_NO_MORE}",
    ),
)
_PART = pattern(
    "part",
    (),
    rf"{_COUNTS} (?!(?:milli|micro)?(?:seconds|minutes|hours|days|weeks|months|years|bits|points|dollars|euros)\b)"
    r"(?:[a-z-]+ )?[a-z]{2,}s\b(?! (?:per|a|an|allowed|planned|expected|promised)\b)",
    lambda match: (
        not _NAMED.search(text_before(match, 20))
        and not any(_YEAR.fullmatch(match[name]) for name in ("part", "whole"))
    ),
    shapes=(b"0 aa 0", b"0 aaa aa 0", b"0 aa aaa 0", b"0 aa aaaaa 0"),
)
_RATES = (
    r"accuracy|precision|recall|sensitivity|specificity|uptime|share of [a-z]+"
    r"|(?:refusal|rejection|failure|hit|acceptance|approval|success|(?:true|false)[ -](?:positive|negative)) rate"
    r"|rate of (?:errors|refusals|failures|rejections)"
)
_OTHER_WORDS = (
    r"(?:(?!\b(?:by|than|change|relative|compared|against|increase|growth|price|ratio)\b)[^.;:!?()0-9]){0,40}?"
)
_SHARE = pattern(
    "share",
    _SHARES,
    rf"(?i:\b(?:{_RATES})\b{_OTHER_WORDS} (?:of|was|is|were|are|at|to|from|reached) (?:(?:about|only|over|almost) )?"
    rf"(minus |[-−])?({_NUMBER}){_PERCENT}"
    r"(?! ?(?:of|more|less|higher|lower|above|below|better|worse|points?|faster)\b))",
    lambda match: not _RELATIVE.search(text_before(match, 40)) and not 0 <= _signed(match) <= _HUNDRED,
)


class _Range(NamedTuple):
    """What a printed number may have been before it was rounded."""

    least: Decimal
    most: Decimal


@file_rule("PM259", Level.WARNING)
def share_against_counts(file: RecordFile) -> Iterator[Problem]:
    """A share that stands beside its counts follows from them, and a part is no larger than its whole.

    What it does
        Computes `412 of 900 shops (46 %)` again, in every text of a record and in its body. Rounding in either
        direction is allowed, in the share and in counts with two zeros or more at their end; a share that is `about` so
        much may be 15 per cent of it away. Code, quotations and titles of evidence are left out.
    Why it matters
        One of the three numbers is wrong, and readers carry on whichever they like.
    Example
        `symptom: The scorer refused 1,180 of 7,412 applications that came through brokers (32 %).`
    Instead
        `symptom: The scorer refused 1,180 of 7,412 applications that came through brokers (16 %).`
    """
    if not file.record:
        return
    prose = prose_of(file)
    for match in prose.find((_PART,)):
        parts = _PART.regex.match(match.found.text)
        if parts and not match.piece.is_quoted and _count(parts, "part").least > _count(parts, "whole").most:
            condition, fix = "must tell of no part that is larger than its whole", "correct the wrong number"
            yield prose.problem(match, condition, shown(match.found.text), fix)
    for ratio in _RATIOS:
        for match in prose.find((ratio,)):
            parts = ratio.regex.match(match.found.text)
            if parts and not match.piece.is_quoted and (right := _other_share(parts)):
                yield prose.problem(
                    match,
                    "must tell the share that its counts make",
                    f"{parts['share']} %, where {parts['part']} of {parts['whole']} make {right} %",
                    "correct the wrong number, or say what else it is a share of",
                )


def _other_share(match: re.Match[str]) -> Decimal | None:
    """The share that the counts make, where the one beside them cannot be meant."""
    part, whole = _count(match, "part"), _count(match, "whole")
    if _exact(match, "part") > _exact(match, "whole") or not whole.least:
        return None
    told = Decimal(match["share"].replace(",", ""))
    unit = Decimal(1).scaleb(_exponent(told))
    off = max(unit, told * _ABOUT) if match["about"] else unit
    if _HUNDRED * part.least / whole.most - off < told < _HUNDRED * part.most / whole.least + off:
        return None
    share = _HUNDRED * _exact(match, "part") / _exact(match, "whole")
    return share.quantize(min(unit, Decimal("0.1")))


def _exact(match: re.Match[str], name: str) -> Decimal:
    return Decimal(match[name].replace(",", "")) * _SCALES[match[f"{name}_scale"]]


def _count(match: re.Match[str], name: str) -> _Range:
    """A count, which was rounded if it ends with two zeros or is told in millions."""
    count = _exact(match, name)
    digits = match[name].replace(",", "")
    zeros = 0 if "." in digits else len(digits) - len(digits.rstrip("0"))
    if scale := match[f"{name}_scale"]:
        half = Decimal(_SCALES[scale]).scaleb(_exponent(Decimal(digits))) / 2
    else:
        half = min(Decimal(10) ** zeros / 2, count * _MOST_ROUNDED) if zeros >= _LEAST_ZEROS else Decimal(0)
    return _Range(count - half, count + half)


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


@file_rule("PM260", Level.WARNING)
def share_outside_of_all(file: RecordFile) -> Iterator[Problem]:
    """What is a share of something lies between nothing and all of it.

    What it does
        Warns where accuracy, precision, recall, uptime, a share of something or a rate of errors or refusals is told as
        more than 100 per cent or less than none, in every text of a record and in its body. Changes, ratios and word
        error rates may be more. The review begins with it. Code, quotations and titles of evidence are left out.
    Why it matters
        There is no such number, so the reader does not know which of the others to believe.
    Example
        `symptom: Accuracy on requests of brokers fell from 104 per cent in a day.`
    Instead
        `symptom: Accuracy on requests of brokers fell from 94 per cent in a day.`
    """
    prose = prose_of(file)
    for match in prose.find((_SHARE,)) if file.record else ():
        if not match.piece.is_quoted:
            yield prose.problem(
                match,
                "must tell a share between 0 and 100 per cent",
                shown(match.found.text),
                "correct the number, or name the ratio or the change that it is",
            )


def _signed(match: re.Match[str]) -> Decimal:
    number = Decimal(match[2].replace(",", ""))
    return -number if match[1] else number
