"""The fields of the query language, such as `team:` and `since:`, and their values. `fields.js` is its twin."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping

from ml_postmortems.search.spelling import nearest_word
from ml_postmortems.similarity.analysis import folded

DATE_FIELDS = ("since", "until")
MOST_PROPOSALS = 3
MOST_LISTED_VALUES = 16
"""Of a field with more values, a message does not list them."""
SHORT_FIELD_NAME = 4
"""Letters up to which only one typing error is forgiven in the name of a field: there are few names."""

_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_RECORD_ID = re.compile(r"pm-\d{4}-\d{4}", re.ASCII)

Values = Mapping[str, Mapping[str, str]]
"""Each field with its values, from their folded form to their own. Dates and ids have no list of values."""


def is_field(name: str, values: Values) -> bool:
    """Whether the language has a field of this name, in small letters."""
    return name in values or name in DATE_FIELDS or name == "id"


def field_names(values: Values) -> list[str]:
    """All fields of the language, sorted."""
    return sorted((*values, *DATE_FIELDS, "id"))


def nearest_field(name: str, values: Values) -> str | None:
    """The field that a misspelt name probably means."""
    return nearest_word(name, ((each, 1) for each in field_names(values)), short=SHORT_FIELD_NAME)


def field_value(name: str, text: str, values: Values) -> str | None:
    """The value that a text stands for, in its own spelling; None where the field has no such value."""
    if name in values:
        return values[name].get(folded(text))
    is_right = _RECORD_ID.fullmatch(text.lower()) if name == "id" else is_date(text)
    return text.upper() if is_right else None


def proposed_values(text: str, known: Mapping[str, str]) -> list[str]:
    """What an unknown value may have meant: the nearest one by spelling, or those with this word among theirs.

    `drift` is a word of `concept-drift`.
    """
    word = folded(text)
    near = nearest_word(word, ((each, 1) for each in known))
    if near:
        return [known[near]]
    found = (value for each, value in known.items() if word in re.split(r"[-_/.]", each))
    return list(dict.fromkeys(found))[:MOST_PROPOSALS]


def is_date(text: str) -> bool:
    """Whether it is a year, a month or a day that exists: `2025`, `2025-03` or `2025-03-18`."""
    if not _DATE.fullmatch(text):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return day <= monthrange(year, month)[1]
