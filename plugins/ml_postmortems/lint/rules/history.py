"""PM9: what a pull request may not change in a record that was merged, or not without a recorded reason.

Each rule compares a record that the pull request changes with what it was at the base, so that main never turns red by
itself. A change that is meant is recorded under `corrections`, which readers of the record see.
"""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.approvals import other_reviewer
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.corrections import merged_before, unrecorded, was_merged
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import corpus_rule, record_rule
from ml_postmortems.model.corrections import CorrectedField
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Kind, Severity, Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.pull_request import new_exemptions, record_id_of
from ml_postmortems.reading.record_file import RecordFile

_MOST_NAMED = 5
"""Records that a message names."""


@record_rule("PM901")
def renamed_record_id(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A merged record keeps its id, or names the former one under `aliases`.

    What it does
        With `check --changed`, compares the id with that of the same record at the base: the one with the same path,
        title or text.
    Why it matters
        Links, recurrences and tickets hold the former id, and would lead nowhere.
    Example
        `PM-2024-0003` becomes `PM-2025-0003`, in the file's name and in its id
    Instead
        `aliases: [PM-2024-0003]`
    """
    former = context.former.get(file.path)
    if not file.record or not former or not was_merged(former):
        return
    was, now = record_id_of(former), record_id_of(file)
    if was not in (now, *file.record.aliases):
        yield at_field(
            file,
            ("id",),
            "must stay, or leave the former id under `aliases`",
            f"{shown(now)}, which was {shown(was)}",
            f"add `{was}` to `aliases`, or take the former id back",
        )


@record_rule("PM902")
def dropped_alias(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A former id of a merged record keeps leading to it.

    What it does
        With `check --changed`, compares `aliases` with those at the base.
    Why it matters
        Links that were right for years would lead nowhere, or to another incident.
    Example
        `aliases: [PM-2023-0004]` is deleted.
    Instead
        Leave it there; it costs nothing.
    """
    former = context.former.get(file.path)
    if not file.record or not former or not former.record or not was_merged(former):
        return
    for alias in former.record.aliases:
        if alias not in (file.record.id, *file.record.aliases):
            yield at_field(
                file, ("aliases",), "must keep every former id", f"none that is {shown(alias)}", f"add `{alias}` again"
            )


@record_rule("PM903")
def reused_record_id(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The id of a merged record is never given to another incident.

    What it does
        With `check --changed`, compares the record with the one that had its id at the base, or has it under
        `aliases`. Two that share no title, symptom, body, time and evidence are two incidents, and so are two that
        share no owning team, symptom, artifact and category of a cause.
    Why it matters
        Whoever follows an old link would read about something else, without a sign of it.
    Example
        The file of a record is overwritten with next week's incident.
    Instead
        The next free number. `postmortems new` finds it.
    """
    former = context.former.get(file.path)
    if not file.record or not former or not former.record or not was_merged(former):
        return
    was = record_id_of(former)
    if was not in (record_id_of(file), *file.record.aliases):
        return  # renamed-record-id tells
    if not _account(former) & _account(file) or _is_about_something_else(former.record, file.record):
        yield at_field(
            file,
            ("id",),
            "must not be that of another incident",
            f"{shown(was)}, which was {shown(former.record.title)}",
            "bring the former record back, and give this one the next free number",
        )


@record_rule("PM904")
def widened_visibility(file: RecordFile, context: Context) -> Iterator[Problem]:
    """More people may read a merged record only with a recorded reason.

    What it does
        With `check --changed`, compares `visibility` with that at the base.
    Why it matters
        What was published cannot be taken back, and the record was written and reviewed for fewer readers.
    Example
        `visibility: restricted` becomes `visibility: public`.
    Instead
        An entry under `corrections` that says why, once somebody has read the record for its new readers.
    """
    former = merged_before(file, context)
    if file.record and former and _place(Visibility, file.record.visibility) < _place(Visibility, former.visibility):
        yield from unrecorded(file, former, CorrectedField.VISIBILITY, ("visibility",), former.visibility, context)


@record_rule("PM906")
def lowered_severity(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The severity of a merged record is lowered only with a recorded reason.

    What it does
        With `check --changed`, compares `severity` with that at the base.
    Why it matters
        With the severity go what the record must answer, who is told and what is counted.
    Example
        `severity: SEV1` becomes `severity: SEV3`.
    Instead
        An entry under `corrections` that says which criterion was read wrongly.
    """
    former = merged_before(file, context)
    if file.record and former and _place(Severity, file.record.severity) > _place(Severity, former.severity):
        yield from unrecorded(file, former, CorrectedField.SEVERITY, ("severity",), former.severity, context)


@record_rule("PM907")
def lowered_kind(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A merged incident becomes a near miss, a hazard or a drill only with a recorded reason.

    What it does
        With `check --changed`, compares `kind` with that at the base, in the order incident, near-miss, hazard, drill.
    Why it matters
        Only incidents are counted as incidents.
    Example
        `kind: incident` becomes `kind: near-miss`.
    Instead
        An entry under `corrections` that says why nobody was harmed after all.
    """
    former = merged_before(file, context)
    if file.record and former and _place(Kind, file.record.kind) > _place(Kind, former.kind):
        yield from unrecorded(file, former, CorrectedField.KIND, ("kind",), former.kind, context)


@record_rule("PM908")
def unreviewed_exemption(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A new exemption was reviewed by somebody who is no author.

    What it does
        With `check --changed`, looks in a record of our own that may be merged for a reviewer who is not among
        `people.authors`, if it has an exemption that the base does not have. An external record names no people; there
        it is the reviewer of the pull request, whose report begins with the exemption.
    Why it matters
        An exemption that its own author grants is no check at all.
    Example
        `exemptions: [{rule: PM602, reason: It is a quotation.}]`, with the author as the only reviewer
    Instead
        Somebody else under `people.reviewers`.
    """
    record = file.record
    if not record or file.path not in context.changed or not record.status.is_mergeable:
        return
    if not record.is_own or other_reviewer(record):
        return
    for index, exemption in new_exemptions(file, context.former.get(file.path)):
        yield at_field(
            file,
            ("exemptions", index),
            "must be agreed to by a reviewer who is no author",
            f"{shown(exemption.rule)}, and no other person under `people.reviewers`",
            "ask somebody else to review it, and add them",
        )


@corpus_rule("PM909")
def many_records_removed(context: Context) -> Iterator[Problem]:
    """One pull request takes back few records.

    What it does
        With `check --changed`, counts the merged records that become withdrawn, superseded or less visible, or that
        are deleted. The bound is 5, or `bounds.removed_at_once` of `settings.yml`.
    Why it matters
        Totals, trends and recurrences rest on all of them; nobody can review fifty withdrawals at once.
    Example
        A pull request that withdraws every record of a year
    Instead
        Several pull requests, each with a reason that holds for its records.
    """
    removed = [(file, file.record.id) for file in context.lost if file.record and was_merged(file)]
    for file in context.corpus.files:
        former = merged_before(file, context)
        if former and file.record and _is_removed(former, file.record):
            removed.append((file, file.record.id))
    most = min(settings.bounds.removed_at_once for settings in context.settings_in_force)
    if len(removed) > most:
        first = removed[0][0]
        names = ", ".join(name for _, name in removed[:_MOST_NAMED])
        others = len(removed) - _MOST_NAMED
        yield Problem(
            1,
            "pull request",
            f"must take back at most {counted(most, 'record')}",
            f"{counted(len(removed), 'record')}: {names}{f' and {others} more' if others > 0 else ''}",
            "split it into several, so that each can be reviewed",
            path=first.path,
        )


def _place(terms: type[Severity] | type[Kind] | type[Visibility], term: Severity | Kind | Visibility) -> int:
    return [str(each) for each in terms].index(term)


def _account(file: RecordFile) -> frozenset[object]:
    """What tells an incident from another: how it was told, when it was and what shows it."""
    record = file.record
    assert record
    texts = [record.title, record.symptom, file.body.text.strip()]
    times = (str(event.at) for event in known_items(record.timeline))
    evidence = ((item.title, item.uri) for item in known_items(record.evidence))
    return frozenset([*(text for text in texts if text), *times, *evidence])


def _is_about_something_else(former: Record, record: Record) -> bool:
    """Whether the two were seen as something else, at another team, in other artifacts and for other causes."""
    if former.symptom == record.symptom or former.teams.owner == record.teams.owner:
        return False
    before, after = (
        ({use.id for use in known_items(each.artifacts)}, {cause.category for cause in each.real_causes})
        for each in (former, record)
    )
    return all(old and new and not old & new for old, new in zip(before, after, strict=True))


def _is_removed(former: Record, record: Record) -> bool:
    """Whether readers of the former record no longer see it counted, or do not see it at all."""
    taken_back = former.status.is_counted and not record.status.is_counted
    return taken_back or not former.visibility.may_see(record.visibility)
