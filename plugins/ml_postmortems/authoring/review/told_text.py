"""What a record tells of its incident, in one text: fields and body, without the part that is judged."""

from __future__ import annotations

from ml_postmortems.authoring.review.words_to_question import FAILURE
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.reading.record_file import RecordFile

_FIELDS = (
    ("summary",),
    ("trigger", "text"),
    *FAILURE,
    ("detection", "monitor"),
    ("detection", "should_have_been"),
    ("artifacts", "id"),
    ("timeline", "text"),
    ("timeline", "from"),
    ("timeline", "to"),
    ("causes", "text"),
    ("hypotheses", "text"),
    ("impact", "harm"),
    ("impact", "notes"),
    ("impact", "users", "text"),
    ("impact", "other", "text"),
    ("actions", "title"),
    ("actions", "success_criterion"),
    ("evidence", "title"),
)


def told_text(file: RecordFile, record: Record) -> str:
    """Title, symptom, every account, the actions and the body; lessons and people are left out."""
    texts = [record.title, record.symptom, *(text for field in _FIELDS for _, text in words(record, field))]
    return "\n".join((*texts, file.body.text)).replace("_", " ")
