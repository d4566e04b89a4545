"""PM8 for `catches.csv`: what it says of controls is possible, and may be shown inside the organisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from ml_postmortems.lint import personal_data
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.registry import side_rule
from ml_postmortems.lint.secrets import secrets_in
from ml_postmortems.lint.similar_letters import folded
from ml_postmortems.lint.text_patterns import SearchedText
from ml_postmortems.model.catches import Catch
from ml_postmortems.model.not_known import known_items
from ml_postmortems.reading.catches import CATCHES
from ml_postmortems.reading.corpus import CATCHES_FILE, INCIDENT_LOG_FILE
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.vocabulary import VocabularyFile
from ml_postmortems.suggestion import closest


@side_rule("PM826")
def unknown_caught_control(context: Context) -> Iterator[Problem]:
    """A control in `catches.csv` is one that some record put in place.

    What it does
        Looks the first column up among the controls of all records.
    Why it matters
        A catch is counted by the id of its control. Under another name it is counted nowhere, and a rate comes out too
        low.
    Example
        `feature-size-check,2025-04-02,A file of twice the size` where the record calls it `feature-file-size-check`
    Instead
        `feature-file-size-check,2025-04-02,A file of twice the size`
    """
    for file, index, catch in _catches(context):
        if catch.control not in context.control_ids:
            near = closest(catch.control, context.control_ids)
            yield _problem(
                file,
                index,
                "control",
                "must be the id of a control of some record",
                shown(catch.control),
                f"did you mean `{near}`?" if near else "name a control that a record put in place",
            )


@side_rule("PM827")
def catch_in_the_future(context: Context) -> Iterator[Problem]:
    """The dates of `catches.csv` are not later than today.

    What it does
        Compares each date, and the one since which the log is complete, with the as-of date.
    Why it matters
        A catch that has not happened is a slip of the year, and would be counted from that day on.
    Example
        `session-length-bounds,2052-04-02,A file in milliseconds`
    Instead
        `session-length-bounds,2025-04-02,A file in milliseconds`
    """
    condition, fix = f"must not lie after the as-of date, {context.as_of}", "correct the year, or the day"
    for file, index, catch in _catches(context):
        if catch.day > context.as_of:
            yield _problem(file, index, "date", condition, f"`{catch.day}`", fix)
    since = context.corpus.logged_catches.complete_since
    if since and since > context.as_of:
        for file in _files(context):
            fix = "write the day since which all is logged"
            yield Problem(1, "first line", condition, f"`{since}`", fix, path=file.path)


@side_rule("PM828", Level.WARNING)
def catch_before_control(context: Context) -> Iterator[Problem]:
    """A catch comes after its control is in place.

    What it does
        Compares the date with the first day on which an action behind the control was completed. A control that no
        record says is in place catches nothing.
    Why it matters
        Either the catch is of another control, or the action was done earlier than its record says.
    Example
        `session-length-bounds,2025-03-02,A file was refused` by a control whose action was `completed: 2025-03-19`
    Instead
        The day of the catch, or that of the action, as it was.
    """
    since = _in_place_since(context) if context.corpus.logged_catches.catches else {}
    for file, index, catch in _catches(context):
        if catch.control not in context.control_ids:
            continue
        first = since.get(catch.control)
        if first is None or catch.day < first:
            found = f"in place since {first}" if first else "in place by no record"
            condition = f"must not lie before the control `{catch.control}` was in place"
            fix = "correct the date, or say in the record of the control when its action was completed"
            yield _problem(file, index, "date", condition, f"`{catch.day}`, {found}", fix)


@side_rule("PM829")
def unsafe_text_in_catches(context: Context) -> Iterator[Problem]:
    """`catches.csv` and `incidents.csv` hold no secrets and no personal data.

    What it does
        Searches the whole files as PM701 and PM702 search a record.
    Why it matters
        The files are in git, and the site shows their texts to everybody inside the organisation.
    Example
        `session-length-bounds,2025-04-02,The file of jane.doe@mail.example.org` (with a real domain)
    Instead
        `session-length-bounds,2025-04-02,The file of one customer`
    """
    for file in _files(context, CATCHES_FILE, INCIDENT_LOG_FILE):
        for line, kind, _digest in secrets_in(file.text):
            fix = "cut it out, and revoke it; if it is none, say it in other words"
            yield Problem(line, "line", "must hold no secrets", f"what looks like: {kind}", fix, path=file.path)
        plain = SearchedText(folded(file.text))
        for found in plain.find((*personal_data.EXACT, *personal_data.IN_PROSE)):
            line = file.text.count("\n", 0, found.place) + 1
            fix = "leave it out; where a person is meant, say the role"
            yield Problem(line, "line", "must hold no personal data", found.what, fix, path=file.path)


def _files(context: Context, *names: str) -> Iterator[VocabularyFile]:
    return (file for file in context.corpus.vocabulary_files if file.path.name in (names or (CATCHES_FILE,)))


def _catches(context: Context) -> Iterator[tuple[VocabularyFile, int, Catch]]:
    for file in _files(context):
        for index, catch in enumerate(context.corpus.logged_catches.catches):
            yield file, index, catch


def _problem(file: VocabularyFile, index: int, column: str, condition: str, found: str, fix: str) -> Problem:
    return Problem(file.places.line((CATCHES, index)), column, condition, found, fix, path=file.path)


def _in_place_since(context: Context) -> Mapping[str, date]:
    """By control the first day on which an action that puts it in place was done."""
    found: dict[str, date] = {}
    for record in context.corpus.records:
        for action in known_items(record.actions):
            if action.control and action.completed and action.status.is_done:
                day = action.completed.first_day
                found[action.control.id] = min(day, found.get(action.control.id, day))
    return found
