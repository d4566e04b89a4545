"""All that a record page may read besides its own file. Its hash tells whether the page has to be made again.

A page gets this in place of the index. Whatever else it is to show must be added here, and then is part of the hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ml_postmortems.analytics.actions import ListedAction
from ml_postmortems.analytics.drills import makes_drill
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.facets import Facet, Vocabulary
from ml_postmortems.model.once import kept_with_record
from ml_postmortems.model.record import Record
from ml_postmortems.model.scalars import RECORD_ID_PATTERN
from ml_postmortems.model.terms import Origin
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.record_json import block_to_json
from ml_postmortems.web.draft_place import DraftPlace
from ml_postmortems.web.elsewhere import Elsewhere, seen_elsewhere
from ml_postmortems.web.fragments import key_of
from ml_postmortems.web.neighbours import Neighbours, neighbours
from ml_postmortems.web.owed_index import days_overdue
from ml_postmortems.web.site_facts import SiteFacts, TermLink
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.value_digest import value_digest

_ID = lazy_pattern(RECORD_ID_PATTERN)


@dataclass(frozen=True, slots=True)
class RecordReads:
    """What one record page reads of the site."""

    facts: SiteFacts
    record_ids: frozenset[str]
    """The ids that its body names and that lead to a record."""
    elsewhere: tuple[Elsewhere, ...]
    neighbours: Neighbours | None
    actions_of_record: Mapping[str, Mapping[str, ListedAction]]
    """By the id of this record, and of the action."""
    days_overdue: Mapping[tuple[str, str, str], int]
    drilled: frozenset[str]
    """Its own id where it can be practised."""
    controls: frozenset[str]
    """The controls that it names anywhere and that have a page."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The taxonomy and the catalog."""
        return self.facts.vocabulary

    @property
    def as_of(self) -> date:
        """The day of the site."""
        return self.facts.as_of

    @property
    def draft_place(self) -> DraftPlace:
        """Where the files of records are."""
        return self.facts.draft_place

    @property
    def usual_origin(self) -> Origin:
        """Whose incidents most of the records are of."""
        return self.facts.usual_origin

    def term(self, facet: Facet, key: str) -> TermLink | None:
        """One term, or None where it has no page."""
        return self.facts.term(facet, key)

    def ticket_href(self, ticket: str) -> str | None:
        """The address of the issue that a ticket names; None where there is none."""
        return self.facts.ticket_href(ticket)

    def key(self, file: RecordFile) -> str:
        """The hash of the record as its audience gets it, and of all that its page reads besides."""
        around = (
            self.record_ids,
            self.elsewhere,
            self.neighbours,
            list(self.actions_of_record.get(file.record.id, {}).items()) if file.record else (),
            list(self.days_overdue.items()),
            self.drilled,
            self.controls,
        )
        return key_of("record page", self.facts.digest, own_digest(file), value_digest(around))


def own_digest(file: RecordFile) -> str:
    """The hash of a record as its audience gets it, and of its body."""
    derived = [(each.path, each.source) for each in file.derivations]
    record = record_digest(file.record) if file.record else ""
    return key_of("own", str(file.path), record, value_digest((file.body, derived)))


@kept_with_record
def record_digest(record: Record) -> str:
    """The hash of a record without its body, computed once for the pages and data that are made of it."""
    return value_digest(record)


def record_reads(file: RecordFile, record: Record, index: SiteIndex) -> RecordReads:
    """Collect what the page of a record reads."""
    owed = index.owed.of_record(record.id)
    texts = set(_texts(json.loads(block_to_json(record))))
    return RecordReads(
        facts=index.facts,
        record_ids=index.record_ids.intersection(_ID.findall(file.body.text)),
        elsewhere=tuple(seen_elsewhere(record, index)),
        neighbours=neighbours(record, index),
        actions_of_record={record.id: {action.id: action for action in owed.actions}},
        days_overdue=days_overdue(owed),
        drilled=frozenset({record.id} if record.status.is_counted and makes_drill(record) else ()),
        controls=index.reads.controls & texts,
    )


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value of JSON."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)
