"""PM2: the times of harm of an incident whose harm stopped and came back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.model.durations import harm_windows, key_instants
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_FIELD = ("impact", "windows")


@file_rule("PM229")
def impossible_harm_windows(file: RecordFile) -> Iterator[Problem]:
    """Times of harm follow each other, lie between started and mitigated, and are at least two.

    What it does
        Compares each window of `impact.windows` with the one before it and with the key instants. Only what is
        certainly out of place counts; windows that touch are two.
    Why it matters
        How long harm lasted is their sum. Windows that overlap count twice, and one alone says what `started` and
        `mitigated` say already.
    Example
        `windows: [{from: 2025-03-01, to: 2025-03-04}, {from: 2025-03-02, to: 2025-03-05}]`
    Instead
        `windows: [{from: 2025-03-01, to: 2025-03-02}, {from: 2025-03-04, to: 2025-03-05}]`
    """
    windows = harm_windows(file.record) if file.record else ()
    if not file.record or not windows:
        return
    if len(windows) == 1:
        yield at_field(
            file,
            _FIELD,
            "must hold at least two times of harm",
            "one",
            "add the other, or delete it: `started` will do",
        )
    for place, (before, here) in enumerate(pairwise(windows), start=1):
        if before.end is None:
            problem = "must have an end where another follows", "none", "add `to:`"
            yield at_field(file, (*_FIELD, place - 1, "to"), *problem)
        elif Span.at(here.start).precedes(Span.at(before.end)):
            yield at_field(
                file,
                (*_FIELD, place, "from"),
                "must not be earlier than the end of the window before it",
                f"{shown(here.start.text)} after an end at {shown(before.end.text)}",
                "sort the windows, or join the two",
            )
    instants = key_instants(file.record)
    started, mitigated = instants.get(KeyInstant.STARTED), instants.get(KeyInstant.MITIGATED)
    if isinstance(started, Span) and Span.at(windows[0].start).precedes(started):
        yield _outside(file, (*_FIELD, 0, "from"), windows[0].start, f"must not be before `{KeyInstant.STARTED}`")
    last = windows[-1].end
    if last and isinstance(mitigated, Span) and mitigated.precedes(Span.at(last)):
        place = len(windows) - 1
        yield _outside(file, (*_FIELD, place, "to"), last, f"must not be after `{KeyInstant.MITIGATED}`")


def _outside(file: RecordFile, path: tuple[str | int, ...], found: Instant, condition: str) -> Problem:
    return at_field(file, path, condition, shown(found.text), "correct the window, or the key instant")
