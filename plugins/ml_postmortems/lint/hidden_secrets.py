"""Secrets that are written so that no pattern meets them: over two lines, letter by letter, backwards, or bare."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.text_patterns import QuickWords, SearchedText

BEGINNINGS = (
    *("AKIA", "ASIA", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "sk-ant-", "sk-proj-", "sk-or-", "hf_", "AIza"),
    *("xoxb-", "xoxp-", "gsk_", "npm_", "dapi", "nvapi-", "wandb_v1_"),
)
"""How secrets begin that are often pasted."""
_BEGINNINGS = QuickWords(*BEGINNINGS)
_WEB_TOKEN = lazy_pattern(r"(?<![A-Za-z0-9])eyJ[\w.+/=\s\"'`\\,|-]{20,2000}")
"""A JSON web token, which is long and wrapped over several lines, with the words behind it."""
_WEB_TOKENS = QuickWords("eyJ")
_LENGTH_OF_ID = 20
"""Capitals and digits of an id of AWS."""
_WINDOW = 240
"""Characters behind such a beginning in which the rest is looked for."""
_RUN = lazy_pattern(r"[\w.+/=-]+")
_GLUE = lazy_pattern(r"[\s\"'`\\,|]+(?:-\s+)?(?:[a-z_]{2,20}:\s*[\"']?)?")
"""What stands between the parts of a secret: white space, quotation marks, and the key of the next field."""
_LEAST_LETTERS = 16
"""Words of one letter each that may be one secret."""
_LETTERS = lazy_pattern(rf"(?<!\S)(?:\S ){{{_LEAST_LETTERS},}}\S(?!\S)")
LENGTH_OF_KEY = 40
"""Characters of a secret key of AWS."""
_BARE = lazy_pattern(rf"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{{{LENGTH_OF_KEY}}}(?![A-Za-z0-9/+=])")
_LEAST_CHANGES = 17
"""Neighbours of another kind among forty drawn characters; in paths, names and dates there are fewer."""
_LEAST_KINDS = 3
"""Digits, and letters of either case, that a drawn text of forty characters has at least."""


class Joined(NamedTuple):
    """What the parts make when they are put together."""

    place: int
    """Of the first part in the text."""
    text: str


def joined_texts(searched: SearchedText) -> Iterator[Joined]:
    """What stands behind a known beginning, without one or two gaps or without any, and rows of single letters."""
    text = searched.text
    for beginning in _BEGINNINGS.held_by(searched):
        place = text.find(beginning)
        while place >= 0:
            if not text[place - 1 : place].isalnum():
                window = text[place : place + _WINDOW]
                if beginning.isupper():
                    yield Joined(place, _GLUE.sub("", window)[:_LENGTH_OF_ID])
                else:
                    yield from (Joined(place, _GLUE.sub("", window, count=gaps)) for gaps in (1, 2))
            place = text.find(beginning, place + 1)
    if _WEB_TOKENS.held_by(searched):
        for match in _WEB_TOKEN.finditer(text):
            yield Joined(match.start(), _GLUE.sub("", match.group()))
    if any(" " * _LEAST_LETTERS in every_other for every_other in (text[::2], text[1::2])):
        for match in _LETTERS.finditer(text):
            yield Joined(match.start(), match.group().replace(" ", ""))


def is_split(joined: str, text: str) -> bool:
    """Whether joined parts begin with what is drawn like a secret, and does not stand in the text as it is."""
    match = _RUN.match(joined)
    value = match.group() if match else ""
    if value in text:
        return False
    digits = sum(map(str.isdigit, value))
    return value.isupper() or (digits > _LEAST_KINDS and sum(map(str.isupper, value)) >= _LEAST_KINDS - 1)


def backwards(word: str) -> str | None:
    """The word from its end to its start, if it then has a known beginning."""
    turned = word[::-1]
    return turned if any(beginning in turned for beginning in BEGINNINGS) else None


def bare_keys(word: str, *, is_of_aws: bool) -> Iterator[str]:
    """Forty drawn characters, as secret keys of AWS are; those without a sign only beside the name of AWS."""
    for match in _BARE.finditer(word):
        value = match.group()
        counts = (sum(map(kind, value)) for kind in (str.isdigit, str.isupper, str.islower))
        has_sign = "/" in value or "+" in value
        if (has_sign or is_of_aws) and min(counts) >= _LEAST_KINDS and _changes(value) >= _LEAST_CHANGES:
            yield value


def _changes(value: str) -> int:
    """How often a digit, a letter of either case or a sign is followed by one of another kind."""
    kinds = [(char.isdigit(), char.isupper(), char.islower()) for char in value]
    return sum(one != other for one, other in pairwise(kinds))
