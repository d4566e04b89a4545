"""Who agreed to what an author asks for: somebody else than the authors, or nobody."""

from __future__ import annotations

from collections.abc import Sequence

from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record


def other_reviewer(record: Record) -> bool:
    """Whether a reviewer of the record is none of its authors."""
    people = known(record.people)
    return bool(people and _handles([each.person for each in known_items(people.reviewers)]) - _authors(record))


def is_author(record: Record, person: str) -> bool:
    """Whether a handle is that of an author, however it is written."""
    return bool(_handles([person]) & _authors(record))


def _authors(record: Record) -> set[str]:
    people = known(record.people)
    return _handles(known_items(people.authors)) if people else set()


def _handles(people: Sequence[str]) -> set[str]:
    return {person.removeprefix("@").lower() for person in people}
