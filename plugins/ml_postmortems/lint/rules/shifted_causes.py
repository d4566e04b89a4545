"""PM4 for causes that lie with others alone, and for one cause in two wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.shared_stems import stems
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.terms import CauseRole
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_OTHERS = lazy_pattern(
    r"\W*(?:(?:the|an?|our|their|this|another|one|some) )?(?:\w+ ){0,2}?"
    r"(?:vendor|supplier|provider|third[- ]part(?:y|ies)|contractor|subcontractor|consultanc(?:y|ies)|reseller"
    r"|manufacturer|hoster|outsourcer|partner)(?:s|'s|s')?\b",
    re.IGNORECASE,
)
_OURSELVES = lazy_pattern(r"\b(?:we|ours?|ourselves)\b", re.IGNORECASE)
_LEAST_STEMS = 6
"""Texts of fewer different words share some by chance."""
_NEAR_SHARE = 0.7
"""Of the stems of two causes, how many both hold where one is the other in other words."""


@file_rule("PM418", Level.WARNING)
def no_cause_of_ours(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, one cause of our own incident is something of ours.

    What it does
        Warns where every cause that was not ruled out begins with a vendor, a supplier, a partner or somebody else
        outside, and none of them goes on to speak of `we` or `our`. The review begins with this warning.
    Why it matters
        Others will fail again. What can be changed is what we took from them without looking.
    Example
        `text: "The vendor changed the format of its log."` as the only cause
    Instead
        Beside it the cause on this side: `Our job accepted any number as a session length.`
    """
    record = own_published(file)
    causes = record.real_causes if record else ()
    if not record or not causes:
        return
    if all(_lies_with_others(each.text) for each in causes):
        first = causes[0]
        index = next(index for index, each in enumerate(known_items(record.causes)) if each is first)
        yield at_field(
            file,
            ("causes", index, "text"),
            "must not lie with others in every cause",
            f"{shown(first.text)}" + (f" and {len(causes) - 1} more" if len(causes) > 1 else ""),
            "add what on our side took it, showed it or did not stop it",
        )


def _lies_with_others(text: str) -> bool:
    outsider = _OTHERS.match(text)
    return bool(outsider) and not _OURSELVES.search(text, outsider.end() if outsider else 0)


@file_rule("PM419", Level.WARNING)
def cause_in_other_words(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, no cause of ours is another one in other words.

    What it does
        Compares the causes of our own records that were not ruled out, without words such as `the` and by the
        beginnings of the others: warns where two share seven of ten. Other words for the same it cannot see.
    Why it matters
        A chain of causes that says one thing twice is one link shorter than it looks, and the next one is missing.
    Example
        `The unit changed, and the job read the length in the old way.` and `The job's way of reading the old length did
        not know the changed unit.`
    Instead
        What let the first one happen: `The job accepted any number as a length.`
    """
    record = own_published(file)
    earlier: list[tuple[str, frozenset[str]]] = []
    for index, cause in enumerate(known_items(record.causes) if record else ()):
        if cause.role is CauseRole.RULED_OUT:
            continue
        told = stems(cause.text)
        if near := next((name for name, theirs in earlier if _are_near(told, theirs)), None):
            yield at_field(
                file,
                ("causes", index, "text"),
                f"must say something else than {near}",
                f"nearly the same in other words, {shown(cause.text)}",
                f"say what let {near} happen, or make one cause of the two",
            )
        earlier.append((cause.id, told))


def _are_near(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    return min(len(mine), len(theirs)) >= _LEAST_STEMS and len(mine & theirs) >= _NEAR_SHARE * len(mine | theirs)
