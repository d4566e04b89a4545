"""What is asked about every record of a folder, kept apart so that the whole record need not be made for it."""

from __future__ import annotations

import json
from typing import NamedTuple

from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import RECORD_REFERENCES, words
from ml_postmortems.model.terms import Status, Visibility

_VISIBILITIES = {each.value: each for each in Visibility}
_STATUSES = {each.value: each for each in Status}


class Head(NamedTuple):
    """Who may read a record, how far it has come, and how it and others are told apart."""

    visibility: Visibility
    status: Status
    names: tuple[str, ...]
    """Its id, and then its former ids."""
    named: tuple[str, ...]
    """The ids of other records that it names."""


def head_of(record: Record) -> Head:
    """The head of a record."""
    named = (word for path in RECORD_REFERENCES for _, word in words(record, path))
    return Head(record.visibility, record.status, (record.id, *record.aliases), tuple(named))


def head_to_json(head: Head) -> str:
    """A head as text on one line."""
    return json.dumps(head, separators=(",", ":"))


def head_from_json(text: str) -> Head:
    """What `head_to_json` wrote."""
    visibility, status, names, named = json.loads(text)
    return Head(_VISIBILITIES[visibility], _STATUSES[status], tuple(names), tuple(named))
