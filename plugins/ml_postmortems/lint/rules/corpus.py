"""PM8: what records say about each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import corpus_rule, record_rule
from ml_postmortems.model.due_day import has_passed
from ml_postmortems.model.requirements import RECORD_REFERENCES, FieldPath, words
from ml_postmortems.model.terms import Status
from ml_postmortems.plurals import either
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.suggestion import closest


@corpus_rule("PM801")
def repeated_record_id(context: Context) -> Iterator[Problem]:
    """An id, former ids included, belongs to one record.

    What it does
        Compares the ids and aliases of all records.
    Why it matters
        Two records would have one address, and only one of them would be read. Both are reported, because a check of
        one file cannot know which came first.
    Example
        Two pull requests that both took `PM-2025-0007`
    Instead
        The later one takes the next free number.
    """
    holders: dict[str, list[tuple[RecordFile, FieldPath]]] = {}
    for file in context.corpus.files:
        for path, name in _names(file):
            holders.setdefault(name, []).append((file, path))
    for name, named in holders.items():
        for file, path in named:
            other = next((other for other, _ in named if other is not file), None)
            if other:
                problem = at_field(
                    file,
                    path,
                    "must belong to one record",
                    f"{shown(name)}, which is that of {shown(other.path.name)} too",
                    f"give the later of the two a free number; if it is this one: `postmortems rename {file.path}`"
                    if path == ("id",)
                    else "delete it here, or correct the other record",
                )
                yield replace(problem, path=file.path)


def _names(file: RecordFile) -> Iterator[tuple[FieldPath, str]]:
    """The id and the former ids of a record, as far as they can be read, with their places."""
    if file.head:
        own_id, *aliases = file.head.names
        if not any(fault.field == ("id",) for fault in file.faults):
            yield ("id",), own_id
        for index, alias in enumerate(aliases):
            yield ("aliases", index), alias


@record_rule("PM802")
def unknown_record(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record that another one names exists.

    What it does
        Looks up the ids under `recurrence` and `superseded_by`.
    Why it matters
        A recurrence of something nobody can read teaches nothing.
    Example
        `of: [PM-2024-0010]` where the numbers end at 0001
    Instead
        `of: [PM-2024-0001]`
    """
    if not file.record:
        return
    own_id = file.record.id
    for field in RECORD_REFERENCES:
        for path, word in words(file.record, field):
            if not context.corpus.file_of(word):
                heads = (other.head for other in context.corpus.files if other.head)
                near = closest(word, (head.names[0] for head in heads if head.names[0] != own_id))
                yield at_field(
                    file,
                    path,
                    "must be the id of a record",
                    shown(word),
                    f"did you mean `{near}`?" if near else "name a record that exists",
                )


@record_rule("PM804", Level.WARNING)
def stale_assumption(file: RecordFile, context: Context) -> Iterator[Problem]:
    """An assumption is looked at again by its date.

    What it does
        Compares `recheck_by` with the as-of date.
    Why it matters
        What was true then is what the next incident breaks.
    Example
        `recheck_by: 2026-03-31`, in May
    Instead
        Look at it, set its state, and give the next date.
    """
    for index, assumption in enumerate(file.record.assumptions if file.record else ()):
        due = assumption.recheck_by
        if due and has_passed(due, context.as_of):
            yield at_field(
                file,
                ("assumptions", index, "recheck_by"),
                f"must not have passed on {context.as_of.isoformat()}",
                shown(str(due)),
                "look at it again, set its state and the next date",
            )


@corpus_rule("PM808", Level.WARNING, exemptable=True)
def near_duplicate_tag(context: Context) -> Iterator[Problem]:
    """Tags that mean the same are spelt the same.

    What it does
        Compares the tags of all records without hyphens and plural endings.
    Why it matters
        Half of the records are found under one spelling, half under the other.
    Example
        `feature-file` in one record and `feature-files` in another
    Instead
        The spelling that more records have.
    """
    spellings: dict[str, Counter[str]] = {}
    for file in context.corpus.files:
        for tag in file.declared.tags:
            spellings.setdefault(_bare(tag), Counter())[tag] += 1
    for file in context.corpus.files:
        for index, tag in enumerate(file.declared.tags):
            counts = spellings[_bare(tag)]
            best = min(counts, key=lambda spelling: (-counts[spelling], spelling))
            if tag != best:
                problem = at_field(
                    file, ("tags", index), "must be spelt as in other records", shown(tag), f"write `{best}`"
                )
                yield replace(problem, path=file.path)


@record_rule("PM810")
def unmergeable_status(file: RecordFile, context: Context) -> Iterator[Problem]:
    """What is merged has a status that may be merged.

    What it does
        With `check --merge`, refuses records whose status must not be merged, such as `draft`.
    Why it matters
        Drafts live in pull requests; what is on main is read, counted and learnt from.
    Example
        `status: draft` in a pull request that is to be merged
    Instead
        `status: published`, once the reviewers agree.
    """
    if context.is_merge and file.record and not file.record.status.is_mergeable:
        yield at_field(
            file,
            ("status",),
            f"must be {either([status for status in Status if status.is_mergeable])} to be merged",
            shown(file.record.status),
            "finish it (`postmortems next` says what is missing), or leave the pull request open",
        )


@corpus_rule("PM811")
def deleted_record(context: Context) -> Iterator[Problem]:
    """A record that was merged is never deleted, and its id keeps leading to it.

    What it does
        With `check --changed`, looks for records of the base whose id is no record's id any more. An
        alias saves a record whose own id was changed; that another record takes the id as an alias does not.
    Why it matters
        Links, recurrences and counts rest on it; what can vanish cannot be relied on.
    Example
        A pull request that deletes `PM-2024-0003-stale-features.md`
    Instead
        `status: withdrawn` with a `status_reason`; where the id had to change, the old one under `aliases`.
    """
    for file in context.lost:
        if file.record and file.record.status.is_mergeable:
            yield Problem(
                1,
                "record",
                "must not be deleted, nor lose its id",
                f"no record that was {shown(file.record.id)}",
                "bring it back and withdraw it, or name the former id under `aliases` of the record that it became",
                path=file.path,
            )


def _bare(tag: str) -> str:
    return "".join(word.removesuffix("s") for word in tag.split("-"))
