"""The steps of `postmortems new`: collect answers, write the draft, say what it resembles, keep what is unfinished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.authoring.drafting.answers import (
    Answers,
    DraftContext,
    forget_answers,
    load_answers,
    save_answers,
    year_of,
)
from ml_postmortems.authoring.drafting.choosing import exact_word
from ml_postmortems.authoring.drafting.draft import ImportReport, add_imported_answers, require_draft, save_draft
from ml_postmortems.authoring.drafting.next_steps import unanswered_similar_records
from ml_postmortems.authoring.drafting.questions import NEEDED
from ml_postmortems.errors import MalformedDate
from ml_postmortems.lint.finding import Finding
from ml_postmortems.reading.record_file import read_record_file
from ml_postmortems.similarity.recurrence_candidates import Candidate


@dataclass(frozen=True, slots=True)
class NewRequest:
    """What the author gives when the command starts."""

    answers: Mapping[str, str]
    """Answers to the needed questions, by their names; of choices the ids, or what people call them."""
    year: str | None = None
    export: Path | None = None
    """A file of an incident tool."""
    timeline: Path | None = None
    resume: Path | None = None
    """Answers kept by an earlier run that was interrupted."""


@dataclass(frozen=True, slots=True)
class NewRecord:
    """A draft that was written."""

    path: Path
    id: str
    warnings: tuple[Finding, ...]
    alike: tuple[Candidate, ...]
    """The records most like it."""


def start_answers(context: DraftContext, request: NewRequest) -> tuple[Answers, ImportReport]:
    """The answers that the request holds, and what the author has to know of those that came from files.

    Answers given now replace those kept by an earlier run. Raises InputUnusable, MalformedDate and DraftRefused.
    """
    answers = load_answers(request.resume) if request.resume else Answers()
    for name, value in request.answers.items():
        answers.put(name, _word(context, name, value))
    answers.year = _year(request.year) or answers.year
    return answers, add_imported_answers(context, answers, request.export, request.timeline)


def write_new_record(context: DraftContext, answers: Answers, request: NewRequest) -> NewRecord:
    """Write the draft, and delete the kept answers that it was made from.

    Raises DraftRefused with all that is missing or wrong, and FileUnwritable.
    """
    warnings = require_draft(context, answers)
    path = save_draft(context, answers)
    file = read_record_file(path)
    assert file.record, "a draft without errors can be read"
    if request.resume:
        forget_answers(request.resume)
    return NewRecord(
        path, file.record.id, warnings, unanswered_similar_records(context.corpus.with_file(file), file.record)
    )


def keep_answers(answers: Answers, root: Path, request: NewRequest) -> Path | None:
    """Save unfinished answers in place of those that they were made from, and return where; None if there are none."""
    if not answers.fields:
        return None
    saved = save_answers(answers, root.parent)
    if request.resume:
        forget_answers(request.resume)
    return saved


def _word(context: DraftContext, name: str, value: str) -> str:
    """The word that an option means by an id or by a name; anything else is left to the checker."""
    question = next((each for each in NEEDED if each.name == name), None)
    choices = question.choices(context) if question and question.choices else ()
    return exact_word(value, choices) or value


def _year(text: str | None) -> int | None:
    if text and not year_of(text):
        raise MalformedDate("--year", text, "four digits, such as 2026")
    return year_of(text) if text else None
