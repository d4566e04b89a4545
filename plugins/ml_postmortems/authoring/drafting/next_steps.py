"""What a record lacks for a status: the missing fields, the most valuable first, and the errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ml_postmortems.authoring.drafting.examples import example_of
from ml_postmortems.authoring.drafting.status_line import with_status
from ml_postmortems.authoring.drafting.unsaved_check import check_one, unsaved_context
from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding
from ml_postmortems.lint.recurrence_question import answer_skeleton, is_answered_in_other
from ml_postmortems.model.body_sections import section_prompt
from ml_postmortems.model.lifecycle import LIFECYCLE
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, needed_places
from ml_postmortems.model.terms import KeyInstant, Status
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.pull_request import find_pull_request
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.source import read_bytes
from ml_postmortems.similarity.recurrence_candidates import Candidate, RecurrenceCandidates
from ml_postmortems.similarity.similar import SimilarRecords

VALUE_ORDER = (
    # What other people look for: what it was, why, when, and what they can use of it.
    "summary",
    "causes",
    "primary_cause",
    "timeline",
    "lessons",
    "artifacts",
    # What makes the account checkable, and comparable with others.
    "evidence",
    "trigger",
    "failure",
    "detection",
    "impact",
    "actions",
    "recurrence",
    "lifecycle_stage",
    "affected_data",
    "hypotheses",
    "risk",
    "validation",
    # What the organisation needs.
    "incident_refs",
    "people",
    "responsibilities",
    "communication",
    "alignment",
    "status_reason",
    "superseded_by",
)
"""The fields that a status beyond draft needs, by how much a reader gains from each."""
_MISSING_SECTION = "PM303"
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


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What a record lacks for a status, and what to do about it."""

    path: Path
    record: Record
    goal: Status
    steps: tuple[Step, ...]
    blockers: tuple[Finding, ...]
    """Errors that the steps do not fix."""
    warning_count: int
    alike: tuple[Candidate, ...] = ()
    """Similar records that the record does not mention yet; after publication, only those that need an answer."""

    @property
    def is_ready(self) -> bool:
        """True if the record qualifies for the status."""
        return not self.steps and not self.blockers


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
    unanswered = tuple(each for each in context.recurrence_question.candidates(trial) if not each.is_answered)
    asked = [
        each.record for each in unanswered if each.is_asked and not is_answered_in_other(trial.record, each.record)
    ]
    is_being_written = LIFECYCLE[file.record.status].is_being_written
    fields = tuple(_field_steps(trial, corpus, as_of, asked))
    sections = tuple(_section_steps(trial, report))
    missing = {step.field for step in fields}
    return NextSteps(
        path=file.path,
        record=file.record,
        goal=goal,
        steps=(*fields, *sections),
        blockers=tuple(each for each in report.errors if not _is_covered(each, missing, trial, sections)),
        warning_count=len(report.findings) - len(report.errors),
        alike=tuple(each for each in unanswered if each.is_asked or is_being_written),
    )


def unanswered_similar_records(corpus: Corpus, record: Record) -> tuple[Candidate, ...]:
    """The records most similar to a new one that it does not mention yet, in the order of the recurrence question."""
    if not corpus.taxonomy or not corpus.catalog:
        return ()
    found = RecurrenceCandidates(corpus, SimilarRecords(corpus)).of(record)
    return tuple(each for each in found if not each.is_answered)


def _field_steps(trial: RecordFile, corpus: Corpus, as_of: date, asked: list[Record]) -> Iterator[Step]:
    """The missing fields, the most valuable first; missing parts of list items come after missing fields.

    `asked` are the records that the recurrence question asks about.
    """
    assert trial.record
    faulty = {fault.field[:1] for fault in trial.faults}
    found = [
        (path, rule)
        for path, rule, value in needed_places(trial.record)
        if value in (None, ()) and path[:1] not in faulty
    ]
    for path, rule in sorted(found, key=lambda each: _rank(each[0])):
        described = rule.description
        if path == ("timeline",):
            described += f" Mark the entries that are {', '.join(_MARKED_INSTANTS)}."
        if path == ("recurrence",) and asked:
            described += f" Answer for {'; '.join(f'{each.id} ({each.title})' for each in asked)}."
            example = answer_skeleton(each.id for each in asked)
        else:
            example = example_of(rule.path, trial.record, corpus.catalog, as_of)
        place = trial.places.path_in_file(path)
        may_be_unknown = rule.may_be_unknown and not rule.must_be_answered(trial.record)
        yield Step(field_text(place), trial.places.line(path[:-1]), described, example, may_be_unknown, place)


def _rank(path: FieldPath) -> tuple[int, int]:
    key = str(path[0])
    return len(path), VALUE_ORDER.index(key) if key in VALUE_ORDER else len(VALUE_ORDER)


def _section_steps(trial: RecordFile, report: Report) -> Iterator[Step]:
    for finding in report.errors:
        if finding.code == _MISSING_SECTION:
            title = finding.data["section"]
            is_heading_there = any(section.title == title for section in trial.body.sections)
            how = "Write it, and delete the comment there." if is_heading_there else "Add the heading and the text."
            yield Step(f"## {title}", finding.line, f"{section_prompt(title)} {how}", "")


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
        case "PM803":
            return ("recurrence",) in missing
        case _:
            return False
