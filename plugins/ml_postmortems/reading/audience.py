"""What a record says to an audience: evidence, duties and traces it may not see are left out, with every mention."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from ml_postmortems.model.block import Block
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.reporting import Reporting
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.head import head_of

_EVIDENCE_LISTS = frozenset({"evidence", "evidence_default", "evidence_for", "evidence_against"})
_RECORD_LISTS = frozenset({"of", "related"})
_RECORD_FIELDS = frozenset({"superseded_by", "broken_by"})


def record_for_audience(record: Record, audience: Visibility, visible_records: Set[str]) -> Record:
    """The record without the evidence, the duties, the traces and the other records that this audience may not see."""
    record = _without_duties_of_insiders(record, audience)
    hidden = {item.id for item in known_items(record.evidence) if not audience.may_see(item.visibility)}
    agent = known(record.agent)
    are_traces_seen = all(audience.may_see(trace.visibility) for trace in known_items(agent.traces if agent else None))
    if not hidden and are_traces_seen and all(word in visible_records for word in head_of(record).named):
        return record

    def keep(name: str, value: Any) -> Any:
        match value:
            case tuple():
                if name in _EVIDENCE_LISTS:
                    value = tuple(item for item in value if (item if isinstance(item, str) else item.id) not in hidden)
                elif name == "traces":
                    value = tuple(item for item in value if audience.may_see(item.visibility))
                elif name in _RECORD_LISTS:
                    value = tuple(item for item in value if item in visible_records)
                elif name == "dismissed":
                    value = tuple(item for item in value if item.id in visible_records)
                return tuple(keep("", item) for item in value)
            case dict():
                return {key: keep("", item) for key, item in value.items()}
            case Block():
                changes = {
                    field: kept
                    for field in type(value).model_fields
                    if (kept := keep(field, before := getattr(value, field))) is not before
                }
                return value.model_copy(update=changes) if changes else value
            case str() if name in _RECORD_FIELDS and value not in visible_records:
                return None
            case _:
                return value

    kept: Record = keep("", record)
    return kept


def with_own_fields(record: Record, fields: Set[str]) -> Record:
    """The record with those of the organisation's own fields that an audience may see, and no other."""
    if record.extra.keys() <= fields:
        return record
    return record.model_copy(update={"extra": {key: each for key, each in record.extra.items() if key in fields}})


def _without_duties_of_insiders(record: Record, audience: Visibility) -> Record:
    """The record without duties to report that this audience may not know of, and without a word that there are any."""
    match record.reporting:
        case None:
            return record
        case Reporting() as reporting if audience.may_see(reporting.visibility_in(record.origin)):
            return record
        case NotKnown() if audience.may_see(Visibility.INTERNAL) or not record.is_own:
            return record
    return record.model_copy(update={"reporting": None})
