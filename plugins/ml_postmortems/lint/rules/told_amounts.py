"""PM2 for a summary whose numbers and durations are of another size than the fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.counted_people import measures_under
from ml_postmortems.model.durations import DurationName, durations, harm_span
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.not_known import known
from ml_postmortems.model.possible_impact import longest_harm, most_people
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Kind
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_FACTOR = 10
_UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "year": timedelta(days=365),
}
_WORDS = ["a", "an", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_COUNTS = {word: max(index, 1) for index, word in enumerate(_WORDS, start=-1)}
_LASTED = lazy_pattern(
    rf"\b(?:for|lasted|over)\s+(?:about |around |some |almost |nearly |more than |over |the last )?"
    rf"(\d{{1,4}}(?:\.\d)?|{'|'.join(_WORDS)})\s+(minute|hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_TENS = {
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "forty-five": 45,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
}
_PARTS_OF_HOUR = {"half an": 30, "a quarter of an": 15, "quarter of an": 15, "three quarters of an": 45}
_NUMBER_WORDS = {**_COUNTS, **_TENS}
_NUMBERS = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_TOLD = lazy_pattern(
    r"(?<!every )(?<!each )(?<!per )(?<!last )(?<!next )(?<!older than )(?<!later than )\b"
    rf"(?:({'|'.join(_PARTS_OF_HOUR)})\s+hour|(\d{{1,4}}(?:\.\d)?|{_NUMBERS})(?:\s+(?:full|whole|odd|short|long))?[\s-]+"
    rf"({'|'.join(_UNITS)})s?|within\s+the\s+(hour)|(briefly|brief|short-lived"
    r"|(?:a few|some|several|within|in|matter of|couple of)\s+(?:minutes|moments)"
    r"|short\s+(?:outage|disturbance|interruption|glitch|hiccup|dip|incident|period|time|while|disruption)))\b"
    r"(?!\s+(?:later|before|earlier|old|ago|per|each|late|ahead|of delay))",
    re.IGNORECASE,
)
"""What a summary may call the length of the harm: not how often, how late or how old something is."""
_A_FEW = timedelta(minutes=10)
_UNCOUNTED = lazy_pattern(
    r"\b(?:hours|days|weeks|months|years|overnight|weekends?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|(?:all|whole|entire|most of the|that) (?:day|night|week|month|morning|afternoon|evening)"
    r"|(?:from|since|until|till|between) (?:the )?(?:\d+|next|night|morning|evening|january|february|march|april|may"
    r"|june|july|august|september|october|november|december|spring|summer|autumn|winter))\b",
    re.IGNORECASE,
)
"""A longer time without its number, or the dates at its ends."""
_YEAR = lazy_pattern(r"(?:19|20)\d\d")
_PEOPLE = lazy_pattern(
    r"(?<![\w.,])(\d{1,3}(?:,\d{3})+|\d{2,12})(?:\s+(million))?\s+(?:of\s+)?(?:our\s+|\w+\s+)?"
    r"(?:people|persons|users|customers|clients|visitors|shoppers|patients|applicants|members|subscribers|passengers)\b",
    re.IGNORECASE,
)


@file_rule("PM251", Level.WARNING)
def summary_of_another_size(file: RecordFile) -> Iterator[Problem]:
    """The largest number of people and the duration of a summary are of the size that the fields say.

    What it does
        Warns in our own published incidents where the largest number of people in the summary is ten times all those
        under `impact` together, or where the longest `for three days` of it is ten times what lies between `started`
        and `mitigated`, breaks included; and where the harm lasted ten times the longest time that the summary tells,
        such as `briefly` or `half an hour`, with no days or dates beside it. What the fields do not say is not
        compared.
    Why it matters
        Readers believe the summary; totals, medians and severities believe the fields. One of the two is wrong.
    Example
        `summary: For three weeks our search showed old pages to 120,000 visitors, until the data were put back.`
    Instead
        `summary: For five hours our search showed old pages to 120,000 visitors, until the data were put back.`
    """
    record = own_published(file)
    summary = known(record.summary) if record else None
    if not record or not summary or record.kind is not Kind.INCIDENT:
        return
    for found, size in (_longer(record, summary), _shorter(record, summary), _more(record, summary)):
        if found:
            yield at_field(
                file,
                ("summary",),
                f"must not be {size} says",
                found,
                "correct the one that is wrong",
            )


def _longer(record: Record, summary: str) -> tuple[str, str]:
    """The duration of the summary that the times deny."""
    longest = _longest(record)
    told = max(_durations(summary), default=None)
    if not longest or not told or told[0] < _FACTOR * longest:
        return "", ""
    found = f"{shown(told[1])}, and at most {longest // timedelta(minutes=1):,} minutes in the fields"
    return found, "ten times what `times`"


def _shorter(record: Record, summary: str) -> tuple[str, str]:
    """The longest time of the summary, where the harm lasted many times as long."""
    lasted = durations(record).get(DurationName.HARM)
    if not isinstance(lasted, Duration) or lasted.shortest <= timedelta(0):
        return "", ""
    if any(_FACTOR * each > lasted.shortest for each, _ in _durations(summary)):
        return "", ""
    told = max(_all_durations(summary), default=None)
    if not told or _FACTOR * told[0] > lasted.shortest or _UNCOUNTED.search(summary.replace(told[1], "")):
        return "", ""
    found = f"{shown(told[1])}, and at least {lasted.shortest // timedelta(minutes=1):,} minutes in the fields"
    return found, "a tenth of what `times`"


def _longest(record: Record) -> timedelta | None:
    """From the first harm to the last, since a summary may tell how long it came and went."""
    span = harm_span(record)
    return span.longest if isinstance(span, Duration) else longest_harm(record)


def _durations(summary: str) -> Iterator[tuple[timedelta, str]]:
    for match in _LASTED.finditer(summary):
        count, unit = match.groups()
        yield _number(count) * _UNITS[unit.lower()], match.group()


def _all_durations(summary: str) -> Iterator[tuple[timedelta, str]]:
    for match in _TOLD.finditer(summary):
        part, count, unit, within, few = match.groups()
        if few or within:
            yield _A_FEW if few else _UNITS["hour"], match.group()
        elif part:
            yield timedelta(minutes=_PARTS_OF_HOUR[part.lower()]), match.group()
        else:
            yield _number(count) * _UNITS[unit.lower()], match.group()


def _number(count: str) -> float:
    """A count in digits or as a word."""
    return float(count) if count[0].isdigit() else _NUMBER_WORDS[count.lower()]


def _more(record: Record, summary: str) -> tuple[str, str]:
    """The number of people of the summary that the impact denies."""
    impact = known(record.impact)
    measures = measures_under(impact, "users") if impact else ()
    most = most_people(measures)
    told = max(_people(summary), default=None)
    if most <= 0 or not told or told[0] < _FACTOR * most:
        return "", ""
    return f"{shown(told[1])}, and at most {most:,f} in the fields", "ten times what `impact.users`"


def _people(summary: str) -> Iterator[tuple[Decimal, str]]:
    for match in _PEOPLE.finditer(summary):
        number = Decimal(match.group(1).replace(",", ""))
        if not _YEAR.fullmatch(match.group(1)):
            yield number * (1_000_000 if match.group(2) else 1), match.group()
