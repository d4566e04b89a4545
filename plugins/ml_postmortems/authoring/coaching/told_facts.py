"""Facts that a record tells at more places than readers need: numbers, days and times of day, in whatever words.

A note for authors and no rule, because the same number may be two facts. PM430 finds what is told in the same words.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass

from ml_postmortems.authoring.coaching.written_texts import written_texts
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.budgets import MOST_PLACES
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.record_file import RecordFile

_LEAST_NUMBER = 20
"""Smaller numbers count what has no name of its own, and are alike by chance."""
_YEARS = range(1990, 2100)
_MONTHS = "|".join(month_name[1:])
_TIME = lazy_pattern(r"(?<![\d:.])(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)")
_DAY = lazy_pattern(
    rf"\b(?P<day>\d{{1,2}})\s+(?P<month>{_MONTHS})\b|\b(?P<month_first>{_MONTHS})\s+(?P<last>\d{{1,2}})\b"
)
_NUMBER = lazy_pattern(r"(?<![\w.,:/#@-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w:/-]|[.,]\d)")
_NAMED = lazy_pattern(r"\b(?:build|release|revision|version)s?\s+$", re.IGNORECASE)
"""What stands before a number that is a name."""
_MIDNIGHT = re.compile(r"0?0:00")
_FIELDS = frozenset(
    {
        "title",
        "symptom",
        "summary",
        "trigger",
        "further_triggers",
        "failure",
        "detection",
        "timeline",
        "causes",
        "hypotheses",
        "impact",
        "actions",
        "lessons",
    }
)
"""Fields that tell what happened; what others say, and what was decided later, may tell it again."""
_NO_TEXTS = frozenset(
    """
    id version uri ref evidence evidence_for evidence_against marks addresses caused_by since person team due completed
    ticket runbook priority windows others_say first_reported date
    """.split()  # noqa: SIM905
)
"""Keys whose values are names, references and days of their own."""


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact with the places at which it is told."""

    text: str
    """As it is written at the first of them."""
    places: tuple[str, ...]


def told_facts(file: RecordFile) -> tuple[ToldFact, ...]:
    """The facts that stand at more than `MOST_PLACES` places, those told most often first; what is derived is no place.

    A block is one place, and so are an entry of a list and a section of the body.
    """
    found: dict[str, dict[str, str]] = {}
    for place, text in _texts(file):
        for key, written in _facts(text):
            found.setdefault(key, {}).setdefault(place, written)
    facts = (ToldFact(next(iter(places.values())), tuple(places)) for places in found.values())
    return tuple(sorted((fact for fact in facts if len(fact.places) > MOST_PLACES), key=lambda fact: -len(fact.places)))


def _texts(file: RecordFile) -> Iterator[tuple[str, str]]:
    for path, text in written_texts(file):
        if path[0] in _FIELDS and _NO_TEXTS.isdisjoint(path):
            yield f"`{field_text(_block(path))}`", text
    for section in file.body.sections:
        yield f"`## {section.title}`", section.text


def _block(path: FieldPath) -> FieldPath:
    """The entry of a list that a place lies in, else the field of the record."""
    return next((path[: index + 1] for index, part in enumerate(path) if isinstance(part, int)), path[:1])


def _facts(text: str) -> Iterator[tuple[str, str]]:
    """Each fact of a text: what it is known by, and how it is written."""
    for match in _TIME.finditer(text.replace("T", " ")):
        if not _MIDNIGHT.fullmatch(match.group()):
            yield match.group().zfill(5), match.group()
    text = _TIME.sub(" ", text)
    for match in _DAY.finditer(text):
        yield f"{match['day'] or match['last']} {match['month'] or match['month_first']}", match.group()
    text = _DAY.sub(" ", text)
    for match in _NUMBER.finditer(text):
        value = float(match.group().replace(",", ""))
        is_name = value in _YEARS or _NAMED.search(text[: match.start()])
        if value >= _LEAST_NUMBER and not is_name:
            yield f"{value:g}", match.group()
