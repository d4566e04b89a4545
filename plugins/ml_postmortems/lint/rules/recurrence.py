"""PM8: whether a record repeats another one, and what its author says about that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.general_words import tells_difference
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.recurrence_question import is_answered_in_other, title_for
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, words
from ml_postmortems.model.terms import Kind
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.similarity.record_facts import is_later
from ml_postmortems.suggestion import closest

_LEAST_WORDS_OF_REASON = 6
_BROKEN, _CAUGHT_BY = ("recurrence", "broken_controls", "id"), ("detection", "caught_by")


@record_rule("PM803")
def unanswered_recurrence_question(file: RecordFile, context: Context) -> Iterator[Problem]:
    """From `in-review` on, the author says of each closely tied record whether it happened again.

    What it does
        Looks for the ids of at most five records under `recurrence`: those with the same cause at the same artifact or
        in its lineage, with the same primary cause in the same team, and those of other teams with the same cause in an
        account of similar words. Later records count too. It asks only in a pull request (`check --changed`) that adds
        the record, or changes its causes, artifacts, teams or start. Of two records of one pull request it asks the
        later one. An answer in either of the two records is enough.
    Why it matters
        That the same thing came back is the most useful sentence in an archive, and nobody writes it unasked.
    Example
        Another record has the same primary cause in the same team, and `recurrence` does not mention it.
    Instead
        Its id under `of`, under `related`, or under `dismissed` with the reason why it is something else.
    """
    if not file.record or file.path not in context.changed:
        return
    for candidate in context.recurrence_question.candidates(file):
        if candidate.is_asked:
            title = title_for(file.record, candidate.record)
            yield at_field(
                file,
                ("recurrence",),
                f"must say whether this repeats {candidate.record.id} ({title})",
                f"no answer, and {'; '.join(candidate.specific_reasons)}",
                _ways_to_answer(file.record, candidate.record, context),
                {"record": candidate.record.id, "title": title},
            )


@record_rule("PM805")
def recurrence_across_operators(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A recurrence is declared within one operator.

    What it does
        Compares the operators of the owning teams of the record and of those under `recurrence.of`.
    Why it matters
        What happened elsewhere is a warning that came in time, not a fix that failed.
    Example
        `of: [PM-2024-0001]` where the records belong to different companies
    Instead
        `related: [PM-2024-0001]`
    """
    catalog = context.corpus.catalog
    if not file.record or not catalog:
        return
    here = catalog.operator_of(file.record.teams.owner)
    for path, word in words(file.record, ("recurrence", "of")):
        other = context.corpus.get(word)
        if other and here != catalog.operator_of(other.teams.owner):
            yield at_field(
                file, path, "must be a record of the same operator", shown(word), "write it under `related` instead"
            )


@record_rule("PM806")
def recurrence_of_later_record(file: RecordFile, context: Context) -> Iterator[Problem]:
    """What a record repeats began before it.

    What it does
        Compares when the two began.
    Why it matters
        The later one is where the recurrence is declared, and its page shows both.
    Example
        `of: [PM-2025-0002]` in a record of March, where that one is of May
    Instead
        Declare it in the record of May.
    """
    if not file.record:
        return
    for path, word in words(file.record, ("recurrence", "of")):
        other = context.corpus.get(word)
        if other and Duration.between(happened(file.record), happened(other)).shortest > timedelta(0):
            yield at_field(
                file, path, "must have begun before this record", shown(word), "declare it in the later record"
            )


@record_rule("PM807")
def unknown_broken_control(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A control that did not hold, or that stopped the failure, is one that some record put in place.

    What it does
        Looks `recurrence.broken_controls` and `detection.caught_by` up among the controls of all records.
    Why it matters
        Whether a control holds is counted by its id.
    Example
        `id: feature-size-check` where the earlier record calls it `feature-file-size-check`
    Instead
        `id: feature-file-size-check`
    """
    if not file.record:
        return
    named = (*words(file.record, _BROKEN), *words(file.record, _CAUGHT_BY))
    for path, word in named:
        if word not in context.control_ids:
            near = closest(word, context.control_ids)
            yield at_field(
                file,
                path,
                "must be the id of a control of some record",
                shown(word),
                f"did you mean `{near}`?" if near else "name a control that a record put in place",
            )


@record_rule("PM825")
def caught_after_harm(file: RecordFile, _: Context) -> Iterator[Problem]:
    """Only of a near miss or a hazard a control is said to have stopped it before harm.

    What it does
        Looks for `detection.caught_by` in records of incidents.
    Why it matters
        Catches are counted for the control; a failure that did harm came through it.
    Example
        `caught_by: [session-length-bounds]` in a record with `kind: incident`
    Instead
        Leave it out and tell among the broken controls that it came too late; or, where nobody was harmed, make the
        record a near miss.
    """
    detection = known(file.record.detection) if file.record else None
    if file.record and detection and detection.caught_by and file.record.kind is Kind.INCIDENT:
        yield at_field(
            file,
            ("detection", "caught_by"),
            "must be left out of a record of an incident",
            shown(detection.caught_by[0]),
            "make it `kind: near-miss` if nobody was harmed, else say `outcome: too-late` under "
            "`recurrence.broken_controls`",
        )


@record_rule("PM812", Level.WARNING)
def empty_dismissal(file: RecordFile, _: Context) -> Iterator[Problem]:
    """A dismissal says how this pair of records differs.

    What it does
        Reports a reason under `recurrence.dismissed` that has fewer than six words, or that stands word for word at
        another dismissal of the record; case, spaces and punctuation do not count.
    Why it matters
        A reader who suspects the same failure needs the difference. A reason that fits every record fits none.
    Example
        `reason: Something else.`
    Instead
        `reason: There the labels were wrong; here they were right and came too late.`
    """
    recurrence = known(file.record.recurrence) if file.record else None
    first_with: dict[str, str] = {}
    for index, dismissal in enumerate(recurrence.dismissed if recurrence else ()):
        words_of_reason = re.findall(r"\w+", dismissal.reason.casefold())
        normalised = " ".join(words_of_reason)
        path: FieldPath = ("recurrence", "dismissed", index, "reason")
        fix = f"say what was different in {dismissal.id}"
        if len(words_of_reason) < _LEAST_WORDS_OF_REASON:
            condition = f"must say in at least {_LEAST_WORDS_OF_REASON} words how the two differ"
            yield at_field(file, path, condition, shown(dismissal.reason), fix)
        elif normalised in first_with:
            found = f"the reason of {first_with[normalised]}, word for word"
            yield at_field(file, path, "must fit this pair of records", found, fix)
        first_with.setdefault(normalised, dismissal.id)


@file_rule("PM813")
def dismissal_for_every_pair(file: RecordFile) -> Iterator[Problem]:
    """A dismissal names something of one of the two records.

    What it does
        Looks in each reason under `recurrence.dismissed` for a word that is none of a closed list of words which fit
        every pair of records, such as `same`, `other`, `different` and `incident`.
    Why it matters
        A reason that names nothing was written without looking at the other record.
    Example
        `reason: This is not the same thing as the other one was back then.`
    Instead
        `reason: There the labels were wrong; here they were right and came too late.`
    """
    recurrence = known(file.record.recurrence) if file.record else None
    for index, dismissal in enumerate(recurrence.dismissed if recurrence else ()):
        if not tells_difference(dismissal.reason):
            yield at_field(
                file,
                ("recurrence", "dismissed", index, "reason"),
                f"must name something of this record or of {dismissal.id}",
                shown(dismissal.reason),
                f"say what was different in {dismissal.id}: the artifact, the cause or the harm",
            )


def _ways_to_answer(record: Record, other: Record, context: Context) -> str:
    """The lines that answer the question, with the ids filled in; only those that other rules accept."""
    if is_answered_in_other(record, other):
        answer = f"`related: [{record.id}]` or `dismissed: [{{id: {record.id}, reason: how it differs}}]`"
        return f"add to `recurrence` of {other.id}, since this record is public and that one is not: {answer}"
    catalog = context.corpus.catalog
    is_same_operator = catalog and catalog.operator_of(record.teams.owner) == catalog.operator_of(other.teams.owner)
    ways = [f"`related: [{other.id}]`", f"`dismissed: [{{id: {other.id}, reason: how it differs}}]`"]
    if is_same_operator and not is_later(other, record):
        ways.insert(0, f"`of: [{other.id}]`")
    text = f"add to `recurrence`: {', '.join(ways[:-1])} or {ways[-1]}"
    return f"{text}; if the later one repeats this, `of: [{record.id}]` there" if is_later(other, record) else text
