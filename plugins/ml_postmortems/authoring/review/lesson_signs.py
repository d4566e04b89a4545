"""Lessons that name nothing of their incident, as questions to a reader."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import plain
from ml_postmortems.authoring.review.specific_words import specific_stems
from ml_postmortems.authoring.review.told_text import told_text
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.reading.record_file import RecordFile

_MOST_STRANGE = 1
"""Words beyond those of the trade that a lesson may have which names nothing of its incident."""


def lesson_signs(file: RecordFile) -> tuple[str, ...]:
    """The signs of a published record of ours as Markdown, each with what to ask; none of any other record."""
    record = file.record
    if not record or not record.is_own or not record.status.is_counted:
        return ()
    return tuple(_lessons_of_every_incident(file, record))


def _lessons_of_every_incident(file: RecordFile, record: Record) -> Iterator[str]:
    """Lessons in words of the trade, with one more at most, which stands nowhere else in the record."""
    told = frozenset[str]()
    for lesson in known_items(record.lessons):
        own = specific_stems(lesson.text)
        if len(own) > _MOST_STRANGE:
            continue
        told = told or specific_stems(told_text(file, record))
        if own.isdisjoint(told):
            yield (
                f"{lesson.id} names nothing of this incident: “{plain(lesson.text, 120)}”. What would somebody who "
                "runs another system do otherwise on Monday?"
            )
