"""What `postmortems new --resume` leaves behind: which questions are still open, and what only the file can tell."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.authoring.drafting.answers import field_of
from ml_postmortems.authoring.drafting.next_steps import steps_as
from ml_postmortems.authoring.drafting.record_sheet import RecordSheet
from ml_postmortems.authoring.drafting.wizard import open_questions
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_lookup import find_record


@dataclass(frozen=True, slots=True)
class Rest:
    """What a draft still lacks before it can be published."""

    questions: tuple[str, ...]
    """The questions that the wizard would ask again, as people read them."""
    subjects: tuple[str, ...]
    """Fields and sections that are written in the file."""
    to_mend: tuple[str, ...] = ()
    """What is there and not as `published` wants it, as the checker names it."""
    open_count: int = 0
    """How many things are open for `published`, those of the questions among them: the number of `next`."""


def rest_of(corpus: Corpus, sheet: RecordSheet) -> Rest:
    """What is left after the questions; of a file that cannot be read as a record, only the questions."""
    questions = open_questions(sheet)
    asked = {field_of(question.name)[0] for question in questions}
    file = find_record(corpus, str(sheet.path))
    labels = tuple(question.label for question in questions)
    steps = steps_as(Status.PUBLISHED, corpus, file, sheet.context.as_of)
    if not steps:
        return Rest(labels, ())
    subjects = dict.fromkeys(step.subject for step in steps.steps if not step.field or step.field[0] not in asked)
    to_mend = dict.fromkeys(each.field_name or each.subject for each in steps.blockers)
    return Rest(labels, tuple(subjects), tuple(to_mend), steps.open_count)
