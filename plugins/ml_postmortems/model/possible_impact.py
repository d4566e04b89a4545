"""The largest reading of an impact: upper ends, sums, and persons counted by what they did or only in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.counted_people import measures_under
from ml_postmortems.model.durations import DurationName, durations, key_instants
from ml_postmortems.model.impact import Impact, Measure
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant

_DEEDS = lazy_pattern(
    r"(?:% of )?(?:sessions?|visits?|logins?|letters?|refusals?|denials?|applications?|claims?|cases?|calls?|callers?"
    r"|chats?|conversations?|bookings?|orders?|purchases?|payments?|payers?|payouts?|appointments?|trips?|rides?|tickets?"
    r"|e-?mails?|messages?|invoices?)\b",
    re.IGNORECASE,
)
_NUMBER = lazy_pattern(r"(?<![\w.,])(\d{1,3}(?:[,  ]\d{3})+|\d{3,12})(?![\w%.,]*\d)(?!\s*(?:%|per ?cent))")
_PER_CENT = lazy_pattern(r"(?<![\w.,])(\d{1,3}(?:\.\d+)?)\s?(?:%|per ?cent)", re.IGNORECASE)
_PARTS = {
    "half": 50,
    "second": 50,
    "third": 33,
    "fourth": 25,
    "quarter": 25,
    "fifth": 20,
    "sixth": 16,
    "eighth": 12,
    "tenth": 10,
}
_PART = lazy_pattern(
    r"\b(?:every (second|third|fourth|fifth|sixth|eighth|tenth)"
    r"|(?:an?|one) (half|third|quarter|fifth|sixth|eighth|tenth) of|(half) of)\b",
    re.IGNORECASE,
)
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class PossibleAmount:
    """An amount that the record leaves possible."""

    amount: Decimal
    is_percent: bool
    said: str
    """Where it comes from, in words: `up to 260000 payers`."""


def possible_amounts(impact: Impact, heading: str) -> Iterator[PossibleAmount]:
    """Every reading of a heading that is larger than what is certain: upper ends, sums of one unit and, for `users`, of
    all units, persons counted under `other` by what they did, or in the words of `groups`, where no number of users is
    given."""
    measures = measures_under(impact, heading)
    yield from _upper_ends(measures)
    yield from _sums(measures)
    if heading == "users":
        yield from _sum_of_people(measures)
    if heading == "users" and not any(amount > 0 for each in measures for amount in each.amounts):
        yield from _by_deeds(impact)
        for text in impact.groups:
            yield from amounts_told(text)
        yield from _sum_of_groups(impact.groups)


def _upper_ends(measures: Sequence[Measure]) -> Iterator[PossibleAmount]:
    for each in measures:
        most = max(each.amounts, default=Decimal(0))
        if most > each.certain_amount:
            yield PossibleAmount(most, each.unit.startswith("%"), f"up to {most:f} {each.unit}")


def _sums(measures: Sequence[Measure]) -> Iterator[PossibleAmount]:
    by_unit: dict[str, list[Decimal]] = defaultdict(list)
    for each in measures:
        by_unit[each.unit.casefold()].append(max(each.amounts, default=Decimal(0)))
    for unit, amounts in by_unit.items():
        if len(amounts) > 1 and not unit.startswith("%"):
            total = sum(amounts, Decimal(0))
            yield PossibleAmount(total, False, f"{len(amounts)} amounts that add up to {total:f} {unit}")


def most_people(measures: Sequence[Measure]) -> Decimal:
    """How many there may be at most, if nobody was counted twice; shares are left out."""
    counted = (max(each.amounts, default=Decimal(0)) for each in measures if not each.unit.startswith("%"))
    return sum(counted, Decimal(0))


def _sum_of_people(measures: Sequence[Measure]) -> Iterator[PossibleAmount]:
    """People told in parts under several names."""
    units = dict.fromkeys(each.unit for each in measures if not each.unit.startswith("%"))
    if len(units) > 1:
        total = most_people(measures)
        yield PossibleAmount(total, False, f"{' and '.join(units)} that add up to {total:f}")


def _sum_of_groups(groups: Sequence[str]) -> Iterator[PossibleAmount]:
    """The largest number of each group, added up."""
    numbers = ([each.amount for each in amounts_told(text) if not each.is_percent] for text in groups)
    largest = [max(each) for each in numbers if each]
    if len(largest) > 1:
        total = sum(largest, Decimal(0))
        yield PossibleAmount(total, False, f"{len(largest)} groups that add up to {total:f}")


def _by_deeds(impact: Impact) -> Iterator[PossibleAmount]:
    for each in deeds_of_people(impact):
        most = max(each.amounts, default=Decimal(0))
        yield PossibleAmount(most, each.unit.startswith("%"), f"{most:f} {each.unit} under `other`")


def deeds_of_people(impact: Impact) -> tuple[Measure, ...]:
    """What `other` counts that each time stands for somebody: sessions, letters, orders."""
    return tuple(each for each in known_items(impact.other) if _DEEDS.match(each.unit))


def amounts_told(text: str) -> Iterator[PossibleAmount]:
    """The large numbers and the shares of a text about people; years and small numbers are none."""
    for match in _NUMBER.finditer(text):
        amount = Decimal(re.sub(r"\D", "", match.group(1)))
        if amount not in _YEARS:
            yield PossibleAmount(amount, False, f"`{match.group(1)}` in `{text[:80]}`")
    for match in _PER_CENT.finditer(text):
        yield PossibleAmount(Decimal(match.group(1)), True, f"`{match.group()}` in `{text[:80]}`")
    for match in _PART.finditer(text):
        part = next(each for each in match.groups() if each)
        yield PossibleAmount(Decimal(_PARTS[part.lower()]), True, f"`{match.group()}` in `{text[:80]}`")


def longest_harm(record: Record) -> timedelta | None:
    """How long the harm may have lasted: to the latest time of `mitigated`, else to `resolved`."""
    lasted = durations(record).get(DurationName.HARM)
    if isinstance(lasted, Duration):
        return lasted.longest
    instants = key_instants(record)
    started, resolved = instants.get(KeyInstant.STARTED), instants.get(KeyInstant.RESOLVED)
    if isinstance(started, Span) and isinstance(resolved, Span):
        return Duration.between(started, resolved).longest
    return None
