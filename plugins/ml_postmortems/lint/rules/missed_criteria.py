"""PM5 for a round that is called passed and tells of a number that the criterion refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.terms import ValidationResult
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_NUMBER = r"(\d+(?:\.\d+)?)(?![\d.]*\d) ?(%|per cent)?"
_WANTED = lazy_pattern(
    r"\b([a-z][\w-]{2,}) (?:is |are |of |must be |stays |stay |remains )?"
    rf"(at least|above|over|more than|at most|below|under|less than|[<>≤≥]=?) ?{_NUMBER}",
    re.IGNORECASE,
)
_TOLD = lazy_pattern(rf"\b([a-z][\w-]{{2,}}) (?:is|was|were|are|of|at|came to|reached|=) {_NUMBER}", re.IGNORECASE)
_FROM_BELOW = ("at least", "above", "over", "more than", ">", ">=", "≥")


@file_rule("PM537", Level.WARNING)
def criterion_missed(file: RecordFile) -> Iterator[Problem]:
    """A round of ours that passed tells of no number that misses the criterion of what it tried.

    What it does
        Compares bounds of a criterion, such as `recall is at least 0.9`, with what `risk.reason` of a passed round says
        of the same word and in the same unit, such as `recall was 0.6`.
    Why it matters
        The record is closed by the round, and its own number says that the fix does not hold.
    Example
        `reason: The replay was refused, and recall was 0.6.` and
        `success_criterion: In a replay of that night recall is at least 0.9.`
    Instead
        `result: fail` and a further action; or the criterion that was agreed on, with the reason for it.
    """
    record = own_published(file)
    rounds = known_items(record.validation) if record else ()
    actions = {each.id: each for each in known_items(record.actions)} if record else {}
    for index, each in enumerate(rounds):
        risk = known(each.risk)
        if each.result is not ValidationResult.PASS or not risk or not risk.reason:
            continue
        criteria = (known(actions[name].success_criterion) for name in each.actions if name in actions)
        if missed := next(filter(None, (_missed(text, risk.reason) for text in criteria if text)), None):
            yield at_field(
                file,
                ("validation", index, "result"),
                "must not be `pass` where the number of the round misses the criterion",
                missed,
                "write what the round showed, or mend the number that is wrong",
            )


def _missed(criterion: str, reason: str) -> str | None:
    """The bound and the number that misses it, in words."""
    told = {(match[1].lower(), match[3]): match for match in _TOLD.finditer(reason)}
    for wanted in _WANTED.finditer(criterion):
        found = told.get((wanted[1].lower(), wanted[4]))
        if not found:
            continue
        bound, number = Decimal(wanted[3]), Decimal(found[2])
        if number < bound if wanted[2].lower() in _FROM_BELOW else number > bound:
            return f"{shown(found.group())} for {shown(wanted.group())}"
    return None
