"""PM5 for the extent of a condition: where else the fault could be, and what is done there."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.asked_extent import asks_for_extent
from ml_postmortems.model.extent import Extent, ExtentState
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.similarity.extent_candidates import extent_candidates


@record_rule("PM550")
def extent_not_told(file: RecordFile, context: Context) -> Iterator[Problem]:
    """Our own SEV1 record from `published` on, and SEV2 record at `closed`, says where else the fault could be.

    What it does
        Looks for `extent` in a pull request (`check --changed`) that adds the record or brings it to this status or
        severity. What was merged before is only reminded of it, by PM551, and stays valid.
    Why it matters
        The fault of one model often lies in data or code that others share, and fails there next.
    Example
        `status: published` at SEV1, without `extent`
    Instead
        `extent: [{artifact: feature-store, state: open, by: data-platform}]`, or `extent: {not_applicable: why}`
    """
    if file.record and _is_silent(file.record) and _is_asked_now(file, context):
        yield _untold(file, context)


@record_rule("PM551", Level.WARNING)
def extent_not_told_before(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record that was merged before the extent was asked for says it when somebody comes back to it.

    What it does
        Looks for `extent` in our own SEV1 records from `published` on and SEV2 records at `closed`, where PM550 asks
        for nothing because no pull request brings them there.
    Why it matters
        Nobody knows whether the fault still lies elsewhere.
    Example
        `status: closed` at SEV1, without `extent`, merged last year
    Instead
        `extent: [{artifact: feature-store, state: clean, date: 2025-03-12, by: data-platform}]`
    """
    if file.record and _is_silent(file.record) and not _is_asked_now(file, context):
        yield _untold(file, context)


def _is_silent(record: Record) -> bool:
    return asks_for_extent(record) and record.extent in (None, ())


def _is_asked_now(file: RecordFile, context: Context) -> bool:
    if file.path not in context.changed:
        return False
    former = context.former.get(file.path)
    return not (former and former.record and asks_for_extent(former.record))


def _untold(file: RecordFile, context: Context) -> Problem:
    assert file.record
    found = extent_candidates(context.corpus, file.record)
    near = "; ".join(f"{each.artifact}, because {each.reason}" for each in found)
    return at_field(
        file,
        ("extent",),
        "must say which other artifacts could have the same fault",
        f"nothing, and these are near: {near}" if near else "nothing",
        f"add `extent:` with a line for each, such as `{found[0].line if found else _LINE}`, "
        "or `extent: {not_applicable: why}`",
    )


_LINE = "- {artifact: , state: open, by: }"


@file_rule("PM552", exemptable=True)
def affected_artifact_without_action(file: RecordFile) -> Iterator[Problem]:
    """Each artifact that has the same fault is covered by an action.

    What it does
        Looks at `actions` of each affected entry of `extent` in our own published records; an action that was given up
        covers nothing.
    Why it matters
        A fault that was found and not mended is the next incident, and everybody knew.
    Example
        `extent: [{artifact: feature-store, state: affected, date: 2025-03-12, by: data-platform}]`
    Instead
        `extent: [{artifact: feature-store, state: affected, date: 2025-03-12, by: data-platform, actions: [A1]}]`
    """
    record = own_published(file)
    if not record:
        return
    given_up = {each.id for each in known_items(record.actions) if each.status is ActionStatus.WONT_DO}
    for index, each in _entries(record):
        if each.state is ExtentState.AFFECTED and set(each.actions) <= given_up:
            yield at_field(
                file,
                ("extent", index),
                "must name an action that mends an affected artifact",
                f"{shown(each.artifact)} with {'none that is pursued' if each.actions else 'no `actions`'}",
                "add `actions:` with the id of one; if nothing will be done, an exemption says why",
            )


@file_rule("PM553")
def extent_judged_without_date(file: RecordFile) -> Iterator[Problem]:
    """What was found clean or affected says when.

    What it does
        Looks at `date` of clean and affected entries of `extent` in published records; `{unknown: why}` will do. An
        entry with `due` or without an answer is `open`.
    Why it matters
        Clean was true on a day, and versions change.
    Example
        `extent: [{artifact: feature-store, state: clean, by: data-platform}]`
    Instead
        `extent: [{artifact: feature-store, state: clean, date: 2025-03-12, by: data-platform}]`
    """
    record = published(file)
    for index, each in _entries(record) if record else ():
        if each.state is not ExtentState.OPEN and each.date is None:
            yield at_field(
                file,
                ("extent", index, "date"),
                f"must be given where an artifact is `{each.state}`",
                "nothing",
                "add `date:` with the day on which it was found, or `{unknown: why}`",
            )


@record_rule("PM554", Level.WARNING)
def overdue_extent(file: RecordFile, context: Context) -> Iterator[Problem]:
    """An artifact that could have the same fault has been looked at by the day on which the answer is due.

    What it does
        Compares `due` of open entries of `extent` in our own published records with the as-of date. In the pull request
        that adds the record nothing is said.
    Why it matters
        Until somebody looks, the same failure can come from there.
    Example
        `extent: [{artifact: feature-store, state: open, by: data-platform, due: 2025-04-01}]`, a year later
    Instead
        `extent: [{artifact: feature-store, state: clean, date: 2025-03-28, by: data-platform}]`
    """
    record = None if context.is_new(file) else own_published(file)
    for index, each in _entries(record) if record else ():
        since = each.overdue_from()
        if since and since <= context.as_of:
            yield at_field(
                file,
                ("extent", index, "due"),
                f"must not have passed on {context.as_of.isoformat()}",
                shown(str(each.due)),
                f"look at {each.artifact} and write `clean` or `affected` with the date, or agree on a new day",
            )


def _entries(record: Record) -> Iterator[tuple[int, Extent]]:
    yield from enumerate(known_items(record.extent))
