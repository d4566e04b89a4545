"""PM3 for wording: a text that says something says more than its neighbour does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.rules.completeness import is_no_reason
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.block import Gate
from ml_postmortems.model.completeness import not_known_places
from ml_postmortems.model.once import once_for_record
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, words
from ml_postmortems.reading.faults import field_text, shown
from ml_postmortems.reading.record_file import RecordFile

NEAR_SHARE = 0.8
"""Of the different words of two texts, how many both must have to be called nearly the same."""
LEAST_REPEATS = 8
"""Fewer entries of a list that repeat others are no padding."""
LEAST_WORDS = 5
"""Texts with fewer words are not called nearly the same: few words are alike by chance."""
SHORT_REASON = 2
"""A reason of fewer words is very short."""
_LISTS = (
    ("causes", "text"),
    ("causes", "ruled_out_because"),
    ("hypotheses", "text"),
    ("actions", "success_criterion"),
    ("lessons", "text"),
)
"""Texts that are compared with the title, the symptom and each other."""
_PADDED_LISTS = (
    ("timeline", "text"),
    ("evidence", "title"),
    ("causes", "text"),
    ("hypotheses", "text"),
    ("actions", "title"),
    ("lessons", "text"),
)
"""Texts of lists that can be padded; criteria may be alike, because one measure often serves many actions."""
_REASONS = (
    ("status_reason",),
    ("causes", "ruled_out_because"),
    ("causes", "accepted_risk", "reason"),
    ("actions", "reason"),
    ("people", "absent", "reason"),
)
_TOKEN = lazy_pattern(r"\w+")
_ARTICLES = {"a", "an", "the"}

Place = tuple[FieldPath, str]


@file_rule("PM317")
def repeated_text(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, causes, criteria, reasons and summary do not repeat title, symptom or a neighbour.

    What it does
        Compares the texts without case, punctuation and articles.
    Why it matters
        A cause that repeats the symptom explains nothing.
    Example
        `symptom: Old pages stood at the top.` and a cause `Old pages stood at the top`
    Instead
        What made the old pages come first.
    """
    for (path, text), (other_path, other) in _pairs(file.record) if file.record else ():
        if _tokens(text) == _tokens(other):
            yield at_field(
                file,
                path,
                f"must say something else than `{field_text(other_path)}`",
                f"the same words, {shown(text)}",
                "say here what is not said there",
            )


@file_rule("PM318", Level.WARNING)
def nearly_repeated_text(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, causes, criteria, reasons and summary say more than title, symptom or a neighbour.

    What it does
        Compares the words of texts of at least five words; warns where four of five different words are the same.
    Why it matters
        Two causes in nearly the same words are one cause, and the other one is missing.
    Example
        `The feature job read the old unit.` and `The feature job read an old unit again.`
    Instead
        What each of them adds.
    """
    seen: set[FieldPath] = set()
    for (path, text), (other_path, other) in _pairs(file.record) if file.record else ():
        if path in seen or path[-1] == other_path[-1] == "success_criterion":
            continue  # one finding a text is enough, and one measure with two bounds is usual
        one, two = _tokens(text), _tokens(other)
        if min(len(one), len(two)) < LEAST_WORDS or one == two:
            continue
        if _is_near(_token_set(one), _token_set(two)):
            seen.add(path)
            yield at_field(
                file,
                path,
                f"must say more than `{field_text(other_path)}`",
                f"nearly the same words, {shown(text)}",
                "say here what is not said there",
            )


@file_rule("PM323")
def padded_list(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, no list of ours is mostly made of one entry in other numbers.

    What it does
        Counts in timeline, evidence, causes, hypotheses, actions and lessons of our own records the entries that say
        nearly the same as an earlier one, numbers left out. Eight of them, and half of the list, are padding.
    Why it matters
        Long lists look like work. Whoever looks for the one entry that matters gives up.
    Example
        Twenty actions `Look at the dashboard of market 3`, each for another market
    Instead
        One action for all markets, which names them.
    """
    record = own_published(file)
    if not record:
        return
    for field in _PADDED_LISTS:
        texts = [(path, _words_alone(text)) for path, text in words(record, field)]
        if len(texts) <= LEAST_REPEATS:
            continue
        repeats = [
            path
            for number, (path, mine) in enumerate(texts)
            if mine and any(_is_near(mine, theirs) for _, theirs in texts[:number])
        ]
        if len(repeats) >= LEAST_REPEATS and 2 * len(repeats) >= len(texts):
            yield at_field(
                file,
                repeats[0],
                "must not be one of many entries in nearly the same words",
                f"{len(repeats)} of {len(texts)} that repeat an earlier one",
                "write one entry for all of them, and say in it how many there were",
            )


@file_rule("PM319", Level.WARNING)
def very_short_reason(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a reason has at least two words.

    What it does
        Counts the words of reasons, those of unknowns included; reasons of dismissals have a rule of their own.
    Why it matters
        One word names a reason and does not give it.
    Example
        `predictions: {unknown: Logs}`
    Instead
        `predictions: {unknown: The logs of that week were deleted after thirty days.}`
    """
    record = published(file)
    if not record:
        return
    reasons = [place for field in _REASONS for place in words(record, field)]
    reasons += [(path, statement.why) for path, statement in not_known_places(record)]
    for path, text in reasons:
        if len(text.split()) < SHORT_REASON and not is_no_reason(text):
            yield at_field(file, path, "must say why in at least two words", shown(text), "write it as a sentence")


@once_for_record
def _pairs(record: Record) -> tuple[tuple[Place, Place], ...]:
    """Each text with those that it should not repeat: title, symptom, and the one before it in its list."""
    if not Gate.PUBLISHED.includes(record.status):
        return ()
    heads: list[Place] = [(("title",), record.title), (("symptom",), record.symptom)]
    alone = [
        *words(record, ("summary",)),
        *words(record, ("actions", "reason")),
        *((path, each.why) for path, each in not_known_places(record)),
    ]
    pairs = [(place, head) for place in alone for head in heads]
    for field in _LISTS:
        texts = list(words(record, field))
        for number, place in enumerate(texts):
            pairs += [(place, other) for other in [*heads, *texts[:number]]]
    return tuple(pairs)


@lru_cache(maxsize=1024)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(word for word in _TOKEN.findall(text.casefold()) if word not in _ARTICLES)


@lru_cache(maxsize=1024)
def _token_set(words_of_text: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words_of_text)


@lru_cache(maxsize=1024)
def _words_alone(text: str) -> frozenset[str]:
    """The different words without numbers, and without ids that hold some."""
    return frozenset(word for word in _tokens(text) if word.isalpha())


def _is_near(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    common = len(mine & theirs)
    return common >= NEAR_SHARE * (len(mine) + len(theirs) - common)
