"""PM8 for accounts and answers that were copied from each other."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.general_words import FUNCTION_WORDS
from ml_postmortems.lint.phrases import phrases_of
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.recurrence_question import title_for
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.model.block import Gate
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_LEAST_PHRASES = 8
"""Fewer common phrases are usual words of two short accounts of one system."""
_LEAST_SHARE = 0.7
"""Of the phrases of the shorter record. Real accounts share a fifth at most, those of a program two thirds."""
_NEAR_REASONS = 0.4
"""Of the different words of two reasons, how many both have: a reworded one keeps as many, and honest ones a third."""
_LEAST_COMMON_WORDS = 3
_WORD = lazy_pattern(r"[^\W\d_]+")


@record_rule("PM814", Level.WARNING)
def copied_account(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record that a pull request adds or changes is not told in the sentences of another one.

    What it does
        Compares phrases of four words of the changed record with those of every other. It warns where seven tenths of
        the phrases of the shorter one, and at least eight, stand in both. A record that replaces another one, or was
        withdrawn, may repeat it.
    Why it matters
        A copy with another date and other names is counted as a second incident, with causes that nobody looked for.
    Example
        A `title: The order of results was spoilt again`, above the account of the record before it
    Instead
        What was found this time; what is the same stands in the earlier record, under `recurrence`.
    """
    record = file.record
    if not record or file.path not in context.changed or not Gate.IN_REVIEW.includes(record.status):
        return
    nearest = context.phrase_index.nearest(file)
    if not nearest:
        return
    other_file, count, share = nearest
    other, former = other_file.record, context.former.get(file.path)
    if former and len(phrases_of(former.text) & phrases_of(other_file.text)) >= count:
        return  # the pull request copies nothing
    if count < _LEAST_PHRASES or share < _LEAST_SHARE or not other or _replaces(record, other):
        return
    if other_file.path in context.changed and other.id > record.id:
        return  # told of the later one
    yield at_field(
        file,
        ("title",),
        f"must stand above an account of its own, which {other.id} ({title_for(record, other)}) does not tell as well",
        f"{count} phrases of that record, {share:.0%} of the shorter one",
        "tell what was found this time; if it happened again, say so under `recurrence`",
    )


@file_rule("PM815", Level.WARNING)
def reworded_dismissal(file: RecordFile) -> Iterator[Problem]:
    """Two dismissals do not give one reason in other words.

    What it does
        Compares each reason under `recurrence.dismissed` with those before it, without numbers and words such as `the`.
        It warns where three words, and two fifths of all, stand in both.
    Why it matters
        Each of the other records failed in its own way. One reason for all of them was written for none.
    Example
        `reason: There the labels were wrong; here they came too late.` and
        `reason: The labels were wrong there, and here they only came late.`
    Instead
        `reason: There a rename emptied the table; here its rows were complete and too old.`
    """
    recurrence = known(file.record.recurrence) if file.record else None
    before: list[tuple[str, str]] = []
    for index, dismissal in enumerate(recurrence.dismissed if recurrence else ()):
        like = next((other_id for other_id, reason in before if _is_reworded(dismissal.reason, reason)), None)
        before.append((dismissal.id, dismissal.reason))
        if like:
            yield at_field(
                file,
                ("recurrence", "dismissed", index, "reason"),
                f"must say something else than the reason of {like}",
                f"nearly the same words, {shown(dismissal.reason)}",
                f"say what was different in {dismissal.id}: the artifact, the cause or the harm",
            )


def _replaces(record: Record, other: Record) -> bool:
    """Whether one of them stands in the place of the other, or is taken back."""
    is_taken_back = any(Gate.TAKEN_BACK.includes(each.status) for each in (record, other))
    return is_taken_back or other.id in record.aliases or record.id in other.aliases


def _is_reworded(reason: str, other: str) -> bool:
    """Whether two reasons share their words; those that are equal word for word are told by empty-dismissal."""
    mine, theirs = _telling(reason), _telling(other)
    common = len(mine & theirs)
    is_near = common >= max(_LEAST_COMMON_WORDS, _NEAR_REASONS * len(mine | theirs))
    return is_near and _tokens(reason) != _tokens(other)


def _tokens(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _telling(text: str) -> frozenset[str]:
    return frozenset(_tokens(text)) - FUNCTION_WORDS
