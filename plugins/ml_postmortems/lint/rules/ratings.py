"""PM57 for `ratings.csv`: each line is about a cause that exists, under leaves that exist, on a day that has come."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.registry import side_rule
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.ratings import Rating, statement_mark
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.model.taxonomy import UNCLASSIFIED
from ml_postmortems.reading.corpus import RATINGS_FILE
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.ratings import RATINGS
from ml_postmortems.reading.vocabulary import VocabularyFile
from ml_postmortems.suggestion import closest


@side_rule("PM576")
def unknown_rated_cause(context: Context) -> Iterator[Problem]:
    """A rated cause is one of a record.

    What it does
        Looks `record` and `cause` of each line of `ratings.csv` up among the causes of all records.
    Why it matters
        A rating of something else counts for the leaves that it names, and nobody can look at what was rated.
    Example
        `PM-2025-0001,C9,...`, of a record with three causes
    Instead
        `PM-2025-0001,C3,...`, or no line
    """
    for file, index, rating in _ratings(context):
        if _cause(context, rating) is None:
            found = f"{rating.record} {rating.cause}"
            fix = "let `postmortems rate` write the line; delete it where the cause is gone"
            yield _problem(file, index, "cause", "must be a cause of a record", found, fix)


@side_rule("PM577")
def unknown_rated_leaf(context: Context) -> Iterator[Problem]:
    """Both answers of a rating are leaves of the taxonomy.

    What it does
        Looks `first` and `second` up in `taxonomy.yml`; the former name of a leaf is one.
    Why it matters
        A leaf with a slip agrees with none.
    Example
        `process/roll-out-gap`
    Instead
        `process/rollout-gap`
    """
    taxonomy = context.corpus.taxonomy
    if not taxonomy:
        return
    known = (*taxonomy.leaves, UNCLASSIFIED)
    for file, index, rating in _ratings(context):
        for column, leaf in (("first", rating.first), ("second", rating.second)):
            if taxonomy.current_name(leaf) not in known:
                near = closest(leaf, known)
                fix = f"did you mean `{near}`?" if near else "use a leaf of taxonomy.yml"
                yield _problem(file, index, column, "must be a leaf of the taxonomy", shown(leaf), fix)


@side_rule("PM578")
def rating_in_the_future(context: Context) -> Iterator[Problem]:
    """A rating is not later than today.

    What it does
        Compares the date of each line of `ratings.csv` with the as-of date.
    Why it matters
        A slip of the year takes a record off the list of what is due in a quarter to come.
    Example
        `2052-04-02`
    Instead
        `2025-04-02`
    """
    for file, index, rating in _ratings(context):
        if rating.day > context.as_of:
            condition = f"must not lie after the as-of date, {context.as_of}"
            yield _problem(file, index, "date", condition, f"`{rating.day}`", "correct the year, or the day")


@side_rule("PM579", Level.WARNING)
def rated_text_changed(context: Context) -> Iterator[Problem]:
    """A rating is of the statement as it is now.

    What it does
        Warns where the text of a cause has changed since it was rated, until somebody rates it as it is now. Old
        answers stay, since both were of the same text.
    Why it matters
        Whether the new words are read alike, nobody has tried.
    Example
        `C1` was split in two after it had been rated.
    Instead
        A new rating by somebody else: `postmortems rate --record PM-2025-0001`
    """
    rated = {(each.record, each.cause, each.statement) for _, _, each in _ratings(context)}
    for file, index, rating in _ratings(context):
        cause = _cause(context, rating)
        if cause and (rating.record, rating.cause, statement_mark(cause)) not in rated:
            yield _problem(
                file,
                index,
                "statement",
                f"must be the mark of the present text of {rating.cause}",
                f"`{rating.statement}`, of an earlier text",
                f"let somebody else rate it again: `postmortems rate --record {rating.record}`",
            )


def _ratings(context: Context) -> Iterator[tuple[VocabularyFile, int, Rating]]:
    for file in context.corpus.vocabulary_files:
        if file.path.name == RATINGS_FILE:
            for index, rating in enumerate(context.corpus.all_ratings):
                yield file, index, rating


def _cause(context: Context, rating: Rating) -> Cause | None:
    record = context.corpus.get(rating.record)
    causes = known_items(record.causes) if record else ()
    return next((cause for cause in causes if cause.id == rating.cause), None)


def _problem(file: VocabularyFile, index: int, column: str, condition: str, found: str, fix: str) -> Problem:
    return Problem(file.places.line((RATINGS, index)), column, condition, found, fix, path=file.path)
