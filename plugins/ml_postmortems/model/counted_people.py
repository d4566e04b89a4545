"""Who was affected, wherever the impact counts them, and units that hide an amount."""

from __future__ import annotations

import re

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.impact import Impact, Measure
from ml_postmortems.model.not_known import known_items

_PEOPLE = lazy_pattern(
    r"(?:people|persons?|users?|customers?|clients?|consumers?|shoppers?|buyers?|sellers?|merchants?|patients?|citizens?"
    r"|residents?|students?|pupils?|teachers?|employees?|workers?|staff|applicants?|claimants?|tenants?|borrowers?"
    r"|drivers?|riders?|passengers?|travell?ers?|guests?|visitors?|viewers?|readers?|listeners?|players?|members?"
    r"|subscribers?|account holders?|cardholders?|children|women|men|families|households?|accounts?|patients?)\b",
    re.IGNORECASE,
)
_SCALE = lazy_pattern(
    r"(?<!\d )(?<!\d)\b(?i:hundreds?|thousands?|millions?|billions?|trillions?|dozens?|mio|mrd|mln|bn|tsd|lakhs?"
    r"|crores?)\b"
    r"|\b[kKM]\b|\b[kKmM](?:USD|EUR|GBP|CHF|JPY|CNY|INR)\b"
)
_PART = lazy_pattern(
    r"^(?:of (?:all|the|our)\b|(?:a )?(?:share|fraction|proportion|ratio|part|portion|half|third|quarter|tenth)s?\b)",
    re.IGNORECASE,
)


def is_of_people(measure: Measure) -> bool:
    """Whether the unit counts persons, or accounts and households that stand for them."""
    return bool(_PEOPLE.match(measure.unit))


def people_affected(impact: Impact) -> tuple[tuple[str, int, Measure], ...]:
    """What counts as users, each with its heading and index.

    Where `users` gives no number above zero, persons under `other` are meant; beside such a number they are what else
    there is to say, such as how many there are in all.
    """
    users = tuple(("users", index, each) for index, each in enumerate(known_items(impact.users)))
    if any(each.certain_amount > 0 for _, _, each in users):
        return users
    others = (("other", index, each) for index, each in enumerate(known_items(impact.other)))
    return (*users, *(place for place in others if is_of_people(place[2])))


def measures_under(impact: Impact, heading: str) -> tuple[Measure, ...]:
    """What is counted under a heading; for `users` wherever the impact counts people."""
    if heading == "users":
        return tuple(measure for _, _, measure in people_affected(impact))
    return known_items(getattr(impact, heading))


def most_affected(impact: Impact | None) -> Measure | None:
    """The largest of these counts, since one record may count the same people in several ways; None without any."""
    measures = measures_under(impact, "users") if impact else ()
    return max(measures, key=lambda measure: measure.certain_amount, default=None)


def scale_in_unit(heading: str, measure: Measure) -> str | None:
    """The word of the unit that multiplies or divides the number; None where the number stands for itself."""
    if match := _SCALE.search(measure.unit):
        return match.group()
    match = _PART.search(measure.unit) if heading in ("users", "requests", "predictions") else None
    return match.group() if match else None
