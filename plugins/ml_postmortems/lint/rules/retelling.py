"""PM4 for what a record says again and again: one fact has one place, and other places take it from there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from itertools import chain, groupby

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import published
from ml_postmortems.model.budgets import MOST_PLACES
from ml_postmortems.model.derived_values import is_within
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, words
from ml_postmortems.reading.faults import field_text, shown
from ml_postmortems.reading.record_file import RecordFile

PHRASE = 6
"""How many words in a row, function words left out, make a fact: fewer are names of things."""
_TEXTS: Sequence[tuple[str, ...]] = (
    ("title",),
    ("symptom",),
    ("summary",),
    ("trigger", "text"),
    ("further_triggers", "text"),
    ("failure", "observed"),
    ("detection", "monitor"),
    ("timeline", "text"),
    ("causes", "text"),
    ("hypotheses", "text"),
    ("impact", "harm"),
    ("impact", "notes"),
    ("lessons", "text"),
)
"""Texts that tell what happened, in the order of the record; actions, and the words of others, are not among them."""
_WORD = lazy_pattern(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
_FUNCTION_WORDS = frozenset(
    """
    a an and are as at be been but by for from had has have in into is it its of on or our so than that the their them
    then there these they this those to was we were which while who with
    """.split()  # noqa: SIM905
)
Place = tuple[FieldPath, int, str]
"""Where a text stands, the line of a section of the body (0 for a field), and the text."""


@file_rule("PM430", Level.WARNING)
def retold_fact(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, no fact of a record stands in the same words at three places.

    What it does
        Looks for six words in a row, without case, marks and words such as `the`, that stand in three of: title,
        symptom, summary, trigger, failure, detection, timeline, causes, hypotheses, impact, lessons and the sections of
        the body. What is derived counts once. It tells the third place.
    Why it matters
        Who writes a fact three times mends it twice when it turns out to be wrong; who reads it finds nothing new.
    Example
        `The forecast read metres per second as kilometres per hour` in summary, cause and `## What happened`
    Instead
        The summary says it for everybody, the cause in full. The story goes on where the summary ends.
    """
    record = published(file)
    if not record:
        return
    all_places = [(place, _told_words(place[2])) for place in _places(file, record)]
    texts_with = Counter(chain.from_iterable(set(told_words) for _, told_words in all_places))
    common = {word for word, texts in texts_with.items() if texts > MOST_PLACES}
    phrases = [(place, tuple(_phrases(told_words, common))) for place, told_words in all_places]
    count = Counter(chain.from_iterable(set(found) for _, found in phrases))
    retold = {phrase for phrase, times in count.items() if times > MOST_PLACES}
    seen: dict[tuple[str, ...], list[Place]] = {}
    told: set[str] = set()
    for place, found in phrases if retold else ():
        for phrase in dict.fromkeys(each for each in found if each in retold):
            places = seen.setdefault(phrase, [])
            places.append(place)
            if len(places) > MOST_PLACES and (name := _name(file, place)) not in told:
                told.add(name)
                yield _problem(file, place, phrase, [_name(file, each) for each in places[:MOST_PLACES]])


def _problem(file: RecordFile, place: Place, phrase: tuple[str, ...], others: Sequence[str]) -> Problem:
    path, line, _ = place
    condition = f"must not tell again what {' and '.join(others)} say"
    found = f"{shown(' '.join(phrase))} a third time"
    fix = "leave it out here, and say what is new; symptom, trigger and detection are derived where they are left out"
    if line:
        return in_body(line, _name(file, place), condition, found, fix)
    return at_field(file, path, condition, found, fix)


def _places(file: RecordFile, record: Record) -> Iterator[Place]:
    """Each text that the author wrote."""
    for field in _TEXTS:
        for path, text in words(record, field):
            if not is_within(file.places.path_in_file(path), file.derived):
                yield path, 0, text
    for section in file.body.sections:
        yield (), section.line, section.text


def _name(file: RecordFile, place: Place) -> str:
    path, line, _ = place
    if not line:
        return f"`{field_text(file.places.path_in_file(path))}`"
    return next(f"section `## {section.title}`" for section in file.body.sections if section.line == line)


def _told_words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.casefold()) if word not in _FUNCTION_WORDS]


def _phrases(told_words: Sequence[str], common: Set[str]) -> Iterator[tuple[str, ...]]:
    """Every row of words that is long enough to be a fact, of words that enough texts hold: few rows are."""
    for is_common, group in groupby(told_words, common.__contains__):
        row = list(group) if is_common else ()
        if len(row) >= PHRASE:
            yield from zip(*(row[start:] for start in range(PHRASE)), strict=False)
