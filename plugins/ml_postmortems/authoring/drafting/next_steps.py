"""What a record lacks for a status: the missing fields and sections, and the errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from ml_postmortems.authoring.drafting.examples import example_of
from ml_postmortems.authoring.drafting.status_line import with_status
from ml_postmortems.authoring.unsaved_check import check_one, unsaved_context
from ml_postmortems.errors import StatusLineUnusable
from ml_postmortems.lint.check import Report
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.recurrence_question import answer_skeleton, is_answered_in_other
from ml_postmortems.model.awaited import with_awaited
from ml_postmortems.model.block import Gate
from ml_postmortems.model.body_sections import section_named, section_prompt
from ml_postmortems.model.derived_values import is_within
from ml_postmortems.model.due_status import DueStatus, due_status
from ml_postmortems.model.lifecycle import LIFECYCLE
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, FieldRule, field_rules, needed_places
from ml_postmortems.model.terms import KeyInstant, Status
from ml_postmortems.reading.body import Body
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.pull_request import find_pull_request
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.schema import FieldPlaces
from ml_postmortems.reading.source import read_bytes
from ml_postmortems.similarity.recurrence_candidates import Candidate, RecurrenceCandidates
from ml_postmortems.similarity.similar import SimilarRecords

_MISSING_SECTION = "PM303"
UNANSWERED = "PM803"
"""The finding about a similar record that the recurrence question is about."""
_MARKED_INSTANTS = [instant for instant in KeyInstant if instant is not KeyInstant.DATA_REPAIRED]


@dataclass(frozen=True, slots=True)
class Step:
    """A field or a section to add."""

    subject: str
    """The field as it is written, or the heading of the section."""
    line: int
    """The line of the block that it belongs to; 1 where there is none."""
    description: str
    example: str
    """Lines to paste; empty for sections of the body."""
    may_be_unknown: bool = False
    field: FieldPath = ()
    """Empty for sections of the body."""
    rule_path: tuple[str, ...] = ()
    """The path of the field in the format; empty for sections of the body."""
    section: str = ""
    """The title of the section; empty for fields."""
    answers: int = 0
    """How many records the recurrence question is about."""


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What a record lacks for a status, and what to do about it."""

    path: Path
    record: Record
    goal: Status
    steps: tuple[Step, ...]
    blockers: tuple[Finding, ...]
    """Errors that the steps do not fix."""
    errors: tuple[Finding, ...]
    """What the checker says of the goal: of each step and each blocker, and of nothing that follows from them."""
    warnings: tuple[Finding, ...]
    trial: Record
    """The record with the goal as its status."""
    body: Body
    written: Mapping[str, Any]
    """The front matter as it is written."""
    places: FieldPlaces
    """Where the fields of the record stand in its file."""
    corpus: Corpus
    similar: SimilarRecords | None
    """None where the vocabulary cannot be read."""
    as_of: date
    due: DueStatus | None
    """Until when the base wants which status of the record as it is."""
    current: tuple[Finding, ...] = ()
    """Errors that the record has at its own status."""
    alike: tuple[Candidate, ...] = ()
    """Similar records that the record does not mention yet; after publication, only those that need an answer."""

    @property
    def usual_goal(self) -> Status | None:
        """The status that is asked about where nobody names another one."""
        return LIFECYCLE[self.record.status].goal

    @property
    def open_count(self) -> int:
        """How many things are open: the number that `next`, `check`, `status` and `new --resume` tell."""
        return count_things(self.errors)

    @property
    def early(self) -> tuple[str, ...]:
        """What a step asks for although the goal does not, because other steps are easier to answer with it."""
        return tuple(step.subject for step in self.steps if not any(_is_of(each, step) for each in self.errors))

    @property
    def is_ready(self) -> bool:
        """True if the record qualifies for the status."""
        return not self.steps and not self.blockers


def count_things(errors: Iterable[Finding]) -> int:
    """How many things to write or to mend these errors are: all about similar records are one question."""
    codes = [each.code for each in errors]
    return len(codes) - max(0, codes.count(UNANSWERED) - 1)


def next_goal(file: RecordFile) -> Status | None:
    """The status that the author of a record works towards; None where nothing is left to do."""
    return LIFECYCLE[file.record.status].goal if file.record else Status.IN_REVIEW


def next_steps(corpus: Corpus, file: RecordFile, goal: Status, as_of: date) -> NextSteps | Report:
    """What a record lacks for a status; the report of the checker if the file holds no readable record.

    Raises StatusLineUnusable if the file has no plain line with the status.
    """
    if not file.record:
        return check_one(unsaved_context(corpus, file, as_of), file)
    trial = parse_record_file(file.path, with_status(file, read_bytes(file.path), goal))
    assert trial.record, "only the status was changed"
    context = unsaved_context(corpus, trial, as_of, find_pull_request(corpus))
    report = check_one(context, trial)
    found = open_steps(context, trial, report, as_of)
    is_being_written = LIFECYCLE[file.record.status].is_being_written
    return NextSteps(
        path=file.path,
        record=file.record,
        goal=goal,
        steps=found.steps,
        blockers=found.blockers,
        errors=found.errors,
        warnings=tuple(
            each
            for each in report.findings
            if each.level is Level.WARNING and not _is_about_missing(each, found.missing)
        ),
        trial=trial.record,
        body=trial.body,
        written=trial.tree,
        places=trial.places,
        corpus=context.corpus,
        similar=context.recurrence_question.similar_records,
        as_of=as_of,
        due=due_status(file.record, corpus.settings.cadence),
        current=_current_errors(context, file, goal, report),
        alike=tuple(each for each in found.unanswered if each.is_asked or is_being_written),
    )


def steps_as(goal: Status, corpus: Corpus, file: RecordFile, as_of: date) -> NextSteps | None:
    """The same of a record alone; None where the file holds none or its status line cannot be replaced."""
    try:
        steps = next_steps(corpus, file, goal, as_of)
    except StatusLineUnusable:
        return None
    return steps if isinstance(steps, NextSteps) else None


class OpenSteps(NamedTuple):
    """What the report of a record lacks or has wrong, told once each."""

    steps: tuple[Step, ...]
    blockers: tuple[Finding, ...]
    errors: tuple[Finding, ...]
    missing: set[FieldPath]
    unanswered: tuple[Candidate, ...]


def open_steps(context: Context, trial: RecordFile, report: Report, as_of: date) -> OpenSteps:
    """The steps that a record needs, the errors that they do not fix, and the errors of both.

    An error that follows from another is left out: a section whose fields are still to come, a comment in a section
    that is to be written, a value that is derived from what is missing.
    """
    assert trial.record
    unanswered = tuple(each for each in context.recurrence_question.candidates(trial) if not each.is_answered)
    asked = [
        each.record for each in unanswered if each.is_asked and not is_answered_in_other(trial.record, each.record)
    ]
    found = missing_fields(trial.record, trial.tree, trial.places)
    fields = tuple(_field_steps(trial, found.asked, context.corpus, as_of, asked))
    missing = {step.field for step in fields} | {trial.places.path_in_file(path) for path in found.following}
    sections = tuple(_section_steps(trial, report, {str(path[0]) for path in missing if len(path) == 1}))
    steps = (*fields, *sections)
    blockers = tuple(each for each in report.errors if not _is_covered(each, missing, trial, sections))
    errors = tuple(each for each in report.errors if each in blockers or any(_is_of(each, step) for step in steps))
    return OpenSteps(steps, blockers, errors, missing, unanswered)


def _is_of(finding: Finding, step: Step) -> bool:
    """Whether a step is there because of this error."""
    if finding.code == _MISSING_SECTION:
        return finding.data["section"] == step.section
    if finding.code == UNANSWERED:
        return step.rule_path == ("recurrence",)
    return finding.code == "PM301" and finding.field == step.field


def _current_errors(context: Context, file: RecordFile, goal: Status, later: Report) -> tuple[Finding, ...]:
    """The errors that the record has as it is, where its goal asks for more than what comes before publication."""
    assert file.record
    if not Gate.PUBLISHED.includes(file.record.status) or goal is file.record.status:
        return later.errors
    report = check_one(unsaved_context(context.corpus, file, context.as_of, find_pull_request(context.corpus)), file)
    return report.errors


def unanswered_similar_records(corpus: Corpus, record: Record) -> tuple[Candidate, ...]:
    """The records most similar to a new one that it does not mention yet, in the order of the recurrence question."""
    if not corpus.taxonomy or not corpus.catalog:
        return ()
    found = RecurrenceCandidates(corpus, SimilarRecords(corpus)).of(record)
    return tuple(each for each in found if not each.is_answered)


class MissingFields(NamedTuple):
    """What a record needs and does not have, in the order of the format."""

    asked: list[tuple[FieldPath, FieldRule]]
    following: list[FieldPath]
    """What will be derived from those that are asked for."""


def missing_fields(record: Record, tree: Mapping[str, Any], places: FieldPlaces) -> MissingFields:
    """What a record with its goal as its status needs; `tree` is its front matter as it is written."""
    missing = [(path, rule) for path, rule, value in needed_places(record) if value in (None, ())]
    derived = with_awaited(tree, record.tier).derived
    following = [path for path, _ in missing if is_within(places.path_in_file(path), derived)]
    return MissingFields([each for each in missing if each[0] not in following], following)


def _whole_field(name: str) -> tuple[FieldPath, FieldRule]:
    """A field of the record with its rule, as if it were missing."""
    return (name,), next(rule for rule in field_rules() if rule.path == (name,))


def _field_steps(
    trial: RecordFile, found: list[tuple[FieldPath, FieldRule]], corpus: Corpus, as_of: date, asked: list[Record]
) -> Iterator[Step]:
    """The missing fields in the order of the format.

    `asked` are the records that the recurrence question asks about.
    """
    assert trial.record
    faulty = {fault.field[:1] for fault in trial.faults}
    found = [(path, rule) for path, rule in found if path[:1] not in faulty]
    if _asks_early_for_timeline(trial, {path for path, _ in found}):
        found.append(_whole_field("timeline"))
    if asked and trial.record.recurrence is None and ("recurrence",) not in faulty:
        found.append(_whole_field("recurrence"))
    for path, rule in found:
        described, answers = rule.description, 0
        if path == ("timeline",):
            described += f" Mark the entries that are {', '.join(_MARKED_INSTANTS)}."
        if path == ("recurrence",) and asked:
            described += f" Answer for {'; '.join(f'{each.id} ({each.title})' for each in asked)}."
            example, answers = answer_skeleton(each.id for each in asked), len(asked)
        else:
            example = example_of(rule.path, trial.record, corpus.catalog, as_of)
        place = trial.places.path_in_file(path)
        may_be_unknown = rule.may_be_unknown and not rule.must_be_answered(trial.record)
        yield Step(
            field_text(place),
            trial.places.line(path[:-1]),
            described,
            example,
            may_be_unknown,
            place,
            rule.path,
            answers=answers,
        )


def _asks_early_for_timeline(trial: RecordFile, missing: set[FieldPath]) -> bool:
    """Whether to ask for the timeline together with the trigger, whose text and evidence it gives."""
    is_asked = ("timeline",) in missing or "timeline" in trial.tree
    return trial.tree.get("schema_version") == "2" and ("trigger",) in missing and not is_asked


def _section_steps(trial: RecordFile, report: Report, awaited: set[str]) -> Iterator[Step]:
    """The missing sections, but for those that the fields to come will carry."""
    for finding in report.errors:
        if finding.code == _MISSING_SECTION:
            assert trial.record
            title = finding.data["section"]
            section = section_named(title)
            if section and section.will_be_carried(trial.record, awaited):
                continue
            is_heading_there = any(section.title == title for section in trial.body.sections)
            how = "Write it, and delete the comment there." if is_heading_there else "Add the heading and the text."
            yield Step(f"## {title}", finding.line, f"{section_prompt(title)} {how}", "", section=title)


def _is_covered(finding: Finding, missing: set[FieldPath], trial: RecordFile, sections: tuple[Step, ...]) -> bool:
    """True if a step says the same: the field or the section is missing, or the section holds only its prompt."""
    match finding.code:
        case "PM301":
            return finding.field in missing
        case "PM303":
            return True
        case "PM304":
            starts = [section for section in trial.body.sections if section.line <= finding.line]
            return bool(starts) and any(step.line == starts[-1].line for step in sections)
        case "PM306":
            return ("timeline",) in missing
        case _ if finding.code == UNANSWERED:
            return ("recurrence",) in missing
        case "PM415":
            return ("artifacts",) in missing or ("causes",) in missing
        case _:
            return _is_about_missing(finding, missing)


def _is_about_missing(finding: Finding, missing: set[FieldPath]) -> bool:
    """True if the field that a finding is about is not there at all: it is written first."""
    return bool(finding.field) and finding.field[:1] in missing
